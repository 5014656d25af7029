using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>One socket from the step that made it to the step that took its last descriptor away.</summary>
public sealed class SocketLife
{
    internal SocketLife(
        ulong inode, string name, Endpoint? local, Endpoint? remote, int bornAt, int? destroyedAt,
        IReadOnlyList<Holding> holdings, IReadOnlyList<SocketStateChange> states)
    {
        Inode = inode;
        Name = name;
        Local = local;
        Remote = remote;
        BornAt = bornAt;
        DestroyedAt = destroyedAt;
        Holdings = holdings;
        States = states;
    }

    /// <summary>The kernel's number of it.</summary>
    public ulong Inode { get; }

    /// <summary>
    /// serv_sock, or clnt_sock with its number in the order of accepting: "clnt_sock 1"; in a client's recording sock;
    /// "socket" for any other.
    /// </summary>
    public string Name { get; }

    /// <summary>Its own end, the last that was known; null for none.</summary>
    public Endpoint? Local { get; }

    /// <summary>The client's end; null for none.</summary>
    public Endpoint? Remote { get; }

    /// <summary>Who held it when, in the order of beginning.</summary>
    public IReadOnlyList<Holding> Holdings { get; }

    /// <summary>The <see cref="TraceStep.Index"/> of the step at which its first descriptor appeared.</summary>
    public int BornAt { get; }

    /// <summary>
    /// The step at which its last descriptor was closed, and with it the program's hold on the socket; null where it still
    /// has one.
    /// </summary>
    public int? DestroyedAt { get; }

    /// <summary>The kernel's TCP names, each with the step at which it was first seen.</summary>
    public IReadOnlyList<SocketStateChange> States { get; }

    /// <summary>
    /// Its TCP state when it was seen last: for a socket that is gone, the state at the close of its last descriptor. Null
    /// for none.
    /// </summary>
    public string? LastState => States.Count == 0 ? null : States[^1].State;

    /// <summary>"clnt_sock 1: 127.0.0.1:9190 ↔ 127.0.0.1:40001, 걸음 5~22".</summary>
    public override string ToString() =>
        $"{Name}: {Local?.Plain.ToString() ?? "(주소 없음)"}{(Remote is null ? "" : $" ↔ {Remote.Plain}")}, "
        + $"걸음 {BornAt}~{DestroyedAt?.ToString() ?? ""}";
}
