using System.Collections.Immutable;
using System.Net;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// All that is owned after one line of a recording. Immutable, and each shares with the one before it everything
/// that did not change: a recording holds thousands of them for the price of its changes.
/// </summary>
internal sealed class OwnedState
{
    private WeakReference<Snapshot>? snapshot;

    private OwnedState()
    {
    }

    /// <summary>Nothing is owned.</summary>
    public static OwnedState Nothing { get; } = new();

    public DateTimeOffset TakenAt { get; private init; }

    private DescriptionSource Source { get; init; } = DescriptionSource.Followed;

    private ImmutableDictionary<int, Holder> Processes { get; init; } = ImmutableDictionary<int, Holder>.Empty;

    private ImmutableDictionary<ulong, SocketFact> Sockets { get; init; } = ImmutableDictionary<ulong, SocketFact>.Empty;

    /// <summary>What the descriptors of a socket are called, by its inode: all descriptors of one are called alike.</summary>
    public ImmutableDictionary<ulong, string> Names { get; private init; } = ImmutableDictionary<ulong, string>.Empty;

    /// <summary>
    /// What sockets were when they had ends that they have not any more, by inode: the kernel has none for one that was
    /// reset, or shut down on both sides.
    /// </summary>
    public ImmutableDictionary<ulong, SocketFact> LastEnds { get; private init; } = ImmutableDictionary<ulong, SocketFact>.Empty;

    /// <summary>How many processes have appeared up to now.</summary>
    private int Appeared { get; init; }

    /// <summary>The port of the first socket that was listened on; 0 until then.</summary>
    public int Port { get; private init; }

    /// <summary>A process with what it holds.</summary>
    /// <param name="Order">Processes stand in the order in which they appeared.</param>
    /// <param name="Fact">The process.</param>
    /// <param name="Descriptors">Its descriptors, by number.</param>
    private sealed record Holder(int Order, ProcessFact Fact, ImmutableSortedDictionary<int, DescriptorFact> Descriptors);

    /// <summary>All processes, zombies included, in the order of their appearance.</summary>
    public IEnumerable<ProcessFact> AllProcesses => Processes.Values.OrderBy(holder => holder.Order).Select(holder => holder.Fact);

    /// <summary>The descriptors of a socket.</summary>
    public IEnumerable<DescriptorFact> HoldersOf(ulong inode) =>
        Processes.Values.SelectMany(holder => holder.Descriptors.Values).Where(fact => fact.Inode == inode);

    /// <summary>A process; null for none of this number.</summary>
    public ProcessFact? Process(int pid) => Processes.GetValueOrDefault(pid)?.Fact;

    /// <summary>A descriptor; null for none of this number.</summary>
    public DescriptorFact? Descriptor(int pid, int fd) => Processes.GetValueOrDefault(pid)?.Descriptors.GetValueOrDefault(fd);

    /// <summary>The socket whose other end this is; null for none.</summary>
    public SocketFact? Connection(IPEndPoint remote) => Sockets.Values.FirstOrDefault(socket => socket.Remote?.Is(remote) == true);

    /// <summary>The socket that a descriptor leads to; null for none.</summary>
    public SocketFact? SocketAt(int pid, int fd) =>
        Descriptor(pid, fd) is { Kind: DescriptorKind.Socket, Inode: { } inode } ? Sockets.GetValueOrDefault(inode) : null;

