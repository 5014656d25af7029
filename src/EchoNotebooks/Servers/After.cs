namespace EchoNotebooks;

/// <summary>Points of the chapter at which a server stands still: each after a system call has returned.</summary>
public static class After
{
    /// <summary>The parent's accept(2) returned a new clnt_sock.</summary>
    public static StopPoint Accept { get; } = new("accept", RoleKind.Parent, "accept가 돌아왔다", "after accept");

    /// <summary>fork(2) returned, in the parent and in the new child: both stand still.</summary>
    public static StopPoint Fork { get; } = new("fork", RoleKind.Parent, "fork가 돌아왔다", "after fork");

    /// <summary>A child's read(2) returned 0, end of file: its client has no more to say.</summary>
    public static StopPoint EndOfFile { get; } = new("EOF", RoleKind.Child, "read가 0(EOF)을 돌려주었다", "before close(clnt_sock)");

    /// <summary>A child has ended, and the parent has not reaped it yet: it is a zombie.</summary>
    public static StopPoint Exit { get; } = new("exit", RoleKind.Child, "끝났다", null);

    /// <summary>The parent's waitpid(2) returned a child that had ended.</summary>
    public static StopPoint Wait { get; } = new("waitpid", RoleKind.Parent, "waitpid가 끝난 자식을 거두었다", "after waitpid");

    /// <summary>close(2) returned in one process.</summary>
    /// <param name="name">serv_sock or clnt_sock.</param>
    /// <param name="by">Which process closes it.</param>
    /// <exception cref="ArgumentException">That process never closes that descriptor.</exception>
    public static StopPoint Close(string name, Role by)
    {
        if ((name, by.Kind) is not (("serv_sock", RoleKind.Child) or ("clnt_sock", RoleKind.Parent or RoleKind.Child)))
            throw new ArgumentException($"{by}에는 close({name}) 지점이 없다. 부모는 clnt_sock을, 자식은 serv_sock과 clnt_sock을 닫는다.", nameof(name));
        return new StopPoint($"close({name})", by.Kind, $"close({name})가 돌아왔다", $"after close({name})") { Child = by.Number };
    }

    /// <summary>close(2) returned in any child: <c>After.Close("serv_sock", by: Role.Child)</c>.</summary>
    /// <param name="name">serv_sock or clnt_sock.</param>
    /// <param name="by"><see cref="Role.Child(int)"/>, without a number.</param>
    public static StopPoint Close(string name, Func<int, Role> by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Close(name, by(1)) with { Child = 0 };
    }
}

/// <summary>One of the points of <see cref="After"/>.</summary>
public sealed record StopPoint
{
    internal StopPoint(string name, RoleKind role, string what, string? word)
    {
        Name = name;
        Role = role;
        What = what;
        Word = word;
    }

    /// <summary>The call: accept, fork, close(clnt_sock), waitpid.</summary>
    public string Name { get; }

    /// <summary>Which kind of process stops there.</summary>
    public RoleKind Role { get; }

    /// <summary>Which child; 0 for any.</summary>
    public int Child { get; init; }

    /// <summary>What has happened there.</summary>
    internal string What { get; }

    /// <summary>The word that echo-server --step writes there; null for a child's end, which the kernel shows.</summary>
    internal string? Word { get; }

    internal bool Concerns(Role role) => role.Kind == Role && (Child == 0 || role.Number == Child);

    /// <summary>"자식 프로세스의 close(clnt_sock) 뒤".</summary>
    public override string ToString() =>
        $"{(Role == RoleKind.Parent ? EchoNotebooks.Role.Parent.ToString() : Child == 0 ? "자식 프로세스" : EchoNotebooks.Role.Child(Child).ToString())}의 {Name} 뒤";
}
