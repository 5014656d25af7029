using System.Diagnostics;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Whose turn it is. Between the entry and the exit of a call that changes descriptors no other thread is let go, so
/// that the call alone lies between its before and its after; a process that ends has the turn with all its threads.
/// </summary>
internal sealed class Turn
{
    /// <summary>A close may linger, an exit may wait for a namespace: after this time the others go on.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private TracedThread? thread;
    private bool wholeProcess;
    private long since;

    /// <summary>It has been taken for longer than the others should wait. Asked by other threads than the tracing one too.</summary>
    internal bool IsOverdue
    {
        get
        {
            var start = Volatile.Read(ref since);
            return start != 0 && Stopwatch.GetElapsedTime(start) > Patience;
        }
    }

    /// <summary>No other thread's stop can be waiting that may be handled now.</summary>
    internal bool IsOneThreads => thread is not null && !wholeProcess;

    internal bool Allows(TracedThread other) =>
        thread is null || thread == other || (wholeProcess && thread.Process == other.Process);

    internal void Begin(TracedThread owner, bool process)
    {
        if (thread is null) Volatile.Write(ref since, Stopwatch.GetTimestamp());
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

    internal void Clear()
    {
        thread = null;
        wholeProcess = false;
        Volatile.Write(ref since, 0);
    }
}
