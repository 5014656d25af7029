using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// The calls that read /proc, with their errno as the result: a process that ends while it is read is an
/// everyday answer here, not an exception. One thread uses one reader; what it returns lives until its next call.
/// </summary>
internal sealed class ProcReader
{
    private byte[] buffer = new byte[8192];

    /// <summary>Opens a file or folder for reading.</summary>
    /// <param name="folder">The folder's descriptor, or AT_FDCWD.</param>
    /// <param name="path">Ended by a zero byte.</param>
    /// <param name="fd">The new descriptor; the caller closes it.</param>
    /// <returns>0 or errno.</returns>
    internal static int Open(int folder, ReadOnlySpan<byte> path, out int fd)
    {
        do fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
        while (fd < 0 && Marshal.GetLastPInvokeError() == EINTR);
        if (fd >= 0) return 0;
        var errno = Marshal.GetLastPInvokeError();
        // Our own lack says nothing about the process that was to be read.
        if (errno is EMFILE or ENFILE or ENOMEM) throw new LinuxException("openat", errno, Encoding.UTF8.GetString(path[..^1]));
        return errno;
    }

    /// <summary>Reads a whole file.</summary>
    /// <returns>0 or errno.</returns>
    internal int Read(int folder, ReadOnlySpan<byte> path, out ReadOnlySpan<byte> text)
    {
        text = default;
        var errno = Open(folder, path, out var fd);
        if (errno != 0) return errno;
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, 4 * length);
                var n = read(fd, buffer.AsSpan(length), (nuint)(buffer.Length - length));
                if (n == 0) break;
                if (n > 0) length += (int)n;
                else if (Marshal.GetLastPInvokeError() is not EINTR and var failed) return failed;
            }
            text = buffer.AsSpan(0, length);
            return 0;
        }
        finally
        {
            _ = close(fd);
        }
    }

    /// <summary>Reads a file of one piece with one read(2): what does not fit the buffer (8 KiB) is cut off.</summary>
    /// <returns>0 or errno.</returns>
    internal int ReadFirst(int folder, ReadOnlySpan<byte> path, out ReadOnlySpan<byte> text)
    {
        text = default;
        var errno = Open(folder, path, out var fd);
        if (errno != 0) return errno;
        nint n;
        do n = read(fd, buffer, (nuint)buffer.Length);
        while (n < 0 && (errno = Marshal.GetLastPInvokeError()) == EINTR);
        _ = close(fd);
        if (n < 0) return errno;
        text = buffer.AsSpan(0, (int)n);
        return 0;
    }

    /// <summary>Reads /proc/PID/status of a process or thread.</summary>
    /// <returns>null where it is gone or may not be read.</returns>
    internal ProcStatus? ReadStatus(int pid)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}/status\0", out var length);
        return ReadFirst(AT_FDCWD, path[..length], out var text) == 0 ? ProcStatus.Parse(text, $"/proc/{pid}/status") : null;
    }

    /// <summary>Reads a symbolic link.</summary>
    /// <returns>0 or errno.</returns>
    internal int ReadLink(int folder, ReadOnlySpan<byte> path, out ReadOnlySpan<byte> target)
    {
        var n = readlinkat(folder, path, buffer, (nuint)buffer.Length);
        target = n < 0 ? default : buffer.AsSpan(0, (int)n);
        return n < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Lists the entries of an open folder whose names are numbers: descriptors, threads, processes.</summary>
    /// <returns>0 or errno.</returns>
    internal int ListNumbers(int folder, List<int> numbers)
    {
        // The last entry may be shorter than the struct that it is read as: the buffer's end stays free for it.
        var room = buffer.Length - Unsafe.SizeOf<dirent64>();
        while (true)
        {
            var n = (int)syscall(SYS_getdents64.Number, folder, buffer, room);
            if (n == 0) return 0;
            if (n < 0) return Marshal.GetLastPInvokeError();
            for (var at = 0; at < n;)
            {
                ref readonly var entry = ref MemoryMarshal.AsRef<dirent64>(buffer.AsSpan(at));
                ReadOnlySpan<byte> name = entry.d_name;
                if (int.TryParse(name[..name.IndexOf((byte)0)], NumberStyles.None, null, out var number)) numbers.Add(number);
                at += entry.d_reclen;
            }
        }
    }
}
