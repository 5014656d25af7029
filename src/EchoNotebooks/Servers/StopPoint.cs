using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>One of the points of <see cref="After"/>.</summary>
public sealed record StopPoint
{
    internal StopPoint(string name, RoleKind role, string what, string? word, TracerCommand command)
    {
        Name = name;
        Role = role;
        What = what;
        Word = word;
        Command = command with { Command = "until", Phase = "after" };
    }

    /// <summary>The call: accept, fork, close(clnt_sock), waitpid.</summary>
    public string Name { get; }

    /// <summary>Which kind of process stops there; <see cref="RoleKind.Other"/> for any.</summary>
    public RoleKind Role { get; }

    /// <summary>Which child; 0 for any.</summary>
    public int Child { get; init; }

    /// <summary>What has happened there.</summary>
    internal string What { get; }

    /// <summary>
    /// The word that echo-server --step writes there; null for a child's end, which the kernel shows, and where it does not
    /// stop.
    /// </summary>
    internal string? Word { get; }

    /// <summary>The tracer's command, without the processes that may continue.</summary>
    internal TracerCommand Command { get; }

    /// <summary>The one process that was named, where that may be a child of a child.</summary>
    internal Role? Exactly { get; init; }

    /// <summary>Whether the chapter's server stops there by itself, too.</summary>
    internal bool IsOfTheChapter => Word is not null || this == After.Exit;

    /// <summary>What to do where it is not reached.</summary>
    internal string Hint => Name switch
    {
        "accept" or "fork" => "연결을 기다리는 클라이언트가 있는가? ConnectAsync로 연결하라.",
        "EOF" or "close(clnt_sock)" or "exit" when Role == RoleKind.Child => "자식은 클라이언트가 닫을 때까지 읽는다. CloseAsync로 닫았는가?",
        "waitpid" => "거둘 자식, 곧 끝난 자식이 있는가? RunUntilAsync(After.Exit)로 자식을 먼저 끝내라.",
        _ => "그 지점은 이미 지났을 수 있다.",
    };

    /// <summary>Whether a process of this role can reach the point.</summary>
    internal bool Concerns(Role role)
    {
        if (Role == RoleKind.Other) return true;
        if (Exactly is { } one) return one == role;
        return role.Kind == Role && (Child == 0 || (role.Number == Child && !role.IsDescendant));
    }

    /// <summary>"자식 프로세스의 close(clnt_sock) 뒤".</summary>
    public override string ToString() => (Role, Child, Exactly) switch
    {
        (RoleKind.Other, _, _) => $"{Name} 뒤",
        (_, _, { } one) => $"{one}의 {Name} 뒤",
        (RoleKind.Parent, _, _) => $"{EchoNotebooks.Role.Parent}의 {Name} 뒤",
        (_, 0, _) => $"자식 프로세스의 {Name} 뒤",
        var (_, child, _) => $"{EchoNotebooks.Role.Child(child)}의 {Name} 뒤",
    };
}
