using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// What one process, its descriptors and its children looked like. Everything is read through one open /proc/PID,
/// so it is of one process even if the pid is given to another meanwhile.
/// </summary>
internal sealed partial class ProcessReading
{
    internal required ProcStat Stat { get; init; }

    /// <summary>By number.</summary>
    internal List<Descriptor> Descriptors { get; } = [];

    /// <summary>The network namespace's inode; null where there is no socket or it cannot be read.</summary>
    internal ulong? NetworkNamespace { get; private set; }

    /// <summary>The pids of its children; null where they were not asked for.</summary>
    internal List<int>? Children { get; private set; }

    /// <summary>
    /// What it had run when it was asleep, before anything else was read. As long as it has run no more it cannot have
    /// opened, closed, forked or ended. null where that proves nothing or was not asked for.
    /// </summary>
    internal ProcSchedStat? Ran { get; private set; }

    /// <summary>Some descriptor was closed or opened while they were read.</summary>
    private bool moved;

    /// <summary>The descriptors may not be read.</summary>
    private bool hidden;

    /// <param name="Fd">Its number.</param>
    /// <param name="Target">Where it leads.</param>
    /// <param name="Info">Its flags and mount.</param>
    /// <param name="Inode">The inode of what it leads to.</param>
    /// <param name="IsFifo">Whether the path that it leads to is a named pipe's.</param>
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
    /// <param name="children">Whether its children are listed too.</param>
    /// <param name="problem">What could not be read. A process whose descriptors may not be read is returned nevertheless.</param>
    /// <param name="sleep">Whether <see cref="Ran"/> is read.</param>
    /// <returns>null where the process is gone.</returns>
    internal static ProcessReading? Read(ProcReader proc, int pid, bool children, out ReadProblem? problem, bool sleep = false)
    {
        var errno = OpenProcess(pid, out var folder);
        if (errno != 0)
        {
            // With hidepid (proc(5)) the processes of others look as if they were not there, but not to kill(2).
            var isHidden = pid > 0 && kill(pid, 0) < 0 && Marshal.GetLastPInvokeError() == EPERM;
            problem = Problem(pid, isHidden ? EPERM : errno, "");
            return null;
        }
        try
        {
            var asleep = sleep ? Sleep(proc, folder) : default;
            errno = proc.ReadFirst(folder, "stat\0"u8, out var text);
            if (errno != 0)
            {
                problem = Problem(pid, errno, "/stat");
                return null;
            }
            var reading = new ProcessReading { Stat = ProcStat.Parse(text, $"/proc/{pid}/stat") };
            if (asleep.Since is { } ran && reading.Stat.Threads == 1 && (asleep.Sleeps || reading.Stat.State == 'Z')) reading.Ran = ran;
            if (children) reading.Children = ListChildren(proc, folder, reading.Stat);
            problem = reading.ReadDescriptors(proc, folder);
            if (problem?.What == ReadProblemKind.NotPermitted) problem = reading.UnlessEnded(proc, folder, problem);
            reading.hidden = problem is not null;
            return problem?.What == ReadProblemKind.Gone ? null : reading;
        }
        finally
        {
            _ = close(folder);
        }
    }

    /// <summary>Whether a process whose <see cref="Ran"/> is known has not run since: then nothing of it has changed but perhaps its parent.</summary>
    internal bool HasNotRun(ProcReader proc)
    {
        Span<byte> path = stackalloc byte[40];
        Utf8.TryWrite(path, $"/proc/{Stat.Pid}/schedstat\0", out var length);
        return !moved && proc.ReadFirst(AT_FDCWD, path[..length], out var text) == 0 && ProcSchedStat.Parse(text) == Ran;
    }

    /// <summary>
    /// What the process has run, and whether it sleeps. Its state letter is no proof of that: it is S already while the
    /// process still runs on its way to sleep, and it may turn back. The kernel names the function that a process
    /// sleeps in only once it is off the run queue; from then on it cannot run without being counted.
    /// </summary>
    private static (ProcSchedStat? Since, bool Sleeps) Sleep(ProcReader proc, int folder)
    {
        if (proc.ReadFirst(folder, "schedstat\0"u8, out var text) != 0) return default;
        var ran = ProcSchedStat.Parse(text);
        // A kernel that does not count says 0 0 0.
        if (ran == default) return default;
        return (ran, proc.ReadFirst(folder, "wchan\0"u8, out text) == 0 && text is not ([] or [(byte)'0']));
    }

    /// <summary>Whether a process is still what it was: the same one, with the same descriptors' numbers and the same children, and a zombie only if it was one.</summary>
    internal bool IsStill(ProcReader proc)
    {
        if (moved || OpenProcess(Stat.Pid, out var folder) != 0) return false;
        try
        {
            if (proc.ReadFirst(folder, "stat\0"u8, out var text) != 0) return false;
            var now = ProcStat.Parse(text, $"/proc/{Stat.Pid}/stat");
            if (now.StartTime != Stat.StartTime || now.State is 'Z' != Stat.State is 'Z') return false;
            if (Children is not null && !ListChildren(proc, folder, now).SequenceEqual(Children)) return false;

            if (hidden) return true;
            var numbers = new List<int>(Descriptors.Count);
            if (ProcReader.Open(folder, "fd\0"u8, out var fds) == 0)
            {
                _ = ListDescriptors(proc, folder, fds, numbers);
                _ = close(fds);
            }
            return numbers.SequenceEqual(Descriptors.Select(d => d.Fd));
        }
        finally
        {
            _ = close(folder);
        }
    }

