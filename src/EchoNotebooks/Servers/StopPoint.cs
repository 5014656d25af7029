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

    /// <summary>Whether a step is the call that is waited for, whoever made it.</summary>
    internal bool IsReachedBy(TraceStep step) =>
        (step.Call == Command.Call || step.SystemCall == Command.Call)
        && (Command.Descriptor is null || step.Descriptor == Command.Descriptor)
        && (Command.Reaped is not true || step.ReapedChild is not null)
        && Command.Result switch
        {
            null => true,
            "endOfFile" => step.IsEndOfFile,
            "positive" => step.Result > 0,
            _ => step is { Result: 0, Error: null },
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
