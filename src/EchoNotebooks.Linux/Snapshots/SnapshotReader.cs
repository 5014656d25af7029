using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Linux;

/// <summary>
/// The one place that reads the live system into <see cref="DescriptorSnapshot"/>s, always of the same processes.
/// <para>
/// Processes run on while they are read. So they are looked at in passes, until a pass finds each of them as the pass
/// before had left it; only those that moved are read again. At the beginning of that last pass everything that was read
/// was true at once. A process that sleeps and has not run since it was read cannot have opened or closed anything, which
/// one small file tells (<see cref="ProcessReading.Ran"/>); any other is compared by what it has open.
/// </para>
/// <para>
/// For the same reason a snapshot begins with what the one before knew of the processes that slept: where none of them
/// has run, its first pass is its last. What changes while its process sleeps is asked for each time: the states of
/// sockets, and the paths of files, which others rename. Only a process that shares its table of descriptors with
/// another process, not thread, by clone(2)'s CLONE_FILES could be changed in its sleep.
/// </para>
/// </summary>
internal sealed class SnapshotReader(List<int> asked, bool children, bool scan = false)
{
    private const int Passes = 5;

    private readonly ProcReader proc = new();
    private readonly SocketMemory memory = new();
    private readonly bool scans = children && (scan || ParentScan.IsNeeded);

    /// <summary>By pid, what is known of each process.</summary>
    private readonly Dictionary<int, Followed> followed = [];

    /// <summary>Processes of which something vanished between two calls: what is known of them does not hold.</summary>
    private readonly HashSet<int> doubtful = [];

    private readonly List<ReadProblem> problems = [];
    private OpenFileDescriptions descriptions = new();
    private List<int>? byParent;

    /// <summary>The processes in the order of the last pass.</summary>
    private List<Followed> walked = [];

    /// <summary>The processes in their final order and their sockets; null where the processes have changed since.</summary>
    private Arrangement? arranged;

    /// <summary>The last snapshot, where nothing in it but the sockets can have changed.</summary>
    private DescriptorSnapshot? last;

    /// <summary>Called before each pass with its number, counted from 1: what a test changes there, happens between two looks.</summary>
    internal Action<int>? BeforePass { get; init; }

    internal bool IsFor(List<int> pids, bool withChildren) => children == withChildren && asked.SequenceEqual(pids);

    private sealed class Followed(ProcessReading reading, ReadProblem? problem)
    {
        internal ProcessReading Reading => reading;

        internal ReadProblem? Problem => problem;

        internal int Pid => reading.Stat.Pid;

        internal ProcessFact Fact { get; } = new(reading.Stat.Pid, reading.Stat.Ppid, reading.Stat.State, reading.Stat.Command, reading.Stat.StartTime);

        /// <summary>Which open file description each descriptor leads to; null before they were compared.</summary>
        internal OpenFileDescriptions.Description?[]? Places { get; set; }

        internal DescriptorFact?[] Facts { get; } = new DescriptorFact?[reading.Descriptors.Count];
    }

    private sealed record Arrangement(List<Followed> Processes, List<SocketHolder> Sockets);

    /// <param name="Known">Set where the process is as it was.</param>
    /// <param name="Fresh">Set where it was read anew.</param>
    /// <param name="Problem">What could not be read.</param>
    private readonly record struct Look(Followed? Known, ProcessReading? Fresh, ReadProblem? Problem);

    internal DescriptorSnapshot Take()
    {
        var takenAt = DateTimeOffset.UtcNow;
        ForgetRenamed();
        ImmutableArray<SocketFact> sockets = [];
        for (var pass = 1; ; pass++)
        {
            BeforePass?.Invoke(pass);
            var moved = Walk(again: pass > 1);
            if (moved.Count == 0 && pass > 1) break;

            Place();
            arranged ??= Arrange();
            sockets = ReadSockets(arranged.Sockets);
            moved.UnionWith(doubtful);
            if (moved.Count == 0) break;
            if (pass == Passes)
            {
                problems.AddRange(from f in walked where moved.Contains(f.Pid) select new ReadProblem(f.Pid, ReadProblemKind.Moved, $"/proc/{f.Pid}", 0));
                break;
            }
        }

        var snapshot = (last ?? Build(arranged!)) with { TakenAt = takenAt, Sockets = sockets, Problems = [.. problems] };
        last = snapshot;
        foreach (var f in walked)
            if (f.Reading.Ran is null || doubtful.Contains(f.Pid)) Forget(f);
        doubtful.Clear();
        return snapshot;
    }

