using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <content>One fact of a process that stands still, for who has read the others before.</content>
internal sealed partial class ProcessReading
{
    /// <summary>Reads one descriptor.</summary>
    /// <returns>0 or errno.</returns>
    internal static int ReadDescriptor(ProcReader proc, int pid, int fd, out Descriptor descriptor)
    {
        descriptor = default;
        var errno = OpenProcess(pid, out var folder);
        if (errno != 0) return errno;
        errno = ProcReader.Open(folder, "fd\0"u8, out var fds);
        if (errno == 0)
        {
            errno = ReadDescriptor(proc, folder, fds, fd, out descriptor);
            _ = close(fds);
        }
        _ = close(folder);
        return errno;
    }

    /// <summary>Reads what a process is, without its descriptors.</summary>
    /// <returns>null where it is gone.</returns>
    internal static ProcStat? ReadStat(ProcReader proc, int pid)
    {
        if (OpenProcess(pid, out var folder) != 0) return null;
        var errno = proc.ReadFirst(folder, "stat\0"u8, out var text);
        _ = close(folder);
        return errno == 0 ? ProcStat.Parse(text, $"/proc/{pid}/stat") : null;
    }
}
