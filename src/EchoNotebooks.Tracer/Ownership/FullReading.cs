using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Holds ownership, which is read call by call, against <see cref="DescriptorSnapshot.Take"/>, which reads all anew.
/// Where they disagree the kernel is right: ownership is corrected and the disagreement reported. What a process
/// does inside a call that has not returned (an accept, an exit) belongs to that call's own step.
/// </summary>
internal sealed class FullReading(Ownership ownership, SocketStates states, UnreferencedSockets unreferenced, JsonLines lines)
{
    /// <summary>A connection's state changes by itself; so often both are read again before a difference counts.</summary>
    private const int Attempts = 5;

    /// <summary>Reads and compares.</summary>
    /// <returns>How the reading knew which open file descriptions are shared.</returns>
    internal DescriptionSource Compare()
    {
        var snapshot = ReadUntilSocketsAgree();
        var facts = snapshot.Processes.ToDictionary(p => p.Pid);
        var descriptors = snapshot.Descriptors.ToLookup(d => d.Pid);
        var sockets = snapshot.Sockets.ToDictionary(s => s.Inode);
        foreach (var process in ownership.Processes.ToList())
            CompareProcess(process, facts.GetValueOrDefault(process.Pid), descriptors[process.Pid], sockets);
        CompareDescriptions(snapshot);
        unreferenced.Refresh(states.CanAsk);
        return snapshot.DescriptionSource;
    }

    private DescriptorSnapshot ReadUntilSocketsAgree()
    {
        for (var attempt = 1; ; attempt++)
        {
            var isAsked = states.TryRefresh();
            var snapshot = DescriptorSnapshot.Take(ownership.Processes.Select(p => p.Pid));
            var different = snapshot.Sockets.Select(read => read.WithoutQueues)
                .Where(read => ownership.FindSocket(read.Inode) is { } here && here.Socket != read).ToList();
            // Only of what the tracer asks for itself can it be wrong.
            var isFollowed = different.ToLookup(read => isAsked && read.Protocol is "tcp" or "tcp6");
            if (isFollowed[true].Any() && attempt < Attempts) continue;
            foreach (var read in different)
            {
                var here = ownership.FindSocket(read.Inode)!;
                if (isFollowed[true].Contains(read)) Disagree($"socket {read.Inode} is {here.Socket} here and {read} in the kernel");
                ownership.BecomeSocket(here, read);
            }
            return snapshot;
        }
    }

    private void CompareProcess(
        TracedProcess process, ProcessFact? fact, IEnumerable<DescriptorFact> descriptors,
        Dictionary<ulong, SocketFact> sockets)
    {
        var parentWaits = ownership.Find(process.Ppid)?.MayHaveReaped == true;
        if (fact is null || fact.StartTime != process.StartTime)
        {
            if (process.ThreadsAhead.Any() || (process.IsDead && parentWaits)) return;
            Disagree($"process {process.Pid} is in state {process.State} here and not there in the kernel");
            if (process.IsDead) ownership.Remove(process);
            return;
        }
        if (process.IsDead != fact.State is 'Z' or 'X')
        {
            // Killed from outside: its own end is still to come.
            if (process.IsDead) Disagree($"process {process.Pid} has ended here and is {fact.State} in the kernel");
            return;
        }
        if (process.State != fact.State || process.Ppid != fact.Ppid || process.Command != fact.Command)
        {
            process.State = fact.State;
            process.Ppid = fact.Ppid;
            process.Command = fact.Command;
            ownership.Touch(process);
        }
        if (process.Table is not { } table || (process.IsEnding && process.Threads.Any(thread => thread.IsRunning))) return;

        var ahead = process.ThreadsAhead.ToList();
        // What such a call has done cannot be told from what the others did meanwhile.
        if (ahead.Exists(thread => thread.Call is { WasPreempted: true })) return;
        var read = descriptors.ToDictionary(d => d.Fd);
        foreach (var fd in table.Descriptors.Keys.Except(read.Keys).ToList())
        {
            Disagree($"process {process.Pid} holds {fd} here and not in the kernel");
            ownership.Close(table, fd);
        }
        var opening = ahead.Where(thread => thread.Call is { Definition.MayOpenWhileWaiting: true }).ToList();
        // A message may bring many; an accept or an open brings one.
        var early = opening.Exists(thread => thread.Call!.Definition.Effect == Effect.Receive) ? int.MaxValue : opening.Count;
        foreach (var d in read.Values)
            if (table.Descriptors.ContainsKey(d.Fd) || early-- <= 0) CompareDescriptor(process, table, d, sockets);
    }

    private void CompareDescriptor(TracedProcess process, DescriptorTable table, DescriptorFact read, Dictionary<ulong, SocketFact> sockets)
    {
        if (!table.Descriptors.TryGetValue(read.Fd, out var here) || here.Description.Kind != read.Kind
            || (here.Description.Inode ?? read.Inode) != read.Inode || here.CloseOnExec != read.CloseOnExec)
        {
            var what = here is null ? "nothing" : $"{here.Description.Target} (cloexec {here.CloseOnExec})";
            Disagree($"descriptor {read.Fd} of process {process.Pid} leads to {what} here "
                + $"and to {read.Target} (cloexec {read.CloseOnExec}) in the kernel");
            var known = read.Kind == DescriptorKind.Socket ? ownership.FindSocket(read.Inode) : null;
            var description = known ?? Describe(read);
            ownership.Set(table, read.Fd, new(description, read.CloseOnExec));
            if (known is null && read.Inode is { } inode && sockets.TryGetValue(inode, out var socket))
                ownership.BecomeSocket(description, socket);
            return;
        }
        // A file can be renamed or deleted at any time.
        if (here.Description.Target == read.Target && here.Description.Inode == read.Inode) return;
        here.Description.Target = read.Target;
        here.Description.Inode = read.Inode;
        ownership.Set(table, read.Fd, here);
    }

    /// <summary>Two descriptors that share a description here share it there, and the other way round.</summary>
    private void CompareDescriptions(DescriptorSnapshot snapshot)
    {
        var there = new Dictionary<int, OpenFileDescription>();
        var here = new Dictionary<OpenFileDescription, int>();
        foreach (var read in snapshot.Descriptors)
        {
            if (read.OpenFileDescription is not { } number) continue;
            var process = ownership.Find(read.Pid);
            if (process?.Table is not { } table || process.IsEnding) continue;
            if (!table.Descriptors.TryGetValue(read.Fd, out var descriptor)) continue;
            if (process.ThreadsAhead.Any(thread => thread.Call is { WasPreempted: true })) continue;
            if (there.TryAdd(number, descriptor.Description) == here.TryAdd(descriptor.Description, number)
                && there[number] == descriptor.Description && here[descriptor.Description] == number) continue;

            Disagree($"descriptor {read.Fd} of process {read.Pid} shares another open file description here than in the kernel");
            if (!there.TryGetValue(number, out var right)) right = Describe(read);
            ownership.Set(table, read.Fd, descriptor with { Description = right });
        }
    }

    private static OpenFileDescription Describe(DescriptorFact read) =>
        new() { Kind = read.Kind, Inode = read.Inode, Target = read.Target };

    private void Disagree(string what) => lines.Write(new ProgramEvent.Disagreement(what));
}