    /// <summary>A file's path may change though nobody who has it open runs: where one has, its processes are read anew.</summary>
    private void ForgetRenamed()
    {
        if (last is null) return;
        Span<byte> path = stackalloc byte[48];
        var looked = new HashSet<int>();
        foreach (var f in walked)
        {
            for (var i = 0; i < f.Facts.Length; i++)
            {
                var descriptor = f.Reading.Descriptors[i];
                if (descriptor.Target is not (FdTarget.File or FdTarget.Unknown)) continue;
                if (f.Facts[i]!.OpenFileDescription is { } number && !looked.Add(number)) continue;
                System.Text.Unicode.Utf8.TryWrite(path, $"/proc/{f.Pid}/fd/{descriptor.Fd}\0", out var length);
                if (proc.ReadLink(Libc.AT_FDCWD, path[..length], out var link) == 0 && FdTarget.Parse(link) == descriptor.Target) continue;
                foreach (var other in walked)
                    if (other.Reading.Descriptors.Exists(d => d.Target == descriptor.Target)) Forget(other);
                // A process that has ended is found here, too: no later look would miss it.
                (arranged, last) = (null, null);
            }
        }
    }

    /// <summary>Looks at every process, a parent before its children, and reads those that are new or not what they were.</summary>
    /// <param name="again">Whether the last pass of this snapshot moved: then a list of children may have changed though its process sleeps (prctl(2), PR_SET_CHILD_SUBREAPER).</param>
    /// <returns>The pids of those that were not as they had been left.</returns>
    private HashSet<int> Walk(bool again)
    {
        problems.Clear();
        walked = new(followed.Count);
        var moved = new HashSet<int>();
        var generation = asked.ConvertAll(pid => (Pid: pid, Parent: 0));
        if (scans)
        {
            if (again || byParent is null)
            {
                var before = byParent;
                byParent = ParentScan.WithDescendants(proc, asked);
                if (before?.SequenceEqual(byParent) == false) moved.UnionWith(asked);
            }
            generation = byParent.ConvertAll(pid => (Pid: pid, Parent: 0));
        }
        var seen = generation.Select(g => g.Pid).ToHashSet();

        while (generation.Count > 0)
        {
            var next = new List<(int Pid, int Parent)>();
            var looks = LookAt(generation);
            for (var i = 0; i < looks.Length; i++)
            {
                var (pid, (process, fresh, problem)) = (generation[i].Pid, looks[i]);
                if (process is null && followed.TryGetValue(pid, out var old))
                {
                    Forget(old);
                    moved.Add(pid);
                }
                if (problem is not null)
                {
                    problems.Add(problem);
                    // Its parent listed it a moment ago.
                    if (problem.What == ReadProblemKind.Gone && !asked.Contains(pid)) moved.Add(pid);
                }
                if (fresh is not null)
                {
                    moved.Add(pid);
                    followed.Add(pid, process = new(fresh, problem));
                }
                if (process is null) continue;
                walked.Add(process);
                AddUnseen(process, next);
            }
            if (next.Count == 0 && (again || moved.Count > 0))
            {
                foreach (var process in walked)
                {
                    if (process.Reading.Ran is null || process.Reading.Children is not { Count: > 0 } || !process.Reading.ListChildrenAgain(proc)) continue;
                    moved.Add(process.Pid);
                    AddUnseen(process, next);
                }
            }
            generation = next;
        }

        if (followed.Count > walked.Count)
        {
            foreach (var left in followed.Values.Except(walked).ToList()) Forget(left);
            (arranged, last) = (null, null);
        }
        if (moved.Count > 0) (arranged, last) = (null, null);
        return moved;

        void AddUnseen(Followed parent, List<(int Pid, int Parent)> next)
        {
            foreach (var child in parent.Reading.Children ?? [])
                if (seen.Add(child)) next.Add((child, parent.Pid));
        }
    }

