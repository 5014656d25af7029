namespace EchoNotebooks.Linux;

/// <summary>
/// The readers of the last few sets of processes that snapshots were taken of. A reader that is taken again knows which
/// processes it need not read anew; it serves one snapshot at a time.
/// </summary>
internal static class SnapshotReaders
{
    private const int Kept = 8;
    private static readonly Lock Gate = new();
    private static readonly List<SnapshotReader> Idle = [];

    internal static DescriptorSnapshot Take(IEnumerable<int> pids, bool children)
    {
        List<int> asked = [.. pids.Distinct()];
        var reader = Borrow(asked, children) ?? new(asked, children);
        var snapshot = reader.Take();
        // Not after an exception: what the reader knows may be half of the truth then.
        Return(reader);
        return snapshot;
    }

    private static SnapshotReader? Borrow(List<int> asked, bool children)
    {
        lock (Gate)
        {
            var at = Idle.FindLastIndex(reader => reader.IsFor(asked, children));
            if (at < 0) return null;
            var found = Idle[at];
            Idle.RemoveAt(at);
            return found;
        }
    }

    private static void Return(SnapshotReader reader)
    {
        lock (Gate)
        {
            if (Idle.Count == Kept) Idle.RemoveAt(0);
            Idle.Add(reader);
        }
    }
}
