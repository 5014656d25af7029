using System.Collections.Immutable;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Numbers the children of one server. A number, once given, stays with its process, also after the process has
/// ended: two pictures of one server never call two processes by one name.
/// </summary>
internal sealed class RoleBook(int parentPid)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Pid, ulong StartTime), Role> roles = [];
    private int children;

    /// <summary>
    /// The roles of the processes of one reading. Children that were not seen before get the next numbers in the
    /// order in which they were forked: by start time, and within one clock tick by pid.
    /// </summary>
    public ImmutableDictionary<int, Role> Observe(DescriptorSnapshot facts)
    {
        lock (gate)
        {
            foreach (var process in facts.Processes.OrderBy(process => process.StartTime).ThenBy(process => process.Pid))
            {
                var key = (process.Pid, process.StartTime);
                if (roles.ContainsKey(key)) continue;
                if (process.Pid == parentPid) roles[key] = Role.Parent;
                else if (process.Pid == Environment.ProcessId) roles[key] = Role.Client;
                else roles[key] = Role.Child(++children);
            }
            return facts.Processes.ToImmutableDictionary(process => process.Pid, process => roles[(process.Pid, process.StartTime)]);
        }
    }
}