    /// <summary>Lists the numbers of the descriptors, the smallest first; of this process without the two that the reading itself holds.</summary>
    private int ListDescriptors(ProcReader proc, int folder, int fds, List<int> numbers)
    {
        var errno = proc.ListNumbers(fds, numbers);
        if (Stat.Pid == Environment.ProcessId) numbers.RemoveAll(fd => fd == folder || fd == fds);
        numbers.Sort();
        return errno;
    }

    private static int OpenProcess(int pid, out int folder)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}\0", out var length);
        return ProcReader.Open(AT_FDCWD, path[..length], out folder);
    }

    /// <summary>A process that ends gives its folder of descriptors to root before it gives up the descriptors: that is no lack of permission.</summary>
    private ReadProblem? UnlessEnded(ProcReader proc, int folder, ReadProblem problem)
    {
        var errno = proc.ReadFirst(folder, "stat\0"u8, out var text);
        if (errno != 0) return Problem(Stat.Pid, errno, "/stat");
        if (ProcStat.Parse(text, $"/proc/{Stat.Pid}/stat").State is not ('Z' or 'X')) return problem;
        moved = Stat.State is not ('Z' or 'X');
        Descriptors.Clear();
        return null;
    }

    private ReadProblem? ReadDescriptors(ProcReader proc, int folder)
    {
        var errno = ProcReader.Open(folder, "fd\0"u8, out var fds);
        if (errno != 0) return Problem(Stat.Pid, errno, "/fd");
        try
        {
            var numbers = new List<int>();
            errno = ListDescriptors(proc, folder, fds, numbers);
            if (errno != 0) return Problem(Stat.Pid, errno, "/fd");
            foreach (var fd in numbers)
            {
                errno = ReadDescriptor(proc, folder, fds, fd, out var descriptor);
                if (errno is EACCES or EPERM) return Problem(Stat.Pid, errno, $"/fd/{fd}");
                if (errno == 0) Descriptors.Add(descriptor);
                else moved = true;
            }
        }
        finally
        {
            _ = close(fds);
        }
        if (Descriptors.Exists(d => d.Target is FdTarget.Socket))
            NetworkNamespace = proc.ReadLink(folder, "ns/net\0"u8, out var link) == 0 && FdTarget.Parse(link) is FdTarget.Special space ? space.Inode : null;
        return null;
    }

    /// <returns>0 or errno; ENOENT where the descriptor was closed, or another took its number, between two of the calls.</returns>
    private int ReadDescriptor(ProcReader proc, int folder, int fds, int fd, out Descriptor descriptor)
    {
        descriptor = default;
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"{fd}\0", out var length);
        var errno = proc.ReadLink(fds, path[..length], out var link);
        if (errno != 0) return errno;
        var target = FdTarget.Parse(link);
        ulong? named = target switch
        {
            FdTarget.Socket s => s.Inode,
            FdTarget.Pipe p => p.Inode,
            FdTarget.Special s => s.Inode,
            _ => null,
        };
        var inode = named;
        var isFifo = false;
        // Without asking a server: one that does not answer would hold up the whole snapshot.
        if (named is null && statx(fds, path[..length], AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, out var stat) == 0)
        {
            inode = stat.stx_ino;
            isFifo = target is FdTarget.File && (stat.stx_mode & S_IFMT) == S_IFIFO;
        }

        Utf8.TryWrite(path, $"fdinfo/{fd}\0", out length);
        errno = proc.ReadFirst(folder, path[..length], out var text);
        if (errno != 0) return errno;
        var info = FdInfo.Parse(text, $"/proc/{Stat.Pid}/fdinfo/{fd}");
        if (named is not null && info.Inode is not null && named != info.Inode) return ENOENT;
        descriptor = new(fd, target, info, inode, isFifo);
        return 0;
    }

    /// <summary>Lists the children of a process again.</summary>
    /// <returns>Whether they are others than before.</returns>
    internal bool ListChildrenAgain(ProcReader proc)
    {
        if (OpenProcess(Stat.Pid, out var folder) != 0) return true;
        var now = ListChildren(proc, folder, Stat);
        _ = close(folder);
        if (now.SequenceEqual(Children!)) return false;
        Children = now;
        return true;
    }

    /// <summary>Reads task/TID/children of each thread: any of them may have forked.</summary>
    private static List<int> ListChildren(ProcReader proc, int folder, ProcStat stat)
    {
        var threads = new List<int>(stat.Threads);
        if (stat.Threads == 1) threads.Add(stat.Pid);
        else if (ProcReader.Open(folder, "task\0"u8, out var tasks) == 0)
        {
            _ = proc.ListNumbers(tasks, threads);
            _ = close(tasks);
        }

        Span<byte> path = stackalloc byte[48];
        var children = new List<int>();
        foreach (var thread in threads)
        {
            Utf8.TryWrite(path, $"task/{thread}/children\0", out var length);
            if (proc.Read(folder, path[..length], out var text) != 0) continue;
            foreach (var range in text.Split((byte)' '))
                if (int.TryParse(text[range], NumberStyles.None, null, out var child)) children.Add(child);
        }
        return children;
    }

    private static ReadProblem Problem(int pid, int errno, string file) =>
        new(pid, errno is EACCES or EPERM ? ReadProblemKind.NotPermitted : ReadProblemKind.Gone, $"/proc/{pid}{file}", errno);
}
