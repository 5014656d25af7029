using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>
/// The processes and descriptors that a picture draws: of one snapshot, or of two, each with what became of it as
/// the one <see cref="SnapshotDiff"/> says.
/// </summary>
internal sealed class DrawnFacts
{
    public DrawnFacts(Snapshot now)
    {
        Now = now;
        Processes = InOrder(now.Facts.Processes.Select(fact => new DrawnProcess(fact, now.RoleOf(fact.Pid), ChangeKind.None)));
        Descriptors = InOrder(DescriptorsOf(now, _ => ChangeKind.None));
        ByObject = [.. Descriptors.GroupBy(descriptor => descriptor.Object)];
    }

    public DrawnFacts(SnapshotDifference difference)
    {
        (Now, Before) = (difference.After, difference.Before);
        var diff = difference.Facts;
        Processes = InOrder(ProcessesOf(Now, Before, diff));
        Descriptors = InOrder(DescriptorsOf(Now, Before, diff));
        ByObject = [.. Descriptors.GroupBy(descriptor => descriptor.Object)];
    }

    /// <summary>The snapshot that is drawn.</summary>
    public Snapshot Now { get; }

    /// <summary>The earlier one; null where no change is drawn.</summary>
    public Snapshot? Before { get; }

    /// <summary>The parent, its children by number, then the clients' side.</summary>
    public IReadOnlyList<DrawnProcess> Processes { get; }

    /// <summary>In the order of the processes and then by number.</summary>
    public IReadOnlyList<DrawnDescriptor> Descriptors { get; }

    /// <summary>The same by the socket or file that they lead to.</summary>
    public IReadOnlyList<IGrouping<string, DrawnDescriptor>> ByObject { get; }

    /// <summary>Whether a descriptor was opened or closed, or a process began or ended.</summary>
    public bool ChangesOwnership =>
        Processes.Any(process => process.Change != ChangeKind.None) || Descriptors.Any(descriptor => descriptor.Change != ChangeKind.None);

    /// <summary>The socket that a descriptor leads to, as it is now or else as it was; null where it leads to something else.</summary>
    public SocketFact? SocketOf(DescriptorFact fact) => Now.SocketOf(fact) ?? Before?.SocketOf(fact);

    /// <summary>
    /// A socket with the ends that it had when it had some: one that is shut down on both sides, or was reset, is in no
    /// table of the kernel, and is still the same socket.
    /// </summary>
    public SocketFact WithLastEnds(SocketFact socket) =>
        Now.LastEndsOf(socket.Inode) is not { } known || socket.Local is not null || socket.Remote is not null
            ? socket : socket with { Local = known.Local, Remote = known.Remote };

    private static IEnumerable<DrawnProcess> ProcessesOf(Snapshot now, Snapshot before, SnapshotDiff diff)
    {
        var appeared = diff.ProcessesAppeared.Select(fact => fact.Pid).ToHashSet();
        // Of what can change in a process, the picture tells its end: nothing becomes a zombie twice.
        var ended = diff.ProcessesChanged.Where(change => (change.Before.State == 'Z') != (change.After.State == 'Z'))
            .Select(change => change.After.Pid).ToHashSet();
        return now.Facts.Processes.Select(fact => new DrawnProcess(fact, now.RoleOf(fact.Pid),
                appeared.Contains(fact.Pid) ? ChangeKind.Appeared : ended.Contains(fact.Pid) ? ChangeKind.Altered : ChangeKind.None))
            .Concat(diff.ProcessesEnded.Select(fact => new DrawnProcess(fact, before.RoleOf(fact.Pid), ChangeKind.Vanished)));
    }

    private IEnumerable<DrawnDescriptor> DescriptorsOf(Snapshot now, Snapshot before, SnapshotDiff diff)
    {
        // A number that leads elsewhere now was closed and opened again.
        var moved = diff.DescriptorsChanged.Where(change => ObjectOf(change.Before) != ObjectOf(change.After)).ToList();
        var opened = diff.DescriptorsOpened.Concat(moved.Select(change => change.After)).ToHashSet();
        var closed = diff.DescriptorsClosed.Concat(moved.Select(change => change.Before)).ToHashSet();
        return DescriptorsOf(now, fact => opened.Contains(fact) ? ChangeKind.Appeared : ChangeKind.None)
            .Concat(DescriptorsOf(before, fact => closed.Contains(fact) ? ChangeKind.Vanished : null));
    }

    /// <param name="snapshot">Whose descriptors.</param>
    /// <param name="change">What became of one; null for one that is left out.</param>
    private IEnumerable<DrawnDescriptor> DescriptorsOf(Snapshot snapshot, Func<DescriptorFact, ChangeKind?> change)
    {
        var drawn = Processes.ToDictionary(process => (process.Fact.Pid, process.Fact.StartTime));
        var holders = snapshot.Facts.Processes.ToDictionary(fact => fact.Pid, fact => drawn[(fact.Pid, fact.StartTime)]);
        var numbers = snapshot.DescriptionNumbers(Now.ShowsEverything);
        foreach (var fact in snapshot.Facts.Descriptors)
        {
            var name = snapshot.NameOf(fact);
            if (name is null && !Now.ShowsEverything) continue;
            if (change(fact) is not { } became) continue;
            var item = ObjectOf(fact);
            int? description = fact.OpenFileDescription is { } ofd ? numbers[ofd] : null;
            yield return new DrawnDescriptor(holders[fact.Pid], fact, name ?? ObjectWords.Short(fact), description, item, became);
        }
    }

    private static string ObjectOf(DescriptorFact fact) => fact.Inode is { } inode
        ? $"{fact.Kind}:{inode}:{(fact.Kind == DescriptorKind.Socket ? "" : fact.Target)}"
        : $"{fact.Target}:{fact.Pid}:{fact.Fd}";

    private static List<DrawnProcess> InOrder(IEnumerable<DrawnProcess> processes) =>
    [
        .. processes
            .OrderBy(process => process.Role.Kind switch { RoleKind.Parent => 0, RoleKind.Client => 2, _ => 1 })
            .ThenBy(process => process.Role.Number),
    ];

    private List<DrawnDescriptor> InOrder(IEnumerable<DrawnDescriptor> descriptors)
    {
        var order = Processes.Select((process, i) => (process, i)).ToDictionary(pair => pair.process, pair => pair.i);
        return
        [
            .. descriptors
                .OrderBy(descriptor => order[descriptor.Process])
                .ThenBy(descriptor => descriptor.Fact.Fd)
                .ThenBy(descriptor => descriptor.Change == ChangeKind.Appeared),
        ];
    }
}
