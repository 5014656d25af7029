using EchoNotebooks.Linux;

namespace EchoNotebooks.Live;

/// <summary>Reads processes that others started, and their descendants, again and again.</summary>
internal sealed class WatchedProcesses
{
    /// <summary>When each process that was seen started: a number alone becomes another process's in time.</summary>
    private readonly Dictionary<int, ulong> startTimes = [];
    private readonly HashSet<int> asked;
    private readonly RoleNumbering roles;
    private readonly DescriptionNumbers numbers = new();
    private int port;

    private WatchedProcesses(IReadOnlyList<int> pids, DescriptorSnapshot first)
    {
        asked = [.. pids];
        foreach (var process in first.Processes) startTimes[process.Pid] = process.StartTime;
        var listening = first.Sockets.Where(IsListening).Select(socket => socket.Inode).ToHashSet();
        var holder = first.Descriptors.FirstOrDefault(fact => fact.Inode is { } inode && listening.Contains(inode));
        Parent = first.Processes.First(process => process.Pid == (holder?.Pid ?? first.Processes[0].Pid));
        roles = new RoleNumbering(Parent.Pid);
    }

    /// <summary>The process that listens; where none does, the first that was asked for.</summary>
    public ProcessFact Parent { get; }

    /// <summary>Looks for the first time.</summary>
    /// <exception cref="EchoServerException">A process is not there, or may not be read.</exception>
    public static WatchedProcesses Find(IReadOnlyList<int> pids)
    {
        var first = DescriptorSnapshot.Take(pids, children: true);
        if (first.Problems.FirstOrDefault(problem => pids.Contains(problem.Pid) && problem.What != ReadProblemKind.Moved) is { } problem)
            throw new EchoServerException(ReadProblemText.Of(problem));
        return new WatchedProcesses(pids, first);
    }

    /// <summary>What is owned now.</summary>
    public Snapshot Read()
    {
        var facts = DescriptorSnapshot.Take(startTimes.Keys, children: true);
        var others = facts.Processes
            .Where(process => startTimes.TryGetValue(process.Pid, out var start) && start != process.StartTime)
            .Select(process => process.Pid).ToHashSet();
        facts = facts with
        {
            Processes = [.. facts.Processes.Where(process => !others.Contains(process.Pid))],
            Descriptors = [.. facts.Descriptors.Where(fact => !others.Contains(fact.Pid))],
            Problems = [.. facts.Problems.Where(problem => problem.What != ReadProblemKind.Gone)],
        };
        var there = facts.Processes.Select(process => process.Pid).ToHashSet();
        foreach (var gone in startTimes.Keys.Where(pid => !there.Contains(pid)).ToList()) startTimes.Remove(gone);
        foreach (var process in facts.Processes) startTimes[process.Pid] = process.StartTime;
        if (facts.Sockets.FirstOrDefault(IsListening)?.Local?.PortOrNull is { } found) port = found;
        return new Snapshot(WithRoles(facts), port, numbers: numbers);
    }

    /// <summary>The server's processes have their roles; of what else was asked for nothing is known.</summary>
    private DescriptorSnapshot WithRoles(DescriptorSnapshot facts)
    {
        var others = facts.Processes.Where(one => asked.Contains(one.Pid) && one.Pid != Parent.Pid).Select(one => one.Pid).ToHashSet();
        for (var grown = true; grown;)
        {
            var count = others.Count;
            others.UnionWith(facts.Processes.Where(one => others.Contains(one.Ppid) && one.Pid != Parent.Pid).Select(one => one.Pid));
            grown = others.Count > count;
        }
        var server = roles.Fill(facts with { Processes = [.. facts.Processes.Where(process => !others.Contains(process.Pid))] });
        var known = server.Processes.ToDictionary(process => process.Pid);
        return facts with { Processes = [.. facts.Processes.Select(process => known.GetValueOrDefault(process.Pid, process))] };
    }

    private static bool IsListening(SocketFact socket) =>
        socket is { State: "LISTEN", IsTcp: true } && socket.Local?.PortOrNull is not null;
}
