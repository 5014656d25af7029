using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Points at which a server stands still: each after a system call has returned.</summary>
public static class After
{
    /// <summary>The parent's accept(2) returned a new clnt_sock.</summary>
    public static StopPoint Accept { get; } = new(
        "accept", RoleKind.Parent, "accept가 돌아왔다", "after accept", new() { Call = "accept", Result = "positive" });

    /// <summary>fork(2) returned, in the parent and in the new child: both stand still.</summary>
    public static StopPoint Fork { get; } = new(
        "fork", RoleKind.Parent, "fork가 돌아왔다", "after fork", new() { Call = "fork", Result = "positive" });

    /// <summary>A child's read(2) returned 0, end of file: its client has no more to say.</summary>
    public static StopPoint EndOfFile { get; } = new(
        "EOF",
        RoleKind.Child,
        "read가 0(EOF)을 돌려주었다",
        "before close(clnt_sock)",
        new() { Call = "read", Descriptor = "clnt_sock", Result = "endOfFile" });

    /// <summary>A child has ended, and the parent has not reaped it yet: it is a zombie.</summary>
    public static StopPoint Exit { get; } = new("exit", RoleKind.Child, "끝났다", null, new() { Call = "exit" });

    /// <summary>The parent's waitpid(2) or waitid(2) has reaped a child that had ended.</summary>
    public static StopPoint Wait { get; } = new(
        "waitpid", RoleKind.Parent, "waitpid가 끝난 자식을 회수했다", "after waitpid", new() { Call = "wait", Reaped = true });

    /// <summary>close(2) returned in one process.</summary>
    /// <param name="name">serv_sock or clnt_sock.</param>
    /// <param name="by">Which process closes it.</param>
    /// <exception cref="ArgumentException">
    /// The chapter's process never closes that descriptor; <see cref="Call(string, string?, Role?)"/> takes any.
    /// </exception>
    public static StopPoint Close(string name, Role by)
    {
        if ((name, by.Kind) is not (("serv_sock", RoleKind.Child) or ("clnt_sock", RoleKind.Parent or RoleKind.Child)))
            throw new ArgumentException($"{by}에는 close({name}) 지점이 없다. 부모는 clnt_sock을, 자식은 serv_sock과 clnt_sock을 닫는다.", nameof(name));
        var call = $"close({name})";
        var closes = new TracerCommand { Call = "close", Descriptor = name, Result = "0" };
        return new StopPoint(call, by.Kind, $"{call}가 돌아왔다", $"after {call}", closes) { Child = by.Number };
    }

    /// <summary>close(2) returned in any child: <c>After.Close("serv_sock", by: Role.Child)</c>.</summary>
    /// <param name="name">serv_sock or clnt_sock.</param>
    /// <param name="by"><see cref="Role.Child(int)"/>, without a number.</param>
    public static StopPoint Close(string name, Func<int, Role> by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Close(name, by(1)) with { Child = 0 };
    }

    /// <summary>
    /// Any system call returned, whatever it returned; only under a tracer: <c>After.Call("shutdown", on: "clnt_sock")</c>.
    /// </summary>
    /// <param name="call">
    /// One word for all forms of a call: socket, bind, listen, accept, shutdown, fork, exec, close, dup, read, write,
    /// wait, exit; or the kernel's own name (accept4, recvfrom).
    /// </param>
    /// <param name="on">Which descriptor it acts on: serv_sock or clnt_sock; null for any.</param>
    /// <param name="by">Which process makes it; null for any, and then all go on until one of them does.</param>
    public static StopPoint Call(string call, string? on = null, Role? by = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(call);
        var name = on is null ? call : $"{call}({on})";
        return new StopPoint(name, by?.Kind ?? RoleKind.Other, $"{name}가 돌아왔다", null, new() { Call = call, Descriptor = on })
        {
            Child = by?.Number ?? 0,
            Exactly = by,
        };
    }

    /// <summary>
    /// Any system call returned in any child: <c>After.Call("accept", by: Role.Child)</c>. All children go on until one of
    /// them makes it.
    /// </summary>
    /// <param name="call">As in the other form.</param>
    /// <param name="on">Which descriptor it acts on; null for any.</param>
    /// <param name="by"><see cref="Role.Child(int)"/>, without a number.</param>
    public static StopPoint Call(string call, string? on, Func<int, Role> by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Call(call, on, by(1)) with { Child = 0, Exactly = null };
    }

    /// <summary>Any system call returned in any child.</summary>
    /// <param name="call">As in the other form.</param>
    /// <param name="by"><see cref="Role.Child(int)"/>, without a number.</param>
    public static StopPoint Call(string call, Func<int, Role> by) => Call(call, null, by);
}
