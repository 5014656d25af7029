using System.Text.Unicode;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// What fork copies of this process, without what a child never touches that neither allocates nor waits for another thread
/// (MADV_DONTFORK, madvise(2)). Each mapping that is left out spares each fork 0.6 to 4 µs. For native programs that call _Fork:
/// CoreCLR keeps things of the calling thread anywhere, and glibc's fork looks at malloc's memory in the child.
/// </summary>
internal sealed class ForkedMemory
{
    /// <summary>malloc gives each further arena so much of the address space, from a multiple of it on (glibc's HEAP_MAX_SIZE).</summary>
    private const nuint ArenaSize = 64 << 20;

    /// <summary>The first choice makes room for lists and texts, the second is made without allocating.</summary>
    private const int Tries = 4;

    private readonly ProcReader proc = new();
    private readonly List<MemoryArea> areas = [];
    private readonly List<int> threads = [];
    private readonly List<nuint> stacks = [];
    private readonly List<MemoryArea> leftOut = [];
    private long allocated = -1;
    private int forks;

    /// <summary>
    /// Runs before each fork. Nothing is left out before the second one: by then all that a child runs has run. What was
    /// allocated since the last choice may lie in memory that was reserved then, so the choice is made anew.
    /// </summary>
    internal void BeforeFork()
    {
        if (forks == 0) forks++;
        else if (allocated != GC.GetAllocatedBytesForCurrentThread()) ChooseAnew();
    }

    private void ChooseAnew()
    {
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread();
                CopyAll();
                if (!ReadMaps()) return;
                ReadStacksOfOthers();
                Choose(areas, stacks, (nuint)__errno_location(), leftOut);
                foreach (var area in leftOut) _ = madvise(area.Start, area.Length, MADV_DONTFORK);
                if (allocated == GC.GetAllocatedBytesForCurrentThread()) return;
            }
            CopyAll();
        }
        catch (LinuxException)
        {
            // No descriptor is left to read with: all is copied.
            CopyAll();
        }
    }

    private void CopyAll()
    {
        foreach (var area in leftOut) _ = madvise(area.Start, area.Length, MADV_DOFORK);
        leftOut.Clear();
    }

    /// <summary>Chooses what no child of the calling thread touches.</summary>
    /// <param name="areas">All memory of the process, from low to high addresses.</param>
    /// <param name="stacks">An address in the stack of each other thread.</param>
    /// <param name="threadLocal">An address among the thread-local variables of the calling thread.</param>
    /// <param name="chosen">Where the chosen areas are added.</param>
    internal static void Choose(List<MemoryArea> areas, List<nuint> stacks, nuint threadLocal, List<MemoryArea> chosen)
    {
        for (var i = 0; i < areas.Count; i++)
        {
            var area = areas[i];
            if (!area.IsAnonymous || area.Contains(threadLocal)) continue;
            if (area.Access == MemoryAccess.Reserved
                || IsStack(area, stacks)
                || (i + 1 < areas.Count && IsArena(area, areas[i + 1]))) chosen.Add(area);
        }
    }

    private static bool IsStack(MemoryArea area, List<nuint> stacks)
    {
        foreach (var stack in stacks)
            if (area.Contains(stack)) return true;
        return false;
    }

    /// <summary>An arena of another thread: the first thread's is the heap.</summary>
    private static bool IsArena(MemoryArea area, MemoryArea next) =>
        area.Access == MemoryAccess.Data && area.Start % ArenaSize == 0
        && next.Access == MemoryAccess.Reserved && next.End == area.Start + ArenaSize;

    private bool ReadMaps()
    {
        areas.Clear();
        if (proc.Read(AT_FDCWD, "/proc/self/maps\0"u8, out var text) != 0) return false;
        MemoryArea.Parse(text, areas);
        return true;
    }

    private void ReadStacksOfOthers()
    {
        threads.Clear();
        stacks.Clear();
        if (ProcReader.Open(AT_FDCWD, "/proc/self/task\0"u8, out var tasks) != 0) return;
        _ = proc.ListNumbers(tasks, threads);
        Span<byte> path = stackalloc byte[32];
        foreach (var thread in threads)
        {
            if (thread == gettid()) continue;
            Utf8.TryWrite(path, $"{thread}/syscall\0", out var length);
            if (proc.ReadFirst(tasks, path[..length], out var text) == 0 && StackPointer(text) is > 0 and var stack) stacks.Add(stack);
        }
        _ = close(tasks);
    }

    /// <summary>
    /// From proc_pid_syscall(5): of a thread that waits, the call, its arguments, stack pointer and program counter; 0 for a thread
    /// that runs.
    /// </summary>
    internal static nuint StackPointer(ReadOnlySpan<byte> text)
    {
        var end = text.LastIndexOf((byte)' ');
        if (end < 0) return 0;
        var word = text[(text[..end].LastIndexOf((byte)' ') + 1)..end];
        return word.StartsWith("0x"u8) ? (nuint)new ProcText(text, "syscall").Hex<ulong>(word[2..], "sp") : 0;
    }
}
