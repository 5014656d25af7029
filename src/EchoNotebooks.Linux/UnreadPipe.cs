using System.Text;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// A second read end of a pipe that another process writes to. It keeps the pipe, and what is in it, when that process
/// has died (pipe(7)).
/// </summary>
internal sealed class UnreadPipe : IDisposable
{
    private readonly int fd;

    private UnreadPipe(int fd) => this.fd = fd;

    /// <summary>Opens the pipe that a descriptor of a process leads to (proc_pid_fd(5)).</summary>
    /// <returns>Null where there is no such process or descriptor, or it may not be opened.</returns>
    internal static UnreadPipe? Of(int pid, int descriptor)
    {
        var fd = openat(AT_FDCWD, Encoding.ASCII.GetBytes($"/proc/{pid}/fd/{descriptor}\0"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        return fd < 0 ? null : new UnreadPipe(fd);
    }

    /// <summary>Takes what is in the pipe now; empty where there is nothing.</summary>
    internal byte[] ReadAll()
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var n = read(fd, buffer, (nuint)buffer.Length);
            if (n > 0) all.Write(buffer, 0, (int)n);
            else if (n == 0 || errno != EINTR) return all.ToArray();
        }
    }

    public void Dispose() => _ = close(fd);
}
