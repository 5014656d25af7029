using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Processes that were made to escape the tracer (CLONE_UNTRACED, clone(2)): their steps are not seen, their descriptors can be
/// read.
/// </summary>
internal sealed class UntracedProcesses(ProcessFacts facts, DescriptorReader descriptors)
{
    private readonly List<(int Pid, ulong StartTime)> processes = [];

    internal void Add(int pid)
    {
        if (facts.Stat(pid) is { } stat) processes.Add((pid, stat.StartTime));
    }

    /// <summary>Whether one of them has a descriptor of a socket.</summary>
    internal bool Hold(ulong inode)
    {
        ForgetEnded();
        return processes.Exists(process => descriptors.HasSocket(process.Pid, inode));
    }

    /// <summary>They do not end with the tracer, as all others do.</summary>
    internal void Kill()
    {
        ForgetEnded();
        foreach (var (pid, _) in processes) _ = kill(pid, SIGKILL);
    }

    private void ForgetEnded() => processes.RemoveAll(process => facts.Stat(process.Pid)?.StartTime != process.StartTime);
}
