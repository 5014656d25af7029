using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Benchmarks;

/// <summary>Gives a running server another length of its accept queue, by listen(2) on the socket itself (pidfd_getfd(2)).</summary>
internal static class AcceptQueueLength
{
    /// <exception cref="MissingToolException">The server's socket cannot be reached.</exception>
    internal static void Set(int pid, int port, int length)
    {
        var snapshot = DescriptorSnapshot.Take([pid]);
        var inode = snapshot.Sockets.Single(socket => socket.State == "LISTEN" && socket.Local?.PortOrNull == port).Inode;
        var fd = snapshot.Descriptors.First(descriptor => descriptor.Inode == inode).Fd;
        var process = (int)Libc.syscall(Libc.SYS_pidfd_open.Number, pid, 0, 0);
        var socket = (int)Libc.syscall(Libc.SYS_pidfd_getfd.Number, process, fd, 0);
        if (socket == -1 || Libc.listen(socket, length) == -1)
            throw new MissingToolException($"프로세스 {pid}의 서버 소켓({fd}번)을 얻지 못해 대기열을 늘릴 수 없다. 관리자로 다시 실행한다.");
        _ = Libc.close(socket);
        _ = Libc.close(process);
    }
}
