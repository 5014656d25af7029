using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>One TCP socket of a port, with the processes that hold it.</summary>
public sealed class PortSocket
{
    private readonly SocketFact fact;

    internal PortSocket(SocketFact fact, bool isServerSide, IReadOnlyList<ProcessFact> holders)
    {
        this.fact = fact;
        IsServerSide = isServerSide;
        Holders = holders;
    }

    /// <summary>Whether its own end has the port; the other end has it otherwise.</summary>
    public bool IsServerSide { get; }

    /// <summary>The kernel's TCP name: LISTEN, ESTABLISHED, TIME_WAIT ….</summary>
    public string State => fact.State!;

    /// <summary>Its own end.</summary>
    public Endpoint? Local => fact.Local;

    /// <summary>The other end; null for a listening socket.</summary>
    public Endpoint? Remote => fact.Remote;

    /// <summary>Its inode; null where no descriptor leads to it.</summary>
    public ulong? Inode => fact.Inode == 0 ? null : fact.Inode;

    /// <summary>As <see cref="SocketFact.ReceiveQueue"/>.</summary>
    public int? ReceiveQueue => fact.ReceiveQueue;

    /// <summary>As <see cref="SocketFact.SendQueue"/>.</summary>
    public int? SendQueue => fact.SendQueue;

    /// <summary>
    /// The processes that hold it. Empty where no descriptor leads to it (<see cref="Inode"/> is null), and where this user may not
    /// read who holds it.
    /// </summary>
    public IReadOnlyList<ProcessFact> Holders { get; }
}
