using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <content>One fact of a process that stands still, for who has read the others before.</content>
internal sealed partial class ProcessReading
{
    /// <summary>Reads one descriptor.</summary>
    /// <returns>null where it is not open.</returns>
    internal static Descriptor? ReadDescriptor(ProcReader proc, int pid, int fd)
    {
        if (ReadStat(proc, pid) is not { } stat || OpenProcess(pid, out var folder) != 0) return null;
        try
        {
            if (ProcReader.Open(folder, "fd\0"u8, out var fds) != 0) return null;
            var errno = new ProcessReading { Stat = stat }.ReadDescriptor(proc, folder, fds, fd, out var descriptor);
            _ = close(fds);
            return errno == 0 ? descriptor : null;
        }
        finally
        {
            _ = close(folder);
        }
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
