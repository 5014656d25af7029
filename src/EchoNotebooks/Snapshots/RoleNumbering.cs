using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Numbers the children of one server. A number, once given, stays with its process, also after the process has
/// ended: two pictures of one server never call two processes by one name.
/// </summary>
internal sealed class RoleNumbering(int parentPid)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Pid, ulong StartTime), ProcessRole> roles = [];

    /// <summary>How many children of a process have got a number.</summary>
    private readonly Dictionary<ProcessRole, int> children = [];

    /// <summary>All children that were seen, in the order of their forks.</summary>
    public IReadOnlyList<(int Pid, Role Role)> Children
    {
        get
        {
            lock (gate)
                return [.. roles.Where(known => known.Value.IsChild).OrderBy(known => known.Value.Number)
                    .Select(known => (known.Key.Pid, Role.Of(known.Value)))];
        }
    }

    /// <summary>
    /// One reading with the roles of its processes. Children that were not seen before get the next numbers of their
    /// parent's children in the order in which they were forked: by start time, and within one clock tick by pid.
    /// </summary>
    public DescriptorSnapshot Fill(DescriptorSnapshot facts)
    {
        lock (gate)
        {
            foreach (var process in facts.Processes.OrderBy(process => process.StartTime).ThenBy(process => process.Pid))
            {
                var key = (process.Pid, process.StartTime);
                if (roles.ContainsKey(key)) continue;
                if (process.Pid == parentPid) roles[key] = ProcessRole.Parent;
                else if (process.Pid == Environment.ProcessId) roles[key] = ProcessRole.Client;
                else roles[key] = NextOf(ParentOf(process, facts));
            }
            return facts with
            {
                Processes = [.. facts.Processes.Select(process => process with { Role = roles[(process.Pid, process.StartTime)] })],
            };
        }
    }

    /// <summary>A child whose own parent has ended before it was seen counts as the server's: the kernel names no other any more.</summary>
    private ProcessRole ParentOf(ProcessFact process, DescriptorSnapshot facts)
    {
        var parent = facts.Processes.FirstOrDefault(other => other.Pid == process.Ppid);
        return parent is not null && roles.TryGetValue((parent.Pid, parent.StartTime), out var role) && role.IsChild
            ? role : ProcessRole.Parent;
    }

    private ProcessRole NextOf(ProcessRole parent)
    {
        var number = children[parent] = children.GetValueOrDefault(parent) + 1;
        return parent.IsChild ? parent.Forked(number) : ProcessRole.Child(number);
    }
}
