using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux;

/// <summary>
/// Reads the live system into a <see cref="DescriptorSnapshot"/>; no other class does. Processes run on while they are
/// read. So all of them are read again and again until a pass finds each process as the pass before found it: what the
/// snapshot shows was then true of all at once, between the two passes.
/// </summary>
/// <param name="asked">The processes, each once.</param>
/// <param name="children">Whether their descendants are read too.</param>
/// <param name="scan">Finds the descendants by the parent of every process, as on a kernel that lists no children.</param>
internal sealed class SnapshotReader(IReadOnlyList<int> asked, bool children, bool scan = false)
{
    private const int Passes = 5;

    private readonly ProcReader proc = new();
    private readonly bool scans = children && (scan || ParentScan.IsNeeded);

    /// <summary>Called before each pass with its number, from 1: a test changes a process there.</summary>
    internal Action<int>? BeforePass { get; init; }

    internal DescriptorSnapshot Take()
    {
        var takenAt = DateTimeOffset.UtcNow;
        BeforePass?.Invoke(1);
        var last = ReadProcesses();
        for (var pass = 2; ; pass++)
        {
            var snapshot = Build(last, out var moved) with { TakenAt = takenAt };
            BeforePass?.Invoke(pass);
            var next = ReadProcesses(last);
            moved.UnionWith(next.MovedSince(last));
            if (moved.Count == 0) return snapshot;
            if (pass == Passes) return WithMoved(Build(next, out _) with { TakenAt = takenAt }, moved);
            last = next;
        }
    }

    private static DescriptorSnapshot WithMoved(DescriptorSnapshot snapshot, HashSet<int> moved) => snapshot with
    {
        Problems =
        [
            .. snapshot.Problems,
            .. from process in snapshot.Processes
               where moved.Contains(process.Pid)
               select new ReadProblem(process.Pid, ReadProblemKind.Moved, $"/proc/{process.Pid}", 0),
        ],
    };

    /// <summary>What one pass found: each process once, and what could not be read.</summary>
    private sealed record Pass(IReadOnlyDictionary<int, ProcessReading> Processes, ImmutableArray<ReadProblem> Problems)
    {
        /// <summary>The pids of the processes that appeared, ended or changed from an earlier pass to this one.</summary>
        internal IEnumerable<int> MovedSince(Pass earlier) =>
            Processes.Keys.Union(earlier.Processes.Keys).Where(pid =>
                !Processes.TryGetValue(pid, out var now) || !earlier.Processes.TryGetValue(pid, out var before) || !now.IsAs(before));
    }

    private Pass ReadProcesses(Pass? earlier = null)
    {
        var processes = new Dictionary<int, ProcessReading>();
        var problems = ImmutableArray.CreateBuilder<ReadProblem>();
        List<int> pids = scans ? ParentScan.WithDescendants(proc, asked) : [.. asked];
        var seen = pids.ToHashSet();
        for (var i = 0; i < pids.Count; i++)
        {
            var reading = ProcessReading.Read(
                proc, pids[i], children && !scans, out var problem, earlier?.Processes.GetValueOrDefault(pids[i]));
            if (problem is not null) problems.Add(problem);
            if (reading is null) continue;
            processes.Add(pids[i], reading);
            pids.AddRange((reading.Children ?? []).Where(seen.Add));
        }
        return new(processes, problems.DrainToImmutable());
    }

    /// <summary>Finds out what the processes share and what their sockets are.</summary>
    /// <param name="pass">The processes.</param>
    /// <param name="moved">Processes of which a descriptor was closed before it could be compared or looked up.</param>
    private DescriptorSnapshot Build(Pass pass, out HashSet<int> moved)
    {
        var processes = ParentsFirst(pass.Processes);
        List<Held> held = [.. from process in processes from descriptor in process.Descriptors select new Held(process, descriptor)];
        moved = [];
        var places = Place(held, moved, out var source);
        var facts = ImmutableArray.CreateBuilder<DescriptorFact>(held.Count);
        var numbers = new Dictionary<object, int>();
        for (var i = 0; i < held.Count; i++)
        {
            var d = held[i].Descriptor;
            int? number = places[i] is { } place ? NumberOf(place) : null;
            facts.Add(new(held[i].Process.Pid, d.Fd, d.Kind, d.Inode, d.Target.ToString()!, d.Info.CloseOnExec, number));
        }
        return new()
        {
            TakenAt = default,
            Processes = [.. from p in processes select new ProcessFact(p.Pid, p.Stat.Ppid, p.Stat.State, p.Stat.Command, p.Stat.StartTime)],
            Descriptors = facts.MoveToImmutable(),
            Sockets = ReadSockets(held, moved),
            DescriptionSource = source,
            Problems = pass.Problems,
        };

        int NumberOf(object place)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, place, out var isKnown);
            if (!isKnown) number = numbers.Count;
            return number;
        }
    }

    /// <summary>A descriptor and the process that holds it.</summary>
    private readonly record struct Held(ProcessReading Process, ProcessReading.Descriptor Descriptor);

    /// <summary>A parent before its children, otherwise by start time and then pid.</summary>
    private static List<ProcessReading> ParentsFirst(IReadOnlyDictionary<int, ProcessReading> byPid)
    {
        var ordered = new List<ProcessReading>(byPid.Count);
        var added = new HashSet<int>();
        foreach (var process in byPid.Values.OrderBy(p => p.Stat.StartTime).ThenBy(p => p.Pid)) Add(process);
        return ordered;

        void Add(ProcessReading process)
        {
            if (!added.Add(process.Pid)) return;
            // Within one clock tick a child may have the smaller pid, where the numbers began again.
            if (byPid.TryGetValue(process.Stat.Ppid, out var parent)) Add(parent);
            ordered.Add(process);
        }
    }

    /// <summary>What stands for the open file description of each descriptor; null where it is not known.</summary>
    private static List<object?> Place(List<Held> held, HashSet<int> moved, out DescriptionSource source)
    {
        var descriptions = new OpenFileDescriptions();
        descriptions.Probe(Environment.ProcessId, 0);
        var places = new List<object?>(held.Count);
        foreach (var (process, d) in held)
        {
            var place = descriptions.Refused ? null : descriptions.Place(d.File, process.Pid, d.Fd);
            if (place is null && !descriptions.Refused) moved.Add(process.Pid);
            places.Add(place);
        }
        source = descriptions.Refused ? DescriptionSource.SocketInode : DescriptionSource.Kcmp;
        if (!descriptions.Refused) return places;
        // A socket cannot be opened a second time: its inode stands for its only open file description.
        return held.ConvertAll(h => (object?)(h.Descriptor.Target as FdTarget.Socket)?.Inode);
    }

    /// <summary>The sockets, each once, in the order of their first descriptor.</summary>
    private ImmutableArray<SocketFact> ReadSockets(List<Held> held, HashSet<int> moved)
    {
        var seen = new HashSet<ulong>();
        List<SocketHolder> holders =
        [
            .. from h in held
               let socket = h.Descriptor.Target as FdTarget.Socket
               where socket is not null && seen.Add(socket.Inode)
               select new SocketHolder(socket.Inode, h.Process.Pid, h.Descriptor.Fd, h.Process.NetworkNamespace),
        ];
        if (holders.Count == 0) return [];
        using var reader = new SocketReader(proc);
        ImmutableArray<SocketFact> facts = [.. holders.Select(reader.Read)];
        moved.UnionWith(reader.Moved);
        return facts;
    }
}
