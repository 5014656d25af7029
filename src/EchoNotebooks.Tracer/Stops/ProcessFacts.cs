using System.Diagnostics;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>What the kernel says of a process or a thread.</summary>
/// <param name="proc">Reads /proc.</param>
internal sealed class ProcessFacts(ProcReader proc)
{
    /// <summary>A process without its descriptors; null where it is gone.</summary>
    internal ProcStat? Stat(int pid) => ProcessReading.ReadStat(proc, pid);

    /// <summary>Whether a process has not been reaped: the same pid may be another's already.</summary>
    internal bool Exists(TracedProcess process) => Stat(process.Pid) is { } stat && stat.StartTime == process.StartTime;

    /// <summary>What a signal does to a process: SigIgn and SigCgt of proc_pid_status(5).</summary>
    internal (bool IsHandled, bool IsIgnored) Disposition(int pid, int signal) =>
        proc.ReadStatus(pid) is { } status ? (status.Catches(signal), status.Ignores(signal)) : default;

    /// <summary>Whether a thread is asleep, and since when it can have been.</summary>
    internal SleepSample Sleep(int tid) =>
        proc.ReadStatus(tid) is { } status
            ? new(status.State, status.VoluntarySwitches + status.InvoluntarySwitches, Stopwatch.GetTimestamp())
            : default;
}
