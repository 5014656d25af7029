using System.Globalization;

namespace EchoNotebooks.Supervision;

/// <summary>
/// Every process below this one. As a subreaper (PR_SET_CHILD_SUBREAPER(2const)) it inherits the orphans of all its
/// descendants, so nothing escapes the walk by forking twice or starting a session.
/// </summary>
internal static class Descendants
{
    /// <summary>The pids that /proc shows at this moment, zombies included; more may be born while it is read.</summary>
    internal static List<int> Find(int ancestor)
    {
        var children = AllProcesses().ToLookup(process => process.Ppid, process => process.Pid);
        var found = new List<int>(children[ancestor]);
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i]]);
        return found;
    }

    private static IEnumerable<(int Pid, int Ppid)> AllProcesses()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (ParentOf(path) is { } ppid) yield return (pid, ppid);
        }
    }

    /// <summary>The fourth field of /proc/PID/stat (proc_pid_stat(5)); null where the process is gone.</summary>
    private static int? ParentOf(string path)
    {
        try
        {
            var stat = File.ReadAllText($"{path}/stat");
            // The second field is a name in parentheses that may hold anything, parentheses and spaces too.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