    /// <summary>The state after some changes.</summary>
    public OwnedState With(TraceChanges changes)
    {
        var processes = Processes.ToBuilder();
        var appeared = Appeared;
        foreach (var pid in changes.GoneProcesses ?? []) processes.Remove(pid);
        foreach (var (pid, fd) in changes.GoneDescriptors ?? [])
            if (processes.TryGetValue(pid, out var holder)) processes[pid] = holder with { Descriptors = holder.Descriptors.Remove(fd) };
        foreach (var fact in changes.Processes ?? [])
            processes[fact.Pid] = processes.TryGetValue(fact.Pid, out var known)
                ? known with { Fact = fact }
                : new Holder(appeared++, fact, ImmutableSortedDictionary<int, DescriptorFact>.Empty);

        var names = Names.ToBuilder();
        foreach (var fact in changes.Descriptors ?? [])
        {
            if (!processes.TryGetValue(fact.Pid, out var holder))
                throw new TimelineFormatException($"디스크립터 {fact.Fd}번을 가진 pid {fact.Pid} 프로세스가 없다");
            processes[fact.Pid] = holder with { Descriptors = holder.Descriptors.SetItem(fact.Fd, fact) };
            if (fact is { Name: { } name, Inode: { } inode }) names[inode] = name;
        }
        foreach (var inode in changes.GoneSockets ?? []) names.Remove(inode);

        var sockets = Sockets.RemoveRange(changes.GoneSockets ?? [])
            .SetItems((changes.Sockets ?? []).Select(socket => KeyValuePair.Create(socket.Inode, socket)));
        var lastEnds = LastEnds.RemoveRange(changes.GoneSockets ?? []).SetItems((changes.Sockets ?? [])
            .Where(socket => socket is { Local: null, Remote: null })
            .Select(socket => Sockets.GetValueOrDefault(socket.Inode)).Where(former => former is { Local: not null })
            .Select(former => KeyValuePair.Create(former!.Inode, former)));
        var port = Port;
        if (port == 0)
            foreach (var socket in changes.Sockets ?? [])
                if (socket.State == "LISTEN" && socket.Local?.PortOrNull is { } found) port = found;
        return new()
        {
            TakenAt = changes.TakenAt,
            Source = Source,
            Processes = processes.ToImmutable(),
            Sockets = sockets,
            Names = names.ToImmutable(),
            LastEnds = lastEnds,
            Appeared = appeared,
            Port = port,
        };
    }

    /// <summary>The state that a full reading says, and what changed to it.</summary>
    public (OwnedState State, TraceChanges Changes) With(DescriptorSnapshot all)
    {
        var pids = all.Processes.Select(fact => fact.Pid).ToHashSet();
        var descriptors = all.Descriptors.Select(fact => new DescriptorKey(fact.Pid, fact.Fd)).ToHashSet();
        var inodes = all.Sockets.Select(socket => socket.Inode).ToHashSet();
        var changes = new TraceChanges
        {
            TakenAt = all.TakenAt,
            Processes = [.. all.Processes.Where(fact => Processes.GetValueOrDefault(fact.Pid)?.Fact != fact)],
            Descriptors = [.. all.Descriptors.Where(fact => Descriptor(fact.Pid, fact.Fd) != fact)],
            Sockets = [.. all.Sockets.Where(socket => Sockets.GetValueOrDefault(socket.Inode) != socket)],
            GoneProcesses = [.. Processes.Keys.Where(pid => !pids.Contains(pid))],
            GoneDescriptors = [.. Processes.Values.SelectMany(holder => holder.Descriptors.Values)
                .Select(fact => new DescriptorKey(fact.Pid, fact.Fd)).Where(key => !descriptors.Contains(key))],
            GoneSockets = [.. Sockets.Keys.Where(inode => !inodes.Contains(inode))],
        };
        return (new OwnedState
        {
            TakenAt = TakenAt,
            Source = all.DescriptionSource,
            Processes = Processes,
            Sockets = Sockets,
            Names = Names,
            LastEnds = LastEnds,
            Appeared = Appeared,
            Port = Port,
        }.With(changes), changes);
    }

    /// <summary>It as a snapshot, made when it is asked for.</summary>
    /// <param name="port">The server's port, which an early state does not know yet; 0 for one that never listened.</param>
    /// <param name="numbers">The numbers of the recording's open file descriptions.</param>
    public Snapshot ToSnapshot(int port, DescriptionNumbers numbers)
    {
        if (snapshot is { } kept && kept.TryGetTarget(out var made)) return made;
        made = new Snapshot(ToFacts(), port, Names, LastEnds, numbers);
        snapshot = new(made);
        return made;
    }

    /// <summary>
    /// The state as facts, in the tracer's order: processes as they appeared, descriptors by number, sockets by their first
    /// descriptor, then those without one.
    /// </summary>
    public DescriptorSnapshot ToFacts()
    {
        var holders = Processes.Values.OrderBy(holder => holder.Order).ToList();
        var descriptors = holders.SelectMany(holder => holder.Descriptors.Values).ToImmutableArray();
        return new()
        {
            TakenAt = TakenAt,
            DescriptionSource = Source,
            Processes = [.. holders.Select(holder => holder.Fact)],
            Descriptors = descriptors,
            Sockets = [.. descriptors
                .Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: not null }).Select(fact => fact.Inode!.Value)
                .Concat(Sockets.Values.Where(socket => socket.HeldBy is not null).Select(socket => socket.Inode).Order())
                .Distinct().Where(Sockets.ContainsKey).Select(inode => Sockets[inode])],
        };
    }
}
