using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>Gives every stop that waitpid(2) tells to the one that knows what it means.</summary>
internal sealed class StopHandler(TracedThreads threads, CallStops calls, ProcessStops processes, SignalStops signals)
{
    /// <summary>Handles what waitpid has told of a thread.</summary>
    /// <returns>How it goes on; null where it has ended.</returns>
    internal ResumeAction? Handle(int tid, int status)
    {
        if ((status & 0x7f) != 0x7f)
        {
            processes.Ended(tid, status);
            return null;
        }
        var thread = threads.Find(tid)!;
        thread.IsRunning = false;
        var (signal, happened) = ((status >> 8) & 0xff, status >> 16);
        return happened switch
        {
            PTRACE_EVENT_SECCOMP => calls.Entered(thread),
            PTRACE_EVENT_FORK or PTRACE_EVENT_VFORK or PTRACE_EVENT_CLONE => processes.Forked(thread, happened == PTRACE_EVENT_VFORK),
            PTRACE_EVENT_EXEC => processes.Executed(tid),
            PTRACE_EVENT_EXIT => processes.Ending(thread),
            PTRACE_EVENT_STOP => processes.Stopped(thread, signal),
            _ => signal == (SIGTRAP | 0x80) ? calls.AtCall(thread) : signals.Delivered(thread, signal),
        };
    }
}
