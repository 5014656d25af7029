using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    /// <summary>The clock of a process's processor time. Returns the error number itself; errno is not set.</summary>
    [LibraryImport("libc")]
    internal static partial int clock_getcpuclockid(int pid, out int clockid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int clock_gettime(int clockid, out timespec tp);
}

internal struct timespec
{
    internal long tv_sec;
    internal long tv_nsec;
}
