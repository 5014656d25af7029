using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The role of each process, by what processes do: the parent is the one that listens (where several do, the one
/// that has forked them all); its children are numbered as it forks them, theirs "child 1.1". Until one
/// listens, the program that was started is taken for the parent, and what it forks has no role: a script
/// that starts a server has helpers, which are gone by then.
/// </summary>
/// <param name="ownership">The processes.</param>
/// <param name="isClient">Whether the program is a client: then it is the parent, and what it forks its children, at once.</param>
internal sealed class Roles(Ownership ownership, bool isClient = false)
{
    private TracedProcess? server;
    private bool hasListener;

    internal void Started(TracedProcess program) => Assign(server = program);

    internal void Forked(TracedProcess child) => Assign(child);

    internal void Listens(TracedProcess process)
    {
        var isFirst = !hasListener;
        hasListener = true;
        var parent = isFirst ? process : CommonAncestor(server, process) ?? server;
        if (isFirst) process.NumberAnew(ownership.Processes.Where(other => other.Parent == process && !other.IsDead));
        else if (parent == server) return;
        server = parent;
        foreach (var other in ownership.Processes) Assign(other);
    }

    private void Assign(TracedProcess process)
    {
        var role = RoleOf(process);
        if (process.Role == role) return;
        process.Role = role;
        ownership.Touch(process);
    }

    private ProcessRole? RoleOf(TracedProcess process)
    {
        if (process == server) return ProcessRole.Parent;
        var forks = new List<int>();
        for (var ancestor = process; ancestor != server; ancestor = ancestor.Parent)
        {
            if (ancestor is null) return null;
            forks.Insert(0, ancestor.ForkNumber);
        }
        return hasListener || isClient ? ProcessRole.Child([.. forks]) : null;
    }

    private static TracedProcess? CommonAncestor(TracedProcess? a, TracedProcess? b)
    {
        var line = new HashSet<TracedProcess>();
        for (; a is not null; a = a.Parent) line.Add(a);
        while (b is not null && !line.Contains(b)) b = b.Parent;
        return b;
    }
}
