using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>Finds descendants by every process's parent, where the kernel does not list a process's children.</summary>
internal static class ParentScan
{
    /// <summary>Whether it is needed here: the kernel is built without CONFIG_PROC_CHILDREN.</summary>
    internal static bool IsNeeded { get; } = !File.Exists("/proc/thread-self/children");

    /// <summary>The given processes and all their descendants, each once.</summary>
    internal static List<int> WithDescendants(ProcReader proc, IReadOnlyList<int> roots)
    {
        var children = All(proc).ToLookup(p => p.Ppid, p => p.Pid);
        var all = new List<int>(roots);
        var seen = new HashSet<int>(roots);
        for (var i = 0; i < all.Count; i++) all.AddRange(children[all[i]].Where(seen.Add));
        return all;
    }

    /// <summary>Every process that can be read, as it is when its turn comes.</summary>
    internal static List<ProcStat> All(ProcReader proc)
    {
        if (ProcReader.Open(AT_FDCWD, "/proc\0"u8, out var folder) is not 0 and var errno)
            throw new LinuxException("openat", errno, "/proc");
        var all = new List<ProcStat>();
        try
        {
            var pids = new List<int>();
            _ = proc.ListNumbers(folder, pids);
            Span<byte> path = stackalloc byte[32];
            foreach (var pid in pids)
            {
                Utf8.TryWrite(path, $"{pid}/stat\0", out var length);
                if (proc.ReadFirst(folder, path[..length], out var text) == 0) all.Add(ProcStat.Parse(text, $"/proc/{pid}/stat"));
            }
        }
        finally
        {
            _ = close(folder);
        }
        return all;
    }
}
