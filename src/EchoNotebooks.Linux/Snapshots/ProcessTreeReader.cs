using System.Globalization;
using System.Text;
using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>Finds the descendants of processes.</summary>
internal static class ProcessTreeReader
{
    /// <summary>The given processes and all their descendants, each once; those that end meanwhile may be missing.</summary>
    internal static List<int> WithDescendants(ProcReader proc, IReadOnlyList<int> roots)
    {
        var seen = new HashSet<int>(roots);
        var all = new List<int>(roots);
        for (var i = 0; i < all.Count; i++)
        {
            if (!AddChildren(proc, all[i], all, seen)) return ByParent(proc, roots);
        }
        return all;
    }

    /// <summary>Reads /proc/PID/task/TID/children of each thread: any of them may have forked.</summary>
    /// <returns>false where this kernel has no such file (CONFIG_PROC_CHILDREN).</returns>
    private static bool AddChildren(ProcReader proc, int pid, List<int> all, HashSet<int> seen)
    {
        Span<byte> path = stackalloc byte[64];
        Utf8.TryWrite(path, $"/proc/{pid}/task\0", out var length);
        if (ProcReader.Open(AT_FDCWD, path[..length], out var tasks) != 0) return true;
        try
        {
            var threads = new List<int>();
            proc.ListNumbers(tasks, threads);
            foreach (var thread in threads)
            {
                Utf8.TryWrite(path, $"{thread}/children\0", out length);
                if (proc.Read(tasks, path[..length], out var text) != 0)
                {
                    Utf8.TryWrite(path, $"{thread}/stat\0", out length);
                    // The thread is there and the file is not.
                    if (proc.Read(tasks, path[..length], out _) == 0) return false;
                    continue;
                }
                foreach (var range in text.Split((byte)' '))
                {
                    if (int.TryParse(text[range], NumberStyles.None, null, out var child) && seen.Add(child)) all.Add(child);
                }
            }
            return true;
        }
        finally
        {
            _ = close(tasks);
        }
    }

    /// <summary>Reads every process's parent.</summary>
    internal static List<int> ByParent(ProcReader proc, IReadOnlyList<int> roots)
    {
        var pids = new List<int>();
        if (ProcReader.Open(AT_FDCWD, "/proc\0"u8, out var folder) is not 0 and var errno) throw new LinuxException("openat", errno, "/proc");
        proc.ListNumbers(folder, pids);
        _ = close(folder);

        var stats = new List<ProcStat>();
        foreach (var pid in pids)
        {
            var path = $"/proc/{pid}/stat";
            if (proc.Read(AT_FDCWD, Encoding.UTF8.GetBytes(path + '\0'), out var text) == 0) stats.Add(ProcStat.Parse(text, path));
        }
        var children = stats.ToLookup(s => s.Ppid, s => s.Pid);
        var all = new List<int>(roots);
        var seen = new HashSet<int>(roots);
        for (var i = 0; i < all.Count; i++) all.AddRange(children[all[i]].Where(seen.Add));
        return all;
    }
}
