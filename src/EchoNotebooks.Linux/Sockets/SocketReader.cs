using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Finds out what sockets are: by one netlink dump a protocol that occurs among them, or from /proc/PID/net where
/// netlink is refused or the socket lives in another network namespace. A table of the kernel is read at most once.
/// </summary>
internal sealed class SocketReader : IDisposable
{
    private static readonly Table[] Tables =
    [
        new("mptcp", AF_INET, IPPROTO_MPTCP), new("mptcp6", AF_INET6, IPPROTO_MPTCP),
        new("tcp", AF_INET, IPPROTO_TCP), new("tcp6", AF_INET6, IPPROTO_TCP),
        new("udp", AF_INET, IPPROTO_UDP), new("udp6", AF_INET6, IPPROTO_UDP),
        new("raw", AF_INET, IPPROTO_RAW), new("raw6", AF_INET6, IPPROTO_RAW),
        new("unix", AF_UNIX, 0),
    ];

    private readonly ProcReader proc;
    private readonly SockDiag? diag = SockDiag.TryOpen();
    private readonly ulong here;
    // By protocol too: the first path of a multipath connection is in the table of TCP, under the same inode.
    private readonly Dictionary<(string Protocol, ulong Inode), InetSocket> listed = [];
    private readonly Dictionary<(string Protocol, ulong Inode), SocketFact> found = [];
    private readonly HashSet<(ulong Namespace, Table Table)> read = [];

    internal SocketReader(ProcReader proc)
    {
        this.proc = proc;
        var isRead = proc.ReadLink(AT_FDCWD, "/proc/thread-self/ns/net\0"u8, out var link) == 0;
        here = isRead && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : 0;
    }

    public void Dispose() => diag?.Dispose();

    /// <summary>One table of the kernel: sock_diag's family and protocol, and the file's name in /proc/PID/net.</summary>
    private sealed record Table(string Name, int Family, int Protocol);

    /// <summary>The processes with a socket that was closed after its descriptor had been read and before it was looked up.</summary>
    internal List<int> Moved { get; } = [];

    /// <summary>Looks one socket up.</summary>
    internal SocketFact Read(SocketHolder socket)
    {
        var protocol = ProtocolOf(socket);
        var allRead = true;
        foreach (var table in TablesFor(protocol))
        {
            var isRead = true;
            if (!Has(table.Name, socket.Inode))
            {
                var key = (socket.Namespace ?? here, table);
                isRead = read.Contains(key) || (ReadTable(table, socket) && read.Add(key));
            }
            allRead &= isRead;
            if (listed.TryGetValue((table.Name, socket.Inode), out var inet))
                return Fact(protocol ?? table.Name, table, inet);
            if (found.TryGetValue((table.Name, socket.Inode), out var fact)) return fact with { Protocol = protocol ?? table.Name };
        }
        var isStill = IsStill(socket);
        if (!isStill) Moved.Add(socket.Pid);
        // A TCP socket that the kernel lists nowhere is neither connected nor listening: its state is CLOSE.
        var closed = allRead && isStill && protocol is "tcp" or "tcp6" or "mptcp" or "mptcp6";
        return new(socket.Inode, protocol ?? "unknown", null, null, closed ? TcpState(TCP_CLOSE) : null);
    }

    private bool Has(string protocol, ulong inode) => listed.ContainsKey((protocol, inode)) || found.ContainsKey((protocol, inode));

