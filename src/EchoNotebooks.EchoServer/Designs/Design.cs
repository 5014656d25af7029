namespace EchoNotebooks.Server;

/// <summary>A design that can be asked for: --design NAME.</summary>
/// <param name="Name">the NAME</param>
/// <param name="Explanation">what it does, for people</param>
/// <param name="Create">makes it from serv_sock, which does not block, and the descriptor from which signals are read</param>
internal sealed record Design(string Name, string Explanation, Func<int, int, IServerDesign> Create)
{
    /// <summary>The chapter's design: what the program does where none is asked for.</summary>
    internal static Design Default => All[1];

    /// <summary>All designs, in the order in which they are told.</summary>
    internal static IReadOnlyList<Design> All { get; } =
    [
        new("iterative", "프로세스 하나가 클라이언트를 한 번에 하나씩 맡는다", (serv_sock, signal_fd) => new IterativeServer(serv_sock, signal_fd)),
        new("fork", "클라이언트마다 fork로 자식을 만든다(기본)", (serv_sock, signal_fd) => new ParentProcess(serv_sock, signal_fd)),
        new("prefork", "미리 fork한 자식들이 클라이언트를 맡는다", (serv_sock, signal_fd) => new PreforkServer(serv_sock, signal_fd)),
        new("passing", "부모가 accept하고, 미리 fork한 자식에게 디스크립터를 메시지로 건넨다(SCM_RIGHTS)",
            (serv_sock, signal_fd) => new PassingServer(serv_sock, signal_fd)),
        new("spawn", "클라이언트마다 posix_spawn으로 새 프로그램을 실행하고, 디스크립터 번호를 인자로 준다",
            (serv_sock, signal_fd) => new SpawnServer(serv_sock, signal_fd)),
        new("thread", "클라이언트마다 스레드를 만든다", (serv_sock, signal_fd) => new ThreadServer(serv_sock, signal_fd)),
        new("event-loop", "스레드 하나가 모든 소켓을 poll로 함께 기다린다", (serv_sock, signal_fd) => new EventLoopServer(serv_sock, signal_fd)),
    ];

    /// <summary>null where no design has this name.</summary>
    internal static Design? Find(string name) => All.FirstOrDefault(design => design.Name == name);
}
