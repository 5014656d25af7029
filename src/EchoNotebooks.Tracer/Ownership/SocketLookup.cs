using System.Runtime.InteropServices;
using System.Text.Unicode;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What the kernel says of one socket.</summary>
internal sealed class SocketLookup
{
    private readonly ProcReader proc;
    private readonly ulong ownNetwork;
    private bool isFetchingRefused;

    /// <param name="proc">Reads /proc.</param>
    internal SocketLookup(ProcReader proc)
    {
        this.proc = proc;
        ownNetwork = NetworkOf("/proc/thread-self/ns/net\0"u8);
    }

    /// <summary>A socket lives in another network namespace: its state can be learnt from a full reading only.</summary>
    internal bool HasForeignSocket { get; private set; }

    /// <summary>What a socket is, from the kernel's table of all sockets: it takes about a millisecond.</summary>
    internal SocketFact FromTable(int pid, int fd, ulong inode)
    {
        using var reader = new SocketReader(proc);
        var fact = reader.Read(new SocketHolder(inode, pid, fd, NetworkOf(pid)));
        HasForeignSocket |= fact.Protocol is not ("unix" or "netlink" or "unknown") && NetworkOf(pid) != ownNetwork;
        return fact;
    }

    /// <summary>
    /// What a connected TCP socket is, from the socket itself: it is fetched for a moment (pidfd_getfd(2)) and asked for
    /// its ends. Where that is refused, or it is no such socket, from the table.
    /// </summary>
    internal SocketFact Connection(int pid, int fd, ulong inode) =>
        (HasForeignSocket ? null : Fetch(pid, fd, inode)) ?? FromTable(pid, fd, inode);

    /// <summary>
    /// Whether the kernel has a listening TCP socket, or a UDP socket that is bound, in whichever process. A socket that no
    /// file leads to any more is listed without its inode.
    /// </summary>
    internal static bool Exists(SocketFact socket)
    {
        using var diag = SockDiag.TryOpen();
        var family = socket.Protocol.EndsWith('6') ? AF_INET6 : AF_INET;
        var protocol = socket.Protocol.StartsWith("udp", StringComparison.Ordinal) ? IPPROTO_UDP : IPPROTO_TCP;
        var isThere = false;
        var states = protocol == IPPROTO_TCP ? 1u << TCP_LISTEN : uint.MaxValue;
        _ = diag?.DumpInet(family, protocol, states, seen => isThere |= seen.Inode == socket.Inode);
        return isThere;
    }

    private SocketFact? Fetch(int pid, int fd, ulong inode)
    {
        if (isFetchingRefused) return null;
        var process = (int)syscall(SYS_pidfd_open.Number, pid, 0, 0);
        if (process < 0) return null;
        var socket = (int)syscall(SYS_pidfd_getfd.Number, process, fd, 0);
        isFetchingRefused = socket < 0 && Marshal.GetLastPInvokeError() is EPERM or ENOSYS or EACCES;
        _ = close(process);
        if (socket < 0) return null;
        try
        {
            if (Option(socket, SO_PROTOCOL) != IPPROTO_TCP) return null;
            Span<byte> address = stackalloc byte[128];
            var length = (uint)address.Length;
            if (getsockname(socket, address, ref length) != 0) return null;
            var local = Endpoint.FromSockaddr(address[..(int)length]);
            length = (uint)address.Length;
            // ENOTCONN: the client has sent a RST since.
            if (getpeername(socket, address, ref length) != 0) return null;
            var remote = Endpoint.FromSockaddr(address[..(int)length]);
            var protocol = Option(socket, SO_DOMAIN) == AF_INET6 ? "tcp6" : "tcp";
            return new(inode, protocol, local, remote, SocketReader.TcpState(TCP_ESTABLISHED));
        }
        finally
        {
            _ = close(socket);
        }
    }

    private static int Option(int socket, int name)
    {
        var length = (uint)sizeof(int);
        return getsockopt(socket, SOL_SOCKET, name, out var value, ref length) == 0 ? value : -1;
    }

    private ulong NetworkOf(int pid)
    {
        Span<byte> path = stackalloc byte[40];
        Utf8.TryWrite(path, $"/proc/{pid}/ns/net\0", out var length);
        return NetworkOf(path[..length]);
    }

    private ulong NetworkOf(ReadOnlySpan<byte> path) =>
        proc.ReadLink(AT_FDCWD, path, out var link) == 0 && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : 0;
}
