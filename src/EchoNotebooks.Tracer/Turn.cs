using System.Diagnostics;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Whose turn it is. Between the entry and the exit of a call that changes descriptors no other thread is let go, so
/// that the call alone lies between its before and its after; a process that ends has the turn with all its threads.
/// </summary>
internal sealed class Turn
{
    /// <summary>A close may linger, an exit may wait for a namespace: an owner that sleeps in the kernel (S) for so long loses the turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What waits uninterruptibly (D) waits for the kernel's own work, which ends by itself however little of a processor
    /// it gets; very rarely for another traced process (one that serves a file system), so not for ever.
    /// </summary>
    private static readonly TimeSpan PatienceWithKernel = TimeSpan.FromSeconds(10);

    private TracedThread? thread;
    private bool wholeProcess;
    private long since;
    private Sight? asleep;

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
            asleep = null;
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

    /// <summary>
    /// Called again and again with what the kernel says of the owner: the others go on once it has slept in its call
    /// without ever being woken. A thread that waits for a processor (R) or for the tracer (t) is not asleep.
    /// </summary>
    /// <returns>Whether it has lost the turn.</returns>
    internal bool Look(Sight owner)
    {
        if (owner.State is not ('S' or 'D'))
        {
            asleep = null;
            return false;
        }
        // It went to sleep anew: it had been awake.
        if (asleep is not { } since || since.Switches != owner.Switches)
        {
            asleep = owner;
            return false;
        }
        if (Stopwatch.GetElapsedTime(since.At, owner.At) <= (owner.State == 'S' ? Patience : PatienceWithKernel)) return false;
        Lose();
        return true;
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

/// <summary>What the kernel says of a thread at a moment (proc_pid_status(5)).</summary>
/// <param name="State">Its letter: R, S, D, t, Z …</param>
/// <param name="Switches">How often it has left a processor. Two sights asleep with the same number are of one sleep.</param>
/// <param name="At">When, as of <see cref="Stopwatch.GetTimestamp"/>.</param>
internal readonly record struct Sight(char State, long Switches, long At);
