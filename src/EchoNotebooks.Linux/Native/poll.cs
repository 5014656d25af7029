using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;
    internal const short POLLERR = 8;
    internal const short POLLHUP = 16;

    /// <param name="fds">What to wait for, and what came of it.</param>
    /// <param name="nfds">How many of them.</param>
    /// <param name="timeout">Milliseconds; −1 waits for ever.</param>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(Span<pollfd> fds, nuint nfds, int timeout);
}

internal struct pollfd
{
    internal int fd;
    internal short events;
    internal short revents;
}
