using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// The chapter's first figure, live: the parent that accepts and forks, its children, and the client that each of
/// them serves.
/// </summary>
public sealed partial class ProcessTree
{
    /// <param name="snapshot">The server's processes.</param>
    /// <param name="clients">The numbers of the clients by their own endpoints.</param>
    internal ProcessTree(Snapshot snapshot, IReadOnlyDictionary<string, int> clients)
    {
        Snapshot = snapshot;
        Parent = snapshot.Facts.Processes.FirstOrDefault(process => snapshot.RoleOf(process.Pid).Kind == RoleKind.Parent);
        Branches = [.. snapshot.Children.OrderBy(child => snapshot.RoleOf(child.Pid).Number).Select(child =>
        {
            var end = ClientEndOf(child);
            return new Branch(child, snapshot.RoleOf(child.Pid), end is null ? null : clients.GetValueOrDefault(end), end);
        })];
        var served = Branches.Select(branch => branch.End).ToHashSet();
        Waiting = [.. clients.Where(client => !served.Contains(client.Key)).OrderBy(client => client.Value)];
    }

    /// <summary>The tree of a server that is there now: its children can still be asked what they run.</summary>
    internal static ProcessTree OfNow(Snapshot now, IReadOnlyDictionary<string, int> clients) =>
        new(now, clients) { HaveExecuted = now.Children.Any(child => ProcessMark.HasExecuted(child.Pid)) };

    /// <summary>The parent; null when it is gone.</summary>
    public ProcessFact? Parent { get; }

    /// <summary>The children, in the order in which they were forked; zombies are among them.</summary>
    public IReadOnlyList<ProcessFact> Children => [.. Branches.Select(branch => branch.Process)];

    /// <summary>What it was made of.</summary>
    public Snapshot Snapshot { get; }

    internal IReadOnlyList<Branch> Branches { get; }

    /// <summary>Whether a child was not only forked, but runs a program anew (posix_spawn(3)).</summary>
    internal bool HaveExecuted { get; private init; }

    /// <summary>The endpoints of clients that are connected and not served by a child (yet), each with its client's number.</summary>
    internal IReadOnlyList<KeyValuePair<string, int>> Waiting { get; }

    /// <summary>A child that has not closed what it inherited holds its siblings' connections too; its own came last.</summary>
    private string? ClientEndOf(ProcessFact child) =>
        Snapshot.Facts.Descriptors.Where(fact => fact.Pid == child.Pid && Snapshot.NameOf(fact) == "clnt_sock")
            .Select(fact => Snapshot.SocketOf(fact)?.Remote?.Plain.ToString()).LastOrDefault();
}
