using System.Buffers.Text;
using System.Text;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// Lines of output, each by one write(2). The runtime's Console would do for the parent; the child must not
/// touch it, because its locks and its buffer may be in any state at the moment of fork.
/// </summary>
internal static class Output
{
    /// <summary>Writes a line that ends in \n to stdout. Allocates nothing.</summary>
    internal static void Line(ReadOnlySpan<byte> line) => WriteAll(STDOUT_FILENO, line);

    /// <summary>
    /// Writes <paramref name="before"/>, the number, <paramref name="between"/>, <paramref name="after"/> and \n as one line.
    /// Allocates nothing.
    /// </summary>
    internal static void Line(
        int fd, ReadOnlySpan<byte> before, int number, ReadOnlySpan<byte> between = default, ReadOnlySpan<byte> after = default)
    {
        Span<byte> line = stackalloc byte[80];
        before.CopyTo(line);
        var length = before.Length;
        Utf8Formatter.TryFormat(number, line[length..], out var digits);
        length += digits;
        between.CopyTo(line[length..]);
        length += between.Length;
        after.CopyTo(line[length..]);
        length += after.Length;
        line[length++] = (byte)'\n';
        WriteAll(fd, line[..length]);
    }

    /// <summary>Writes text to stdout: only in the parent, because it allocates.</summary>
    internal static void Text(string text) => WriteAll(STDOUT_FILENO, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text to stderr: only in the parent, because it allocates.</summary>
    internal static void Error(string text) => WriteAll(STDERR_FILENO, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes everything, however little write(2) takes at a time; false where it fails (EPIPE: no reader is left).</summary>
    internal static bool WriteAll(int fd, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var written = write(fd, data, (nuint)data.Length);
            if (written >= 0) data = data[(int)written..];
            else if (errno == EAGAIN) WaitUntilWritable(fd);
            else if (errno != EINTR) return false;
        }
        return true;
    }

    /// <summary>Another program has made the descriptor non-blocking, as shells do with a terminal that they share.</summary>
    private static void WaitUntilWritable(int fd)
    {
        Span<pollfd> wait = [new() { fd = fd, events = POLLOUT }];
        _ = poll(wait, 1, timeout: -1);
    }
}