    private bool IsStill(SocketHolder socket)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8.TryWrite(path, $"/proc/{socket.Pid}/fd/{socket.Fd}\0", out _);
        return proc.ReadLink(AT_FDCWD, path, out var link) == 0
            && FdTarget.Parse(link) is FdTarget.Socket { Inode: var inode } && inode == socket.Inode;
    }

    private static IEnumerable<Table> TablesFor(string? protocol) => protocol switch
    {
        // Not every kernel tells the protocol: then any table may hold the socket.
        null => Tables,
        // A multipath connection whose peer speaks plain TCP is only known as that.
        "mptcp" or "mptcp6" => Tables.Where(t => t.Name == protocol || t.Name == protocol.Replace("mptcp", "tcp")),
        _ => Tables.Where(t => t.Name == protocol),
    };

    /// <returns>Whether the table was read, by netlink or from its file.</returns>
    private bool ReadTable(Table table, SocketHolder socket)
    {
        var own = (socket.Namespace ?? here) == here;
        if (own && diag is not null && (table.Family == AF_UNIX ? ReadUnix(diag) : ReadInet(diag, table)) == 0) return true;
        return ReadFile(table, own ? "/proc/thread-self/net" : $"/proc/{socket.Pid}/net");
    }

    private int ReadInet(SockDiag diag, Table table) =>
        diag.DumpInet(table.Family, table.Protocol, uint.MaxValue, socket => List(table.Name, socket));

    private void List(string protocol, in InetSocket socket)
    {
        // Inode 0: no descriptor leads there any more (TIME_WAIT, FIN_WAIT after close).
        if (socket.Inode != 0) listed.TryAdd((protocol, socket.Inode), socket);
    }

    private int ReadUnix(SockDiag diag)
    {
        var all = new List<UnixSocket>();
        var errno = diag.DumpUnix(all.Add);
        // A table that changes while it is listed may show a socket twice.
        var names = all.Where(s => s.Name is not null).DistinctBy(s => s.Inode).ToDictionary(s => s.Inode, s => s.Name);
        foreach (var s in all)
            found.TryAdd(("unix", s.Inode), new(
                s.Inode, "unix", Unix(s.Name), s.Peer is { } peer ? Unix(names.GetValueOrDefault(peer)) : null,
                s.Type == SOCK_DGRAM ? null : TcpState(s.State)));
        return errno;
    }

    private bool ReadFile(Table table, string folder)
    {
        // A kernel without the protocol has no such file, and none has one for multipath TCP.
        var path = $"{folder}/{table.Name}";
        if (proc.Read(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), out var text) != 0) return false;
        if (table.Family == AF_UNIX)
        {
            foreach (var s in ProcNetUnix.Parse(text, path))
                found.TryAdd(("unix", s.Inode), new(s.Inode, "unix", Unix(s.Path), null, s.Type == SOCK_DGRAM ? null : TcpState(
                    (s.Flags & ProcNetUnix.Listens) != 0 ? TCP_LISTEN : s.State == ProcNetUnix.Connected ? TCP_ESTABLISHED : TCP_CLOSE)));
        }
        else
        {
            foreach (var s in ProcNetInet.Parse(text, path))
                if (s.Inode != 0) found.TryAdd((table.Name, s.Inode), Fact(table.Name, table, s.Local, s.Remote, s.State, s.Inode));
        }
        return true;
    }

    private static SocketFact Fact(string protocol, Table table, in InetSocket socket)
    {
        var fact = Fact(protocol, table, socket.Local, socket.Remote, socket.State, socket.Inode);
        return fact.State is null ? fact : fact with { ReceiveQueue = socket.ReceiveQueue, SendQueue = socket.SendQueue };
    }

    private static SocketFact Fact(string protocol, Table table, IPEndPoint local, IPEndPoint remote, int state, ulong inode)
    {
        var connected = remote.Port != 0 || !remote.Address.Equals(Any(remote.AddressFamily));
        return new(inode, protocol, Endpoint.Of(local), connected ? Endpoint.Of(remote) : null,
            table.Protocol is IPPROTO_TCP or IPPROTO_MPTCP ? TcpState(state) : null);
    }

    private static Endpoint.Unix? Unix(string? name) => name is null ? null : new(name);

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
        _ => state.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// What the socket says of itself: the extended attribute system.sockprotoname ("TCPv6"), as a name in /proc/PID/net;
    /// null where it says nothing.
    /// </summary>
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
