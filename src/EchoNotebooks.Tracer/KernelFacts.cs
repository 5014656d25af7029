using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What the kernel says of one descriptor, socket or process of a tracee that stands still.</summary>
internal sealed class KernelFacts
{
    private readonly ProcReader proc = new();
    private readonly ulong ownNetwork;
    private bool isFetchingRefused;

    internal KernelFacts() => ownNetwork = NetworkOf("/proc/thread-self/ns/net\0"u8);

    /// <summary>null where the descriptor is not open.</summary>
    internal ProcessReading.Descriptor? Descriptor(int pid, int fd) => ProcessReading.ReadDescriptor(proc, pid, fd);

    /// <summary>The inode of the socket that a descriptor leads to; null where it leads to none.</summary>
    internal ulong? SocketInode(int pid, int fd)
    {
        Span<byte> path = stackalloc byte[40];
        Utf8.TryWrite(path, $"/proc/{pid}/fd/{fd}\0", out var length);
        return proc.ReadLink(AT_FDCWD, path[..length], out var link) == 0 && FdTarget.Parse(link) is FdTarget.Socket socket ? socket.Inode : null;
    }

    /// <summary>A process with all its descriptors; null where it is gone.</summary>
    internal ProcessReading? Process(int pid) => ProcessReading.Read(proc, pid, children: false, out _);

    /// <summary>A process without its descriptors; null where it is gone.</summary>
    internal ProcStat? Stat(int pid) => ProcessReading.ReadStat(proc, pid);

    /// <summary>What a socket is, from the kernel's table of all sockets: it takes about a millisecond.</summary>
    internal SocketFact Socket(int pid, int fd, ulong inode)
    {
        using var reader = new SocketReader(proc);
        return reader.Read(new SocketHolder(inode, pid, fd, NetworkOf(pid)));
    }

    /// <summary>
    /// What a connected TCP socket is, from the socket itself: it is fetched for a moment (pidfd_getfd(2)) and asked for
    /// its ends. Where that is refused, from the table.
    /// </summary>
    internal SocketFact Connection(int pid, int fd, ulong inode) => Fetch(pid, fd, inode) ?? Socket(pid, fd, inode);

    /// <summary>Whether a process lives in this one's network: sock_diag answers for no other.</summary>
    internal bool IsInOwnNetwork(int pid) => NetworkOf(pid) == ownNetwork;

    /// <summary>What a signal does to a process: SigIgn and SigCgt of proc_pid_status(5).</summary>
    internal (bool IsHandled, bool IsIgnored) Disposition(int pid, int signal) =>
        proc.ReadStatus(pid) is { } status ? (status.Catches(signal), status.Ignores(signal)) : default;

    /// <summary>Whether a thread is asleep, and since when it can have been.</summary>
    internal Sight Look(int tid) =>
        proc.ReadStatus(tid) is { } status
            ? new(status.State, status.VoluntarySwitches + status.InvoluntarySwitches, Stopwatch.GetTimestamp())
            : default;

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
