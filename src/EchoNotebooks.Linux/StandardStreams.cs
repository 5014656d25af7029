using EchoNotebooks.Linux.Native;
using Microsoft.Win32.SafeHandles;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>This process's own descriptors 0, 1 and 2, which every program that it starts inherits.</summary>
internal static class StandardStreams
{
    /// <summary>Bytes that a captured stream holds: what an ordinary user may ask for (/proc/sys/fs/pipe-max-size).</summary>
    private const int PipeSize = 1 << 20;

    /// <summary>A second descriptor of what stderr is now. It stays the same when 2 is replaced.</summary>
    /// <exception cref="LinuxException">There is no stderr, or no descriptor to be had.</exception>
    internal static Stream KeepError()
    {
        var kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (kept < 0) throw new LinuxException("fcntl", errno);
        return new FileStream(new SafeFileHandle(kept, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>
    /// Makes 1 and 2 the write ends of two pipes (pipe(7)), and 0 /dev/null: what is written to them from now on, by this
    /// process or by a program that it starts, can be read here.
    /// </summary>
    /// <returns>The read ends of what 1 and 2 are now. The caller must read them: a program that writes to a full pipe waits.</returns>
    /// <exception cref="LinuxException">There is no descriptor to be had; nothing has changed then.</exception>
    internal static (FileStream Output, FileStream Error) Capture()
    {
        Span<int> output = stackalloc int[2];
        Span<int> error = stackalloc int[2];
        if (pipe2(output, O_CLOEXEC) < 0) throw new LinuxException("pipe2", errno);
        if (pipe2(error, O_CLOEXEC) < 0)
        {
            var why = errno;
            foreach (var end in output) _ = close(end);
            throw new LinuxException("pipe2", why);
        }
        // A writer should not wait for a reader that gathers; less room than asked for does no harm.
        foreach (var pipe in (ReadOnlySpan<int>)[output[1], error[1]]) _ = fcntl(pipe, F_SETPIPE_SZ, PipeSize);
        Replace(STDOUT_FILENO, output[1]);
        Replace(STDERR_FILENO, error[1]);
        if (ProcReader.Open(AT_FDCWD, "/dev/null\0"u8, out var nothing) == 0) Replace(STDIN_FILENO, nothing);
        return (Reader(output[0]), Reader(error[0]));
    }

    /// <summary>Waits until a pipe has something to read, or no writer left (poll(2)); nothing is read.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="milliseconds">How long at most; −1 for ever.</param>
    /// <returns>Whether it has.</returns>
    internal static bool WaitForInput(SafeFileHandle pipe, int milliseconds)
    {
        Span<pollfd> ready = [new pollfd { fd = (int)pipe.DangerousGetHandle(), events = POLLIN }];
        int count;
        do count = poll(ready, 1, milliseconds);
        while (count == -1 && errno == EINTR);
        return count != 0;
    }

    private static void Replace(int standard, int by)
    {
        _ = dup2(by, standard);
        _ = close(by);
    }

    private static FileStream Reader(int fd) => new(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 0);
}
