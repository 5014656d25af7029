using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The threads that can stop or end, and where each stops next.</summary>
/// <param name="hasFilter">Whether a seccomp filter chooses the calls that stop; otherwise every call does.</param>
internal sealed class TracedThreads(bool hasFilter)
{
    private readonly Dictionary<int, TracedThread> threads = [];

    internal bool HasFilter => hasFilter;

    internal int Count => threads.Count;

    internal IEnumerable<TracedThread> All => threads.Values;

    /// <summary>null where the parent's fork event is still to come.</summary>
    internal TracedThread? Find(int tid) => threads.GetValueOrDefault(tid);

    internal TracedThread Add(int tid, TracedProcess process)
    {
        var thread = new TracedThread(tid, process);
        threads[tid] = thread;
        process.Threads.Add(thread);
        return thread;
    }

    internal bool Remove(int tid, out TracedThread thread) => threads.Remove(tid, out thread!);

    /// <summary>A thread that executes a program takes over its process's id; the first thread, if it is another, is gone.</summary>
    internal void BecomeFirst(TracedThread thread)
    {
        var pid = thread.Process.Pid;
        if (threads.Remove(pid, out var first)) first.Process.Threads.Remove(first);
        threads.Remove(thread.Tid);
        thread.Tid = pid;
        threads[pid] = thread;
        thread.IsRunning = false;
    }

    /// <summary>To the return of the call that it is in.</summary>
    internal static ResumeAction ToReturn() => new(PTRACE_SYSCALL);

    /// <summary>To the next call that matters.</summary>
    internal ResumeAction ToNextCall() => new(hasFilter ? PTRACE_CONT : PTRACE_SYSCALL);

    /// <summary>As <see cref="ToNextCall"/>, for a thread that may be in a call.</summary>
    internal ResumeAction Onward(TracedThread thread) => thread.Call is null ? ToNextCall() : ToReturn();
}
