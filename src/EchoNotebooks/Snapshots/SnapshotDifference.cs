using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// What changed between two snapshots of one server. Shown as the later picture, with what was closed or opened in
/// between marked by a word and a dashed or a heavy line.
/// </summary>
public sealed partial class SnapshotDifference
{
    internal SnapshotDifference(Snapshot before, Snapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        // Snapshots of one server share their numbers already; of others the earlier one is numbered first.
        Before = before;
        After = after.NumberedBy(before.Numbers);
        Facts = SnapshotDiff.Between(before.Facts, after.Facts);
    }

    /// <summary>The earlier snapshot.</summary>
    public Snapshot Before { get; }

    /// <summary>The later snapshot.</summary>
    public Snapshot After { get; }

    /// <summary>The difference of the kernel's facts, every descriptor of it, also those that no picture shows.</summary>
    public SnapshotDiff Facts { get; }
}
