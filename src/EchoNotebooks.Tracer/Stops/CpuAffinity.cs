using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Puts the tracing thread and what it traces on one processor (sched_setaffinity(2)). One of them waits for the
/// other all the time, and waking a processor that sleeps takes longer than what is done between two stops.
/// </summary>
internal static class CpuAffinity
{
    /// <summary>Called on the tracing thread. What is refused stays where it is; what is forked later stays here too.</summary>
    internal static void Share(IEnumerable<TracedThread> threads)
    {
        var processor = sched_getcpu();
        Span<byte> mask = stackalloc byte[128];
        if (processor < 0 || processor >= 8 * mask.Length) return;
        mask[processor / 8] = (byte)(1 << (processor % 8));
        _ = sched_setaffinity(0, (nuint)mask.Length, mask);
        foreach (var thread in threads) _ = sched_setaffinity(thread.Tid, (nuint)mask.Length, mask);
    }
}
