namespace EchoNotebooks.Tracing;

/// <summary>
/// The descriptors of a process, of several that share them (clone(2) with CLONE_FILES), or of a thread that has left
/// its process's table (unshare(2)); as the steps have told them up to now.
/// </summary>
internal sealed class DescriptorTable
{
    internal SortedList<int, Descriptor> Descriptors { get; } = [];

    /// <summary>The processes whose /proc/PID/fd shows this table.</summary>
    internal List<TracedProcess> Holders { get; } = [];

    /// <summary>The threads that use it although their process's table is another one.</summary>
    internal List<TracedThread> OwnOf { get; } = [];

    /// <summary>Numbers that led to something shown and are closed: a second close of one is worth a step.</summary>
    internal HashSet<int> Closed { get; } = [];

    internal bool IsUsed => Holders.Count + OwnOf.Count > 0;

    /// <summary>The threads that use it.</summary>
    internal IEnumerable<TracedThread> Threads =>
        Holders.SelectMany(holder => holder.Threads).Where(thread => thread.OwnTable is null).Concat(OwnOf);

    /// <summary>Whether another thread may have changed it inside a call that has not returned.</summary>
    internal bool IsAheadFor(TracedThread thread) => Threads.Any(other => other != thread && other.MayHaveChangedTable);
}
