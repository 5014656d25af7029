using System.Diagnostics;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The token that lets one thread run alone. It is taken between the entry and the exit of a call that changes
/// descriptors, so that the call alone lies between its before and its after; a process that ends takes it with all
/// its threads.
/// </summary>
internal sealed class ExecutionToken
{
    /// <summary>
    /// A close may linger, an exit may wait for a namespace: an owner that sleeps in the kernel (S) for so long is preempted.
    /// </summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What waits uninterruptibly (D) waits for the kernel's own work, which ends by itself however little of a processor
    /// it gets; very rarely for another traced process (one that serves a file system), so not for ever.
    /// </summary>
    private static readonly TimeSpan LongestUninterruptibleSleep = TimeSpan.FromSeconds(10);

    private TracedThread? thread;
    private bool wholeProcess;
    private long since;
    private SleepSample? asleep;

    /// <summary>
    /// It has been taken for so long that <see cref="Owner"/> should be looked at. Asked by other threads than the tracing one
    /// too.
    /// </summary>
    internal bool IsOverdue
    {
        get
        {
            var start = Volatile.Read(ref since);
            return start != 0 && Stopwatch.GetElapsedTime(start) > LongestSleep;
        }
    }

    internal TracedThread? Owner => thread;

    /// <summary>No other thread's stop can be waiting that may be handled now.</summary>
    internal bool IsOneThreads => thread is not null && !wholeProcess;

    /// <summary>Whether a thread may go on, and its stops be handled.</summary>
    internal bool Allows(TracedThread other) =>
        thread is null || thread == other || (wholeProcess && thread.Process == other.Process);

    internal void Take(TracedThread owner, bool process)
    {
        if (thread is null)
        {
            asleep = null;
            Volatile.Write(ref since, Stopwatch.GetTimestamp());
        }
        thread = owner;
        wholeProcess |= process;
    }

    internal void Release(TracedThread owner)
    {
        if (thread == owner) Clear();
    }

    internal void Release(TracedProcess process)
    {
        if (thread?.Process == process) Clear();
    }

    /// <summary>
    /// Called again and again with what the kernel says of the owner: the others go on once it has slept in its call
    /// without ever being woken. A thread that waits for a processor (R) or for the tracer (t) is not asleep.
    /// </summary>
    /// <returns>Whether the owner was preempted.</returns>
    internal bool PreemptAsleep(SleepSample owner)
    {
        if (owner.State is not ('S' or 'D'))
        {
            asleep = null;
            return false;
        }
        // It went to sleep anew: it had been awake.
        if (asleep is not { } first || first.Switches != owner.Switches)
        {
            asleep = owner;
            return false;
        }
        var limit = owner.State == 'S' ? LongestSleep : LongestUninterruptibleSleep;
        if (Stopwatch.GetElapsedTime(first.At, owner.At) <= limit) return false;
        Preempt();
        return true;
    }

    /// <summary>The others go on although the owner's call has not returned.</summary>
    internal void Preempt()
    {
        if (thread?.Call is { } call) call.WasPreempted = true;
        Clear();
    }

    internal void Clear()
    {
        thread = null;
        wholeProcess = false;
        Volatile.Write(ref since, 0);
    }
}
