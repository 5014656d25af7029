using System.Collections.Immutable;

namespace EchoNotebooks.Linux;

/// <summary>
/// What changed from one snapshot to a later one. A process is the same if pid and start time are, a descriptor if
/// its process and number are, a socket if its inode is. Where a snapshot could not read something, its absence
/// looks like an end: see <see cref="DescriptorSnapshot.Problems"/>.
/// </summary>
public sealed record SnapshotDiff
{
    /// <summary>Processes of the later snapshot only, in its order.</summary>
    public required ImmutableArray<ProcessFact> ProcessesAppeared { get; init; }

    /// <summary>Processes of the earlier snapshot only, in its order. A zombie has not ended: it has changed to Z.</summary>
    public required ImmutableArray<ProcessFact> ProcessesEnded { get; init; }

    /// <summary>Processes with another state, parent or program than before. A role is no fact of the kernel: it is not compared.</summary>
    public required ImmutableArray<Change<ProcessFact>> ProcessesChanged { get; init; }

    /// <summary>Descriptors of the later snapshot only, those of new processes included.</summary>
    public required ImmutableArray<DescriptorFact> DescriptorsOpened { get; init; }

    /// <summary>Descriptors of the earlier snapshot only, those of ended processes included.</summary>
    public required ImmutableArray<DescriptorFact> DescriptorsClosed { get; init; }

    /// <summary>
    /// Descriptors that lead elsewhere than before or whose close-on-exec flag changed. The numbers of open file
    /// descriptions belong to one snapshot and are not compared; a name that a tracer has given is no change either.
    /// </summary>
    public required ImmutableArray<Change<DescriptorFact>> DescriptorsChanged { get; init; }

    /// <summary>Sockets of the later snapshot only.</summary>
    public required ImmutableArray<SocketFact> SocketsAppeared { get; init; }

    /// <summary>Sockets of the earlier snapshot only: no descriptor of its processes leads there any more.</summary>
    public required ImmutableArray<SocketFact> SocketsVanished { get; init; }

    /// <summary>Sockets with another state or other ends than before. What waits in their queues is no change.</summary>
    public required ImmutableArray<Change<SocketFact>> SocketsChanged { get; init; }

    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty =>
        ProcessesAppeared.IsEmpty && ProcessesEnded.IsEmpty && ProcessesChanged.IsEmpty
        && DescriptorsOpened.IsEmpty && DescriptorsClosed.IsEmpty && DescriptorsChanged.IsEmpty
        && SocketsAppeared.IsEmpty && SocketsVanished.IsEmpty && SocketsChanged.IsEmpty;

    /// <summary>Compares two snapshots.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public static SnapshotDiff Between(DescriptorSnapshot before, DescriptorSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var processes = Compare(before.Processes, after.Processes, p => (p.Pid, p.StartTime), p => p with { Role = null });
        var (startsBefore, startsAfter) = (StartTimes(before), StartTimes(after));
        var descriptors = Compare(
            [.. before.Descriptors.Select(d => new Held(d, startsBefore.GetValueOrDefault(d.Pid)))],
            [.. after.Descriptors.Select(d => new Held(d, startsAfter.GetValueOrDefault(d.Pid)))],
            d => (d.Fact.Pid, d.StartTime, d.Fact.Fd),
            d => d with { Fact = d.Fact with { OpenFileDescription = null, Name = null } });
        var sockets = Compare(before.Sockets, after.Sockets, s => s.Inode, s => s.WithoutQueues);
        return new()
        {
            ProcessesAppeared = processes.Appeared,
            ProcessesEnded = processes.Vanished,
            ProcessesChanged = processes.Changed,
            DescriptorsOpened = [.. descriptors.Appeared.Select(d => d.Fact)],
            DescriptorsClosed = [.. descriptors.Vanished.Select(d => d.Fact)],
            DescriptorsChanged = [.. descriptors.Changed.Select(c => new Change<DescriptorFact>(c.Before.Fact, c.After.Fact))],
            SocketsAppeared = sockets.Appeared,
            SocketsVanished = sockets.Vanished,
            SocketsChanged = sockets.Changed,
        };
    }

    /// <summary>Compares what some numbers of one table were and are, the sockets and processes apart.</summary>
    /// <param name="before">The descriptors that were there.</param>
    /// <param name="after">The descriptors that are there; perhaps in another process that has a copy of the table.</param>
    internal static (
        ImmutableArray<DescriptorFact> Opened, ImmutableArray<DescriptorFact> Closed, ImmutableArray<Change<DescriptorFact>> Changed)
        BetweenTables(IReadOnlyCollection<DescriptorFact> before, IReadOnlyCollection<DescriptorFact> after) =>
        Compare(before, after, d => d.Fd, d => d with { Pid = 0, OpenFileDescription = null, Name = null });

    /// <summary>A descriptor with what tells its process from a later one of the same pid.</summary>
    private sealed record Held(DescriptorFact Fact, ulong StartTime);

    private static Dictionary<int, ulong> StartTimes(DescriptorSnapshot snapshot) =>
        snapshot.Processes.ToDictionary(p => p.Pid, p => p.StartTime);

    /// <param name="before">The earlier facts.</param>
    /// <param name="after">The later facts.</param>
    /// <param name="identity">What makes two facts be about the same thing.</param>
    /// <param name="content">What is compared of it.</param>
    private static (ImmutableArray<T> Appeared, ImmutableArray<T> Vanished, ImmutableArray<Change<T>> Changed) Compare<T, TKey>(
        IReadOnlyCollection<T> before, IReadOnlyCollection<T> after, Func<T, TKey> identity, Func<T, T> content)
        where T : notnull
        where TKey : notnull
    {
        var earlier = before.ToDictionary(identity);
        var later = after.Select(identity).ToHashSet();
        return (
            [.. after.Where(fact => !earlier.ContainsKey(identity(fact)))],
            [.. before.Where(fact => !later.Contains(identity(fact)))],
            [.. from fact in after
                where earlier.ContainsKey(identity(fact))
                let old = earlier[identity(fact)]
                where !content(old).Equals(content(fact))
                select new Change<T>(old, fact)]);
    }
}