    private Look[] LookAt(List<(int Pid, int Parent)> generation)
    {
        const int many = 64, atOnce = 16;
        var looks = new Look[generation.Count];
        if (generation.Count < many)
        {
            for (var i = 0; i < looks.Length; i++) looks[i] = LookAt(proc, generation[i].Pid, generation[i].Parent);
            return looks;
        }

        // What the other threads have open to read the rest must not be seen as this process's own.
        var own = generation.FindIndex(g => g.Pid == Environment.ProcessId);
        if (own >= 0) looks[own] = LookAt(proc, generation[own].Pid, generation[own].Parent);
        var begun = 0;
        try
        {
            Parallel.For(0, Environment.ProcessorCount, worker =>
            {
                var reader = worker == 0 ? proc : new();
                for (int from; (from = Interlocked.Add(ref begun, atOnce) - atOnce) < looks.Length;)
                {
                    for (var i = from; i < Math.Min(from + atOnce, looks.Length); i++)
                        if (i != own) looks[i] = LookAt(reader, generation[i].Pid, generation[i].Parent);
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return looks;
    }

    private Look LookAt(ProcReader reader, int pid, int parent)
    {
        if (followed.TryGetValue(pid, out var known) && !doubtful.Contains(pid) && IsStill(reader, known.Reading, parent))
            return new(known, null, known.Problem);
        var fresh = ProcessReading.Read(reader, pid, children && !scans, out var problem, sleep: true);
        return new(null, fresh, problem);
    }

    /// <param name="reader">The reader.</param>
    /// <param name="reading">What is known.</param>
    /// <param name="parent">The process that has it in its list of children; 0 where it was found otherwise.</param>
    private static bool IsStill(ProcReader reader, ProcessReading reading, int parent)
    {
        if (reading.Ran is null) return reading.IsStill(reader);
        if (!reading.HasNotRun(reader)) return false;
        // It gets another parent in its sleep when the one that it had ends, which this process has not.
        return reading.Stat.Ppid == parent || reading.Stat.Ppid == Environment.ProcessId
            || (ProcessReading.ReadStat(reader, reading.Stat.Pid) is { } now && now.StartTime == reading.Stat.StartTime && now.Ppid == reading.Stat.Ppid);
    }

    private void Forget(Followed process)
    {
        followed.Remove(process.Pid);
        doubtful.Remove(process.Pid);
        for (var i = 0; i < process.Places?.Length; i++)
            if (process.Places[i] is { } place) descriptions.Remove(place, process.Pid, process.Reading.Descriptors[i].Fd);
    }

    /// <summary>Finds the open file description of each descriptor of the processes that were read.</summary>
    private void Place()
    {
        if (walked.TrueForAll(f => f.Places is not null)) return;
        if (descriptions.Refused)
        {
            // Perhaps because of a process that is gone now.
            descriptions = new();
            foreach (var f in walked) f.Places = null;
        }
        descriptions.Probe(Environment.ProcessId, 0);
        foreach (var f in walked)
        {
            if (f.Places is not null) continue;
            f.Places = new OpenFileDescriptions.Description?[f.Reading.Descriptors.Count];
            for (var i = 0; i < f.Places.Length && !descriptions.Refused; i++)
            {
                var d = f.Reading.Descriptors[i];
                f.Places[i] = descriptions.Place(new(d.Info.MountId, d.Inode, (d.Target as FdTarget.AnonInode)?.Name), f.Pid, d.Fd);
                // It was closed before it could be compared.
                if (f.Places[i] is null && !descriptions.Refused) doubtful.Add(f.Pid);
            }
        }
    }

    /// <summary>A parent before its children, otherwise by start time and then pid; the sockets, each once, in the order of their first descriptor.</summary>
    private Arrangement Arrange()
    {
        var byPid = walked.ToDictionary(f => f.Pid);
        var ordered = new List<Followed>(walked.Count);
        var placed = new HashSet<int>();
        foreach (var process in walked.OrderBy(f => f.Fact.StartTime).ThenBy(f => f.Pid)) Put(process);

        var seen = new HashSet<ulong>();
        return new(ordered, [
            .. from f in ordered
               from d in f.Reading.Descriptors
               let socket = d.Target as FdTarget.Socket
               where socket is not null && seen.Add(socket.Inode)
               select new SocketHolder(socket.Inode, f.Pid, d.Fd, f.Reading.NetworkNamespace)]);

        void Put(Followed process)
        {
            if (!placed.Add(process.Pid)) return;
            // Within one clock tick a child may have the smaller pid, where the numbers began again.
            if (byPid.TryGetValue(process.Fact.Ppid, out var parent)) Put(parent);
            ordered.Add(process);
        }
    }

    private ImmutableArray<SocketFact> ReadSockets(List<SocketHolder> holders)
    {
        if (holders.Count == 0) return [];
        using var reader = new SocketReader(proc, memory);
        var facts = reader.ReadAll(holders);
        memory.KeepOnly(facts);
        doubtful.UnionWith(reader.Moved);
        return facts;
    }

    /// <summary>The snapshot's processes and descriptors; the open file descriptions are numbered in the order of the descriptors.</summary>
    private DescriptorSnapshot Build(Arrangement arrangement)
    {
        var facts = ImmutableArray.CreateBuilder<DescriptorFact>();
        var numbers = new Dictionary<object, int>();
        foreach (var f in arrangement.Processes)
        {
            for (var i = 0; i < f.Facts.Length; i++)
            {
                var d = f.Reading.Descriptors[i];
                // A socket cannot be opened a second time: its inode stands for its only open file description.
                var place = descriptions.Refused ? (d.Target as FdTarget.Socket)?.Inode : (object?)f.Places![i];
                int? number = place is null ? null : NumberOf(place);
                if (f.Facts[i] is not { } fact || fact.OpenFileDescription != number)
                    f.Facts[i] = fact = new(f.Pid, d.Fd, d.Kind, d.Inode, d.Target.ToString()!, d.Info.CloseOnExec, number);
                facts.Add(fact);
            }
        }
        return new()
        {
            TakenAt = default,
            Processes = [.. arrangement.Processes.Select(f => f.Fact)],
            Descriptors = facts.DrainToImmutable(),
            Sockets = [],
            DescriptionSource = descriptions.Refused ? DescriptionSource.SocketInode : DescriptionSource.Kcmp,
        };

        int NumberOf(object place)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, place, out var isKnown);
            if (!isKnown) number = numbers.Count;
            return number;
        }
    }
}
