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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SocketHold? HeldBy = null);
