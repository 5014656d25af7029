using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int CLD_EXITED = 1;
    internal const int CLD_KILLED = 2;
    internal const int CLD_DUMPED = 3;
    internal const int CLD_TRAPPED = 4;
    internal const int CLD_STOPPED = 5;
    internal const int CLD_CONTINUED = 6;

    internal const int SIGHUP = 1;
    internal const int SIGINT = 2;
    internal const int SIGQUIT = 3;
    internal const int SIGTRAP = 5;
    internal const int SIGKILL = 9;
    internal const int SIGPIPE = 13;
    internal const int SIGTERM = 15;
    internal const int SIGCHLD = 17;
    internal const int SIGCONT = 18;
    internal const int SIGSTOP = 19;
    internal const int SIGTSTP = 20;
    internal const int SIGTTIN = 21;
    internal const int SIGTTOU = 22;
    internal const int SIGURG = 23;
    internal const int SIGWINCH = 28;

    internal const int SIG_DFL = 0;
    internal const int SIG_IGN = 1;

    internal const int SIG_BLOCK = 0;
    internal const int SIG_UNBLOCK = 1;
    internal const int SIG_SETMASK = 2;

    internal const int SA_NOCLDSTOP = 1;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigemptyset(out sigset_t set);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigfillset(out sigset_t set);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigaddset(ref sigset_t set, int signum);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigismember(in sigset_t set, int signum);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigaction(int signum, in sigaction act, nint oldact);

    /// <summary>Returns the error number itself; errno is not set.</summary>
    [LibraryImport("libc")]
    internal static partial int pthread_sigmask(int how, in sigset_t set, out sigset_t oldset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int sig);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int raise(int sig);

    /// <summary>Sends a signal to one thread (glibc 2.30).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tgkill(int tgid, int tid, int signal);
}

/// <summary>A set of signals. glibc and musl give it 128 bytes; the kernel uses the first 8.</summary>
[InlineArray(16)]
internal struct sigset_t
{
    private ulong val;
}

/// <summary>Never with a managed method as its handler: none may run on a signal (signal-safety(7)).</summary>
internal struct sigaction
{
    internal nint sa_handler;
    internal sigset_t sa_mask;
    internal int sa_flags;
    internal nint sa_restorer;
}
