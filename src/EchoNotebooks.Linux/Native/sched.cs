using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const ulong CLONE_VM = 0x100;
    internal const ulong CLONE_FILES = 0x400;
    internal const ulong CLONE_PIDFD = 0x1000;
    internal const ulong CLONE_VFORK = 0x4000;
    internal const ulong CLONE_THREAD = 0x10000;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_getcpu();

    /// <param name="pid">A thread's id; 0 is the calling thread.</param>
    /// <param name="cpusetsize">Bytes of the mask.</param>
    /// <param name="mask">Bit n stands for processor n.</param>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setaffinity(int pid, nuint cpusetsize, ReadOnlySpan<byte> mask);
}
