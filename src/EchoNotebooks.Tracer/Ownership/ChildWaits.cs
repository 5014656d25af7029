using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a wait has told of which child, and whether it has reaped it: that, the kernel says (wait4(2), waitid(2)).</summary>
internal sealed class ChildWaits(Ownership ownership, ProcessFacts facts)
{
    /// <summary>The child that a wait returned with.</summary>
    /// <param name="Pid">The child; null for none, or where it cannot be known.</param>
    /// <param name="State">"exited", "killed", "stopped", "continued"; null for an end of which the caller has not asked how.</param>
    /// <param name="IsReaped">Whether the child is gone.</param>
    internal readonly record struct Outcome(int? Pid, string? State, bool IsReaped);

    /// <summary>Removes what a wait has reaped.</summary>
    /// <param name="thread">The thread that waited.</param>
    /// <param name="call">The wait.</param>
    /// <param name="result">What it returned; negative is an error.</param>
    internal Outcome Returned(TracedThread thread, CallInProgress call, long result)
    {
        var isWaitid = call.Definition.Name == "waitid";
        if (result < 0)
        {
            // ECHILD may stand for several: where SIGCHLD is ignored, the kernel reaps by itself.
            RemoveReaped(thread.Process);
            return default;
        }
        if (!isWaitid)
        {
            if (result == 0) return default;
            return Told((int)result, StateIn(thread.Tid, call[1]) ?? StateOfLiving((int)result, call.Int(2)));
        }
        if (call[2] == 0) return RemoveReaped(thread.Process) is [var only] ? new(only.Pid, null, true) : default;
        Span<siginfo_t> info = stackalloc siginfo_t[1];
        ProcessMemory.Read(thread.Tid, call[2], MemoryMarshal.AsBytes(info));
        return info[0].si_pid == 0 ? default : Told(info[0].si_pid, StateOf(info[0].si_code));
    }

    private Outcome Told(int pid, string? state)
    {
        if (ownership.Find(pid) is not { } child) return new(pid, state, facts.Stat(pid) is null);
        var isReaped = !facts.Exists(child);
        if (isReaped && child.IsDead) ownership.Remove(child);
        return new(pid, state, isReaped);
    }

    private List<TracedProcess> RemoveReaped(TracedProcess parent)
    {
        var reaped = ownership.Processes.Where(child => child.IsDead && child.Ppid == parent.Pid && !facts.Exists(child)).ToList();
        foreach (var child in reaped) ownership.Remove(child);
        return reaped;
    }

    /// <summary>What wait4 has written where the caller wanted it.</summary>
    private static string? StateIn(int tid, ulong address)
    {
        Span<int> status = [0];
        if (address == 0 || ProcessMemory.Read(tid, address, MemoryMarshal.AsBytes(status)).Length < sizeof(int)) return null;
        return status[0] switch
        {
            0xffff => "continued",
            var word when (word & 0xff) == 0x7f => "stopped",
            var word => (word & 0x7f) == 0 ? "exited" : "killed",
        };
    }

    /// <summary>Of a child that has not ended, where the caller did not want to know: what the wait was for.</summary>
    private string? StateOfLiving(int pid, int options)
    {
        if (facts.Stat(pid) is not { State: not ('Z' or 'X') }) return null;
        return (options & (WUNTRACED | WCONTINUED)) switch
        {
            WUNTRACED => "stopped",
            WCONTINUED => "continued",
            _ => ownership.Find(pid)?.State == 'T' ? "stopped" : "continued",
        };
    }

    private static string? StateOf(int code) => code switch
    {
        CLD_EXITED => "exited",
        CLD_KILLED or CLD_DUMPED => "killed",
        CLD_STOPPED or CLD_TRAPPED => "stopped",
        CLD_CONTINUED => "continued",
        _ => null,
    };
}
