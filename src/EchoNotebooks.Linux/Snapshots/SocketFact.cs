using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>One socket, the object of the kernel.</summary>
/// <param name="Inode">Its inode, which every descriptor of it shows.</param>
/// <param name="Protocol">
/// "tcp", "tcp6", "udp", "udp6", "unix", "netlink", …: the name in /proc/PID/net, or the system.sockprotoname attribute;
/// "unknown" where neither tells.
/// </param>
/// <param name="Local">The own end; null where there is none.</param>
/// <param name="Remote">The other end; null where there is none (a listening socket).</param>
/// <param name="State">The kernel's TCP name: LISTEN, ESTABLISHED, CLOSE_WAIT …; null for a protocol without states.</param>
/// <param name="HeldBy">
/// What keeps it alive although no process of the snapshot has a descriptor of it, when a tracer has said so; null otherwise.
/// </param>
public sealed record SocketFact(
    ulong Inode,
    string Protocol,
    Endpoint? Local,
    Endpoint? Remote,
    string? State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SocketHold? HeldBy = null)
{
    /// <summary>
    /// Recv-Q: of a connection the bytes that have come and that no process has read; of a listening socket the connections that
    /// wait for accept(2). Of TCP only, and only where sock_diag(7) was asked; null otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReceiveQueue { get; init; }

    /// <summary>
    /// Send-Q: of a connection the bytes that the other side's kernel has not acknowledged; of a listening socket the second
    /// argument of listen(2). Null where <see cref="ReceiveQueue"/> is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SendQueue { get; init; }

    /// <summary>Whether it is a TCP socket, over IPv4 or IPv6.</summary>
    internal bool IsTcp => Protocol.StartsWith("tcp", StringComparison.Ordinal);

    /// <summary>The same without what is on its way: that changes by itself, without a step of any process that holds it.</summary>
    internal SocketFact WithoutQueues => this with { ReceiveQueue = null, SendQueue = null };
}
