using System.Globalization;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Programs that this process started and left in its own process group, with their descendants there: what code of a
/// cell starts. (Servers, tracers and supervisors have groups of their own; the supervisor ends them.)
/// </summary>
internal static class OwnPrograms
{
    /// <summary>The programs that run now.</summary>
    /// <param name="except">Leaves out these children of this process, and what they started.</param>
    /// <returns>Their pids, parents before children.</returns>
    internal static IReadOnlyList<int> Running(IReadOnlySet<int>? except = null)
    {
        var (self, group) = (getpid(), getpgid(0));
        var children = ParentScan.All(new ProcReader())
            .Where(p => p.ProcessGroup == group && p.State is not ('Z' or 'X'))
            .ToLookup(p => p.Ppid, p => p.Pid);
        var found = children[self].Where(pid => except?.Contains(pid) != true).ToList();
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i]]);
        return found;
    }

    /// <summary>All children that this process has now, in any process group.</summary>
    internal static IReadOnlySet<int> Children()
    {
        if (ParentScan.IsNeeded) return ParentScan.All(new ProcReader()).Where(p => p.Ppid == getpid()).Select(p => p.Pid).ToHashSet();
        var children = new HashSet<int>();
        // A process's children are those of its threads.
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                var pids = File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
                children.UnionWith(pids.Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // The thread has ended; another one has its children now.
            }
        }
        return children;
    }

    /// <summary>Sends a signal to each of the programs that run now.</summary>
    /// <returns>Whether there was any.</returns>
    internal static bool Signal(int signal, IReadOnlySet<int>? except = null)
    {
        var running = Running(except);
        foreach (var pid in running) _ = kill(pid, signal);
        return running.Count > 0;
    }
}
