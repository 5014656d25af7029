using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>What one process and its descriptors looked like. Everything is read through one open /proc/PID, so it is of one process even if the pid is given away meanwhile.</summary>
internal sealed class ProcessReading
{
    internal required ProcStat Stat { get; init; }

    /// <summary>By number.</summary>
    internal List<Descriptor> Descriptors { get; } = [];

    /// <summary>The network namespace's inode; null where there is no socket or it cannot be read.</summary>
    internal ulong? NetworkNamespace { get; private set; }

    /// <summary>Some descriptor was closed or opened while they were read.</summary>
    internal bool Moved { get; private set; }

    internal readonly record struct Descriptor(int Fd, FdTarget Target, FdInfo Info, ulong? Inode, bool IsFifo)
    {
        internal DescriptorKind Kind => Target switch
        {
            FdTarget.Socket => DescriptorKind.Socket,
            FdTarget.Pipe => DescriptorKind.Pipe,
            FdTarget.File => IsFifo ? DescriptorKind.Pipe : DescriptorKind.File,
            FdTarget.AnonInode => DescriptorKind.Anon,
            _ => DescriptorKind.Other,
        };
    }

    /// <summary>Reads a process.</summary>
    /// <param name="proc">The reader.</param>
    /// <param name="pid">The process.</param>
    /// <param name="problem">What could not be read. A process whose descriptors may not be read is returned nevertheless.</param>
    /// <returns>null where the process is gone.</returns>
    internal static ProcessReading? Read(ProcReader proc, int pid, out ReadProblem? problem)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8.TryWrite(path, $"/proc/{pid}\0", out var length);
        var errno = ProcReader.Open(AT_FDCWD, path[..length], out var folder);
        if (errno != 0)
        {
            problem = Problem(pid, errno, "");
            return null;
        }
        try
        {
            errno = proc.Read(folder, "stat\0"u8, out var text);
            if (errno != 0)
            {
                problem = Problem(pid, errno, "/stat");
                return null;
            }
            var reading = new ProcessReading { Stat = ProcStat.Parse(text, $"/proc/{pid}/stat") };
            problem = reading.ReadDescriptors(proc, pid, folder);
            return problem?.What == ReadProblemKind.Gone ? null : reading;
        }
        finally
        {
            _ = close(folder);
        }
    }

    /// <summary>Whether a process is still what it was: the same one, with the same descriptors' numbers, and a zombie only if it was one.</summary>
    internal bool IsStill(ProcReader proc)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8.TryWrite(path, $"/proc/{Stat.Pid}\0", out var length);
        if (ProcReader.Open(AT_FDCWD, path[..length], out var folder) != 0) return false;
        try
        {
            if (proc.Read(folder, "stat\0"u8, out var text) != 0) return false;
            var now = ProcStat.Parse(text, $"/proc/{Stat.Pid}/stat");
            if (now.StartTime != Stat.StartTime || now.State is 'Z' != Stat.State is 'Z') return false;
            var numbers = new List<int>(Descriptors.Count);
            if (ListDescriptors(proc, folder, numbers) != 0) return Descriptors.Count == 0;
            return numbers.SequenceEqual(Descriptors.Select(d => d.Fd));
        }
        finally
        {
            _ = close(folder);
        }
    }

    private static int ListDescriptors(ProcReader proc, int folder, List<int> numbers)
    {
        var errno = ProcReader.Open(folder, "fd\0"u8, out var fds);
        if (errno != 0) return errno;
        errno = proc.ListNumbers(fds, numbers);
        _ = close(fds);
        numbers.Sort();
        return errno;
    }

    private ReadProblem? ReadDescriptors(ProcReader proc, int pid, int folder)
    {
        var numbers = new List<int>();
        var errno = ListDescriptors(proc, folder, numbers);
        if (errno != 0) return Problem(pid, errno, "/fd");
        foreach (var fd in numbers)
        {
            errno = ReadDescriptor(proc, folder, fd, out var descriptor);
            if (errno is EACCES or EPERM) return Problem(pid, errno, $"/fd/{fd}");
            if (errno == 0) Descriptors.Add(descriptor);
            else Moved = true;
        }
        if (Descriptors.Exists(d => d.Target is FdTarget.Socket))
            NetworkNamespace = proc.ReadLink(folder, "ns/net\0"u8, out var link) == 0 && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : null;
        return null;
    }

    /// <returns>0 or errno; ENOENT where the descriptor was closed, or another took its number, between two of the calls.</returns>
    private static int ReadDescriptor(ProcReader proc, int folder, int fd, out Descriptor descriptor)
    {
        descriptor = default;
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"fd/{fd}\0", out var length);
        var errno = proc.ReadLink(folder, path[..length], out var link);
        if (errno != 0) return errno;
        var target = FdTarget.Parse(link);
        ulong? inode = target switch
        {
            FdTarget.Socket s => s.Inode,
            FdTarget.Pipe p => p.Inode,
            FdTarget.Special s => s.Inode,
            _ => null,
        };
        var named = inode;
        var isFifo = false;
        if (named is null && statx(folder, path[..length], 0, STATX_TYPE | STATX_INO, out var stat) == 0)
        {
            inode = stat.stx_ino;
            isFifo = target is FdTarget.File && (stat.stx_mode & S_IFMT) == S_IFIFO;
        }

        Utf8.TryWrite(path, $"fdinfo/{fd}\0", out length);
        errno = proc.Read(folder, path[..length], out var text);
        if (errno != 0) return errno;
        var info = FdInfo.Parse(text, $"fdinfo/{fd}");
        if (named is not null && info.Inode is not null && named != info.Inode) return ENOENT;
        descriptor = new(fd, target, info, inode, isFifo);
        return 0;
    }

    private static ReadProblem Problem(int pid, int errno, string file) =>
        new(pid, errno is EACCES or EPERM ? ReadProblemKind.NotPermitted : ReadProblemKind.Gone, $"/proc/{pid}{file}", errno);
}
