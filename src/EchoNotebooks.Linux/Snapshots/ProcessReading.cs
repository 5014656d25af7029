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

    internal int Pid => Stat.Pid;

    /// <summary>By number.</summary>
    internal List<Descriptor> Descriptors { get; } = [];

    /// <summary>The network namespace's inode; null where there is no socket or it cannot be read.</summary>
    internal ulong? NetworkNamespace { get; private set; }

    /// <summary>The pids of its children; null where they were not asked for.</summary>
    internal List<int>? Children { get; private set; }

    /// <summary>A descriptor was closed, or the process ended, between two of the calls that read it.</summary>
    private bool changedMeanwhile;

    /// <summary>Reads a process.</summary>
    /// <param name="proc">The reader.</param>
    /// <param name="pid">The process.</param>
    /// <param name="children">Whether its children are listed too.</param>
    /// <param name="problem">What could not be read. A process whose descriptors may not be read is returned nevertheless.</param>
    /// <param name="earlier">What an earlier pass has read of this pid: what it looks like is then read by fewer calls.</param>
    /// <returns>null where the process is gone.</returns>
    internal static ProcessReading? Read(
        ProcReader proc, int pid, bool children, out ReadProblem? problem, ProcessReading? earlier = null)
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
            errno = ReadStat(proc, folder, pid, out var stat);
            if (errno != 0)
            {
                problem = Problem(pid, errno, "/stat");
                return null;
            }
            var reading = new ProcessReading { Stat = stat! };
            if (children) reading.Children = ListChildren(proc, folder, stat!);
            problem = reading.ReadDescriptors(proc, folder, earlier?.Stat.StartTime == stat!.StartTime ? earlier : null);
            if (problem?.What == ReadProblemKind.NotPermitted) problem = reading.UnlessEnded(proc, folder, problem);
            return problem?.What == ReadProblemKind.Gone ? null : reading;
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
        _ = ReadStat(proc, folder, pid, out var stat);
        _ = close(folder);
        return stat;
    }

    /// <summary>
    /// Whether a process is as an earlier reading found it: the same one, with the same parent and program, the same
    /// descriptors and the same children, and a zombie only if it was one. Whether it runs just now does not count.
    /// </summary>
    internal bool IsAs(ProcessReading earlier) =>
        !changedMeanwhile
        && Identity(Stat) == Identity(earlier.Stat)
        && (Children ?? []).SequenceEqual(earlier.Children ?? [])
        && Descriptors.Select(d => d.Shown).SequenceEqual(earlier.Descriptors.Select(d => d.Shown));

    private static (int Pid, ulong StartTime, int Ppid, string Command, bool IsZombie) Identity(ProcStat stat) =>
        (stat.Pid, stat.StartTime, stat.Ppid, stat.Command, stat.State == 'Z');

    private static int OpenProcess(int pid, out int folder)
    {
        Span<byte> path = stackalloc byte[32];
        Utf8.TryWrite(path, $"/proc/{pid}\0", out var length);
        return ProcReader.Open(AT_FDCWD, path[..length], out folder);
    }

    /// <returns>0 or errno.</returns>
    private static int ReadStat(ProcReader proc, int folder, int pid, out ProcStat? stat)
    {
        var errno = proc.ReadFirst(folder, "stat\0"u8, out var text);
        stat = errno == 0 ? ProcStat.Parse(text, $"/proc/{pid}/stat") : null;
        return errno;
    }

    /// <summary>
    /// A process that ends gives its folder of descriptors to root before it gives up the descriptors: that is no lack of
    /// permission.
    /// </summary>
    private ReadProblem? UnlessEnded(ProcReader proc, int folder, ReadProblem problem)
    {
        var errno = ReadStat(proc, folder, Pid, out var now);
        if (errno != 0) return Problem(Pid, errno, "/stat");
        if (!now!.IsEnding) return problem;
        changedMeanwhile = Stat.State is not ('Z' or 'X');
        Descriptors.Clear();
        return null;
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
