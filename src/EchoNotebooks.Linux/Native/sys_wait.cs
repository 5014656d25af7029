using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int WNOHANG = 1;
    internal const int WUNTRACED = 2;
    internal const int WEXITED = 4;
    internal const int WCONTINUED = 8;
    internal const int WNOWAIT = 0x1000000;
    internal const int P_ALL = 0;
    internal const int P_PGID = 2;
    internal const int P_PIDFD = 3;

    /// <summary>A thread's end, or a process's: neither only "children" nor only "clone children".</summary>
    internal const int __WALL = 0x40000000;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, out int wstatus, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitid(int idtype, uint id, out siginfo_t infop, int options);
}

/// <summary>What waitid fills in: a union in C, of which only the members that are used are named.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct siginfo_t
{
    [FieldOffset(0)] internal int si_signo;
    [FieldOffset(8)] internal int si_code;
    [FieldOffset(16)] internal int si_pid;
}
