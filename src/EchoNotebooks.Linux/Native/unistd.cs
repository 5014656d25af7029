using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

/// <summary>
/// libc as it is: C names, C constants, C structs, no meaning added. One file a header, named after it
/// (sys_socket.cs is &lt;sys/socket.h&gt;); HeaderTests compiles a C program that checks every constant,
/// struct and function of this namespace against those headers. Buffers are spans, so callers need no unsafe code.
/// </summary>
internal static partial class Libc
{
    internal const int STDIN_FILENO = 0;
    internal const int STDOUT_FILENO = 1;
    internal const int STDERR_FILENO = 2;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, Span<byte> buf, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, ReadOnlySpan<byte> buf, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int dirfd, ReadOnlySpan<byte> pathname, Span<byte> buf, nuint bufsiz);

    /// <summary>Only echo-server calls this: its child may use nothing that allocates, locks or waits for another thread.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fork();

    /// <summary>fork without its handlers (glibc 2.34). In the child only what a signal handler may call (signal-safety(7)).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int _Fork();

    /// <summary>Ends the process at once: no finalizer, no atexit handler, no shutdown of the runtime.</summary>
    [DoesNotReturn]
    [LibraryImport("libc")]
    internal static partial void _exit(int status);

    /// <summary>Unlike Environment.ProcessId, right in a forked child too.</summary>
    [LibraryImport("libc")]
    internal static partial int getpid();

    [LibraryImport("libc")]
    internal static partial int gettid();

    /// <param name="file">A program by name (searched on PATH) or path, ending in NUL.</param>
    /// <param name="argv">Addresses of C strings, the last one 0.</param>
    /// <param name="envp">Addresses of C strings, the last one 0.</param>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execvpe(ReadOnlySpan<byte> file, ReadOnlySpan<nint> argv, ReadOnlySpan<nint> envp);

    /// <param name="pathname">The program, ending in NUL.</param>
    /// <param name="argv">Addresses of C strings, the last one 0.</param>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execv(ReadOnlySpan<byte> pathname, ReadOnlySpan<nint> argv);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pipe2(Span<int> pipefd, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int dup2(int oldfd, int newfd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getpgid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setpgid(int pid, int pgid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcsetpgrp(int fd, int pgrp);

    /// <summary>pidfd_open(2) and pidfd_getfd(2), which glibc wraps only from 2.36 on.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nint first, nint second, nint third);

    /// <summary>close_range(2), which glibc wraps only from 2.34 on.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nuint first, nuint last, nuint flags);

    /// <summary>kcmp(2), and pidfd_send_signal(2) with a zero more, which libc does not wrap.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nint pid1, nint pid2, nint type, nint idx1, nint idx2);

    /// <summary>rt_sigaction(2) itself: libc's does not touch the signals that it keeps for itself.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nint signum, ReadOnlySpan<byte> act, nint oldact, nint sigsetsize);

    /// <summary>getdents64(2), which not every libc wraps.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nint fd, Span<byte> dirp, nint count);
}
