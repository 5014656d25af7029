using System.Diagnostics;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Whose turn it is. Between the entry and the exit of a call that changes descriptors no other thread is let go, so
/// that the call alone lies between its before and its after; a process that ends has the turn with all its threads.
/// </summary>
internal sealed class Turn
{
    /// <summary>A close may linger, an exit may wait for a namespace: an owner that sleeps in the kernel for so long loses the turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private TracedThread? thread;
    private bool wholeProcess;
    private long since;
    private long asleepSince;

    /// <summary>It has been taken for so long that somebody should look at <see cref="Owner"/>. Asked by other threads than the tracing one too.</summary>
    internal bool IsOverdue
    {
        get
        {
            var start = Volatile.Read(ref since);
            return start != 0 && Stopwatch.GetElapsedTime(start) > Patience;
        }
    }

    internal TracedThread? Owner => thread;

    /// <summary>No other thread's stop can be waiting that may be handled now.</summary>
    internal bool IsOneThreads => thread is not null && !wholeProcess;

    internal bool Allows(TracedThread other) =>
        thread is null || thread == other || (wholeProcess && thread.Process == other.Process);

    internal void Begin(TracedThread owner, bool process)
    {
        if (thread is null)
        {
            asleepSince = 0;
            Volatile.Write(ref since, Stopwatch.GetTimestamp());
        }
        thread = owner;
        wholeProcess |= process;
    }

    internal void End(TracedThread owner)
    {
        if (thread == owner) Clear();
    }

    internal void End(TracedProcess process)
    {
        if (thread?.Process == process) Clear();
    }

    /// <summary>Called again and again with what the owner does: the others go on once it has slept in its call all the time.</summary>
    /// <param name="isAsleep">Whether the kernel says S or D of it; a thread that only waits for a processor is not asleep.</param>
    /// <returns>Whether it has lost the turn.</returns>
    internal bool Look(bool isAsleep)
    {
        if (!isAsleep) asleepSince = 0;
        else if (asleepSince == 0) asleepSince = Stopwatch.GetTimestamp();
        else if (Stopwatch.GetElapsedTime(asleepSince) > Patience)
        {
            Lose();
            return true;
        }
        return false;
    }

    /// <summary>The others go on although the owner's call has not returned.</summary>
    internal void Lose()
    {
        if (thread?.Call is { } call) call.HasLostTurn = true;
        Clear();
    }

    internal void Clear()
    {
        thread = null;
        wholeProcess = false;
        Volatile.Write(ref since, 0);
    }
}
