using System.Collections.Immutable;

namespace EchoNotebooks.Linux;

/// <summary>
/// The one place that reads the live system into a <see cref="DescriptorSnapshot"/>. Processes run on while they
/// are read, so everything is looked at a second time; if something moved, all is read anew, a few times at most.
/// </summary>
internal sealed class SnapshotReader
{
    private const int Attempts = 4;
    private readonly ProcReader proc = new();

    internal DescriptorSnapshot Take(IEnumerable<int> pids, bool children)
    {
        var asked = pids.Distinct().ToList();
        for (var attempt = 1; ; attempt++)
        {
            var snapshot = ReadOnce(asked, children, out var still);
            if (still || attempt == Attempts) return snapshot;
        }
    }

    private DescriptorSnapshot ReadOnce(List<int> asked, bool children, out bool still)
    {
        var takenAt = DateTimeOffset.UtcNow;
        var problems = ImmutableArray.CreateBuilder<ReadProblem>();
        var readings = ParentsFirst(ReadProcesses(asked, children, problems, out var byParent));

        var (descriptions, source) = ReadDescriptions(readings, out var allPlaced);
        var sockets = ReadSockets(readings, out var allFound);
        still = allPlaced && allFound
            && readings.TrueForAll(r => r.IsStill(proc))
            && (byParent is null || byParent.SequenceEqual(ParentScan.WithDescendants(proc, asked)));

        var next = 0;
        return new()
        {
            TakenAt = takenAt,
            Processes = [.. readings.Select(r => new ProcessFact(r.Stat.Pid, r.Stat.Ppid, r.Stat.State, r.Stat.Command, r.Stat.StartTime))],
            Descriptors = [.. from r in readings
                              from d in r.Descriptors
                              select new DescriptorFact(r.Stat.Pid, d.Fd, d.Kind, d.Inode, d.Target.ToString()!, d.Info.CloseOnExec, descriptions[next++])],
            Sockets = sockets,
            DescriptionSource = source,
            Problems = problems.DrainToImmutable(),
        };
    }

    /// <param name="asked">The processes that were asked for.</param>
    /// <param name="children">Whether their descendants are read too.</param>
    /// <param name="problems">Takes what could not be read.</param>
    /// <param name="byParent">All pids, where the kernel does not list a process's children; null otherwise.</param>
    private List<ProcessReading> ReadProcesses(
        List<int> asked, bool children, ImmutableArray<ReadProblem>.Builder problems, out List<int>? byParent)
    {
        byParent = null;
        var readings = new List<ProcessReading>();
        var pids = new List<int>(asked);
        var seen = new HashSet<int>(asked);
        for (var i = 0; i < pids.Count; i++)
        {
            var reading = ProcessReading.Read(proc, pids[i], children, out var problem);
            if (problem is not null) problems.Add(problem);
            if (reading is null) continue;
            readings.Add(reading);
            if (!children) continue;
            var more = reading.Children ?? (byParent ??= ParentScan.WithDescendants(proc, asked));
            pids.AddRange(more.Where(seen.Add));
        }
        return readings;
    }

    /// <summary>A parent before its children, otherwise by start time and then pid.</summary>
    private static List<ProcessReading> ParentsFirst(List<ProcessReading> readings)
    {
        var byPid = readings.ToDictionary(r => r.Stat.Pid);
        var ordered = new List<ProcessReading>(readings.Count);
        var placed = new HashSet<int>();
        foreach (var reading in readings.OrderBy(r => r.Stat.StartTime).ThenBy(r => r.Stat.Pid)) Place(reading);
        return ordered;

        void Place(ProcessReading reading)
        {
            if (!placed.Add(reading.Stat.Pid)) return;
            // Within one clock tick a child may have the smaller pid, where the numbers began again.
            if (byPid.TryGetValue(reading.Stat.Ppid, out var parent)) Place(parent);
            ordered.Add(reading);
        }
    }

    /// <summary>The sockets, each once, in the order of their first descriptor.</summary>
    /// <param name="readings">The processes in their final order.</param>
    /// <param name="allFound">false where a socket was closed before it could be looked up.</param>
    private ImmutableArray<SocketFact> ReadSockets(List<ProcessReading> readings, out bool allFound)
    {
        using var sockets = new SocketReader(proc);
        var seen = new HashSet<ulong>();
        ImmutableArray<SocketFact> facts = [.. from reading in readings
                   from descriptor in reading.Descriptors
                   let socket = descriptor.Target as FdTarget.Socket
                   where socket is not null && seen.Add(socket.Inode)
                   select sockets.Read(new(socket.Inode, reading.Stat.Pid, descriptor.Fd, reading.NetworkNamespace))];
        allFound = !sockets.Moved;
        return facts;
    }

    /// <summary>Numbers the open file descriptions in the order of the descriptors.</summary>
    /// <param name="readings">The processes in their final order.</param>
    /// <param name="allPlaced">false where a descriptor was closed before it could be compared.</param>
    private static (List<int?> Numbers, DescriptionSource Source) ReadDescriptions(List<ProcessReading> readings, out bool allPlaced)
    {
        var descriptions = new OpenFileDescriptions();
        descriptions.Probe(Environment.ProcessId, 0);
        var places = new List<object?>();
        foreach (var (pid, d) in from r in readings from d in r.Descriptors select (r.Stat.Pid, d))
        {
            if (descriptions.Refused) break;
            places.Add(descriptions.Place(new(d.Info.MountId, d.Inode, (d.Target as FdTarget.AnonInode)?.Name), pid, d.Fd));
        }
        if (descriptions.Refused)
        {
            // A socket cannot be opened a second time: its inode stands for its only open file description.
            places = [.. from r in readings from d in r.Descriptors select (object?)(d.Target as FdTarget.Socket)?.Inode];
            allPlaced = true;
        }
        else
        {
            allPlaced = !places.Contains(null);
        }

        var numbers = new Dictionary<object, int>();
        return (
            [.. places.Select(place =>
            {
                if (place is null) return (int?)null;
                if (!numbers.TryGetValue(place, out var number)) numbers.Add(place, number = numbers.Count + 1);
                return number;
            })],
            descriptions.Refused ? DescriptionSource.SocketInode : DescriptionSource.Kcmp);
    }
}
