using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>A socket that a descriptor leads to, not yet looked up.</summary>
/// <param name="Inode">Its inode.</param>
/// <param name="Pid">A process that holds it.</param>
/// <param name="Fd">That process's descriptor of it.</param>
/// <param name="Namespace">The inode of that process's network namespace; null where it cannot be read.</param>
internal readonly record struct SocketHolder(ulong Inode, int Pid, int Fd, ulong? Namespace);

/// <summary>
/// Finds out what sockets are: by one netlink dump a protocol that occurs among them, or from /proc/PID/net where
/// netlink is refused or the socket lives in another network namespace. A table of the kernel is read at most once.
/// </summary>
internal sealed class SocketReader : IDisposable
{
    private static readonly Table[] Tables =
    [
        new("tcp", AF_INET, IPPROTO_TCP), new("tcp6", AF_INET6, IPPROTO_TCP),
        new("udp", AF_INET, IPPROTO_UDP), new("udp6", AF_INET6, IPPROTO_UDP),
        new("raw", AF_INET, IPPROTO_RAW), new("raw6", AF_INET6, IPPROTO_RAW),
        new("mptcp", AF_INET, IPPROTO_MPTCP), new("mptcp6", AF_INET6, IPPROTO_MPTCP),
        new("unix", AF_UNIX, 0),
    ];

    private readonly ProcReader proc;
    private readonly SockDiag? diag = SockDiag.TryOpen();
    private readonly ulong here;
    private readonly Dictionary<ulong, SocketFact> found = [];
    private readonly HashSet<(ulong Namespace, Table Table)> read = [];

    internal SocketReader(ProcReader proc)
    {
        this.proc = proc;
        here = proc.ReadLink(AT_FDCWD, "/proc/thread-self/ns/net\0"u8, out var link) == 0 && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : 0;
    }

    public void Dispose() => diag?.Dispose();

    /// <summary>One table of the kernel: sock_diag's family and protocol, and the file's name in /proc/PID/net.</summary>
    private sealed record Table(string Name, int Family, int Protocol);

    /// <summary>Looks one socket up.</summary>
    internal SocketFact Read(SocketHolder socket)
    {
        if (found.TryGetValue(socket.Inode, out var fact)) return fact;
        var protocol = ProtocolOf(socket);
        // Not every kernel tells the protocol: then any table may hold the socket.
        foreach (var table in Tables.Where(t => protocol is null || t.Name == protocol))
        {
            if (read.Add((socket.Namespace ?? here, table))) ReadTable(table, socket);
        }
        return found.GetValueOrDefault(socket.Inode) ?? NotInAnyTable(socket.Inode, protocol);
    }

    /// <summary>A TCP socket that the kernel lists nowhere is neither bound nor connected: its state is CLOSE.</summary>
    private static SocketFact NotInAnyTable(ulong inode, string? protocol) =>
        new(inode, protocol ?? "unknown", null, null, protocol is "tcp" or "tcp6" or "mptcp" or "mptcp6" ? TcpState(TCP_CLOSE) : null);

    private void ReadTable(Table table, SocketHolder socket)
    {
        var answered = diag is not null && (socket.Namespace ?? here) == here
            && (table.Family == AF_UNIX ? ReadUnix(diag) : ReadInet(diag, table)) == 0;
        if (!answered) ReadFile(table, socket.Pid);
    }

    private int ReadInet(SockDiag diag, Table table) =>
        diag.DumpInet(table.Family, table.Protocol, uint.MaxValue, s => Keep(table, s.Local, s.Remote, s.State, s.Inode));

    private int ReadUnix(SockDiag diag)
    {
        var all = new List<UnixSocket>();
        var errno = diag.DumpUnix(all.Add);
        var names = all.Where(s => s.Name is not null).ToDictionary(s => s.Inode, s => s.Name);
        foreach (var s in all)
            found.TryAdd(s.Inode, new(s.Inode, "unix", s.Name, s.Peer is { } peer ? names.GetValueOrDefault(peer) : null,
                s.Type == SOCK_DGRAM ? null : TcpState(s.State)));
        return errno;
    }

    private void ReadFile(Table table, int pid)
    {
        // A kernel without the protocol has no such file.
        var path = $"/proc/{pid}/net/{table.Name}";
        if (table.Protocol == IPPROTO_MPTCP || proc.Read(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), out var text) != 0) return;
        if (table.Family == AF_UNIX)
        {
            foreach (var s in ProcNetUnix.Parse(text, path))
                found.TryAdd(s.Inode, new(s.Inode, "unix", s.Path, null, s.Type == SOCK_DGRAM ? null : TcpState(
                    (s.Flags & ProcNetUnix.Listens) != 0 ? TCP_LISTEN : s.State == ProcNetUnix.Connected ? TCP_ESTABLISHED : TCP_CLOSE)));
        }
        else
        {
            foreach (var s in ProcNetInet.Parse(text, path)) Keep(table, s.Local, s.Remote, s.State, s.Inode);
        }
    }

    private void Keep(Table table, IPEndPoint local, IPEndPoint remote, int state, ulong inode)
    {
        // Inode 0: no descriptor leads there any more (TIME_WAIT, FIN_WAIT after close).
        if (inode == 0) return;
        var connected = remote.Port != 0 || !remote.Address.Equals(Any(remote.AddressFamily));
        found.TryAdd(inode, new(inode, table.Name, local.ToString(), connected ? remote.ToString() : null,
            table.Protocol is IPPROTO_TCP or IPPROTO_MPTCP ? TcpState(state) : null));
    }

    private static IPAddress Any(AddressFamily family) => family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    /// <summary>The name that the kernel's headers give a TCP state (netinet/tcp.h).</summary>
    internal static string TcpState(int state) => state switch
    {
        TCP_ESTABLISHED => "ESTABLISHED",
        TCP_SYN_SENT => "SYN_SENT",
        TCP_SYN_RECV => "SYN_RECV",
        TCP_FIN_WAIT1 => "FIN_WAIT1",
        TCP_FIN_WAIT2 => "FIN_WAIT2",
        TCP_TIME_WAIT => "TIME_WAIT",
        TCP_CLOSE => "CLOSE",
        TCP_CLOSE_WAIT => "CLOSE_WAIT",
        TCP_LAST_ACK => "LAST_ACK",
        TCP_LISTEN => "LISTEN",
        TCP_CLOSING => "CLOSING",
        12 => "NEW_SYN_RECV",
        _ => state.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What the socket says of itself: the extended attribute system.sockprotoname ("TCPv6"), as a name in /proc/PID/net; null where it says nothing.</summary>
    private static string? ProtocolOf(SocketHolder socket)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8.TryWrite(path, $"/proc/{socket.Pid}/fd/{socket.Fd}\0", out _);
        Span<byte> value = stackalloc byte[64];
        var n = (int)getxattr(path, "system.sockprotoname\0"u8, value, (nuint)value.Length);
        if (n <= 0) return null;
        var name = Encoding.UTF8.GetString(value[..n].TrimEnd((byte)0));
        return name switch
        {
            "UNIX" or "UNIX-STREAM" => "unix",
            "PING" => "icmp",
            "PINGv6" => "icmp6",
            _ when name.EndsWith("v6", StringComparison.Ordinal) => name[..^2].ToLowerInvariant() + "6",
            _ => name.ToLowerInvariant(),
        };
    }
}
