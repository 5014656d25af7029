namespace EchoNotebooks;

/// <summary>A way to serve many clients that our server in C# knows: echo-server --design NAME.</summary>
/// <param name="Name">The NAME.</param>
/// <param name="Words">What people call it.</param>
/// <param name="File">The source file that is about it alone.</param>
/// <param name="Workers">How many children it has before any client comes.</param>
internal sealed record ServerDesign(string Name, string Words, string File, int Workers = 0)
{
    /// <summary>The design that has no time for a client before the one before has left.</summary>
    public const string OneAtATime = "iterative";

    /// <summary>What the server does where no design is asked for.</summary>
    public const string Default = "fork";

    /// <summary>All designs, in the order in which they are told.</summary>
    public static IReadOnlyList<ServerDesign> All { get; } =
    [
        new(OneAtATime, "반복 서버", "IterativeServer.cs"),
        new(Default, "클라이언트마다 fork", "ParentProcess.cs"),
        new("prefork", "미리 fork, 함께 accept", "PreforkServer.cs", Workers: 4),
        new("passing", "미리 fork, 디스크립터 건네기", "PassingServer.cs", Workers: 4),
        new("spawn", "클라이언트마다 posix_spawn", "SpawnServer.cs"),
        new("thread", "클라이언트마다 스레드", "ThreadServer.cs"),
        new("event-loop", "이벤트 루프 하나", "EventLoopServer.cs"),
    ];

    /// <summary>The design of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ServerDesign Find(string name) => All.FirstOrDefault(design => design.Name == name) ?? throw new ArgumentException(
        $"\"{name}\"이라는 설계는 없다. 쓸 수 있는 이름: {string.Join(", ", All.Select(design => design.Name))}", nameof(name));
}
