using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal static readonly SyscallNumber SYS_kcmp = new(X64: 312, Arm64: 272);
    internal static readonly SyscallNumber SYS_close_range = new(X64: 436, Arm64: 436);
    internal static readonly SyscallNumber SYS_getdents64 = new(X64: 217, Arm64: 61);

    // What the tracer stops at.
    internal static readonly SyscallNumber SYS_accept = new(X64: 43, Arm64: 202);
    internal static readonly SyscallNumber SYS_accept4 = new(X64: 288, Arm64: 242);
    internal static readonly SyscallNumber SYS_bind = new(X64: 49, Arm64: 200);
    internal static readonly SyscallNumber SYS_clone = new(X64: 56, Arm64: 220);
    internal static readonly SyscallNumber SYS_clone3 = new(X64: 435, Arm64: 435);
    internal static readonly SyscallNumber SYS_close = new(X64: 3, Arm64: 57);
    internal static readonly SyscallNumber SYS_connect = new(X64: 42, Arm64: 203);
    internal static readonly SyscallNumber SYS_creat = new(X64: 85, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_dup = new(X64: 32, Arm64: 23);
    internal static readonly SyscallNumber SYS_dup2 = new(X64: 33, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_dup3 = new(X64: 292, Arm64: 24);
    internal static readonly SyscallNumber SYS_epoll_create = new(X64: 213, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_epoll_create1 = new(X64: 291, Arm64: 20);
    internal static readonly SyscallNumber SYS_eventfd = new(X64: 284, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_eventfd2 = new(X64: 290, Arm64: 19);
    internal static readonly SyscallNumber SYS_execve = new(X64: 59, Arm64: 221);
    internal static readonly SyscallNumber SYS_execveat = new(X64: 322, Arm64: 281);
    internal static readonly SyscallNumber SYS_exit_group = new(X64: 231, Arm64: 94);
    internal static readonly SyscallNumber SYS_fanotify_init = new(X64: 300, Arm64: 262);
    internal static readonly SyscallNumber SYS_fcntl = new(X64: 72, Arm64: 25);
    internal static readonly SyscallNumber SYS_fork = new(X64: 57, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_fsmount = new(X64: 432, Arm64: 432);
    internal static readonly SyscallNumber SYS_fsopen = new(X64: 430, Arm64: 430);
    internal static readonly SyscallNumber SYS_fspick = new(X64: 433, Arm64: 433);
    internal static readonly SyscallNumber SYS_inotify_init = new(X64: 253, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_inotify_init1 = new(X64: 294, Arm64: 26);
    internal static readonly SyscallNumber SYS_io_uring_setup = new(X64: 425, Arm64: 425);
    internal static readonly SyscallNumber SYS_ioctl = new(X64: 16, Arm64: 29);
    internal static readonly SyscallNumber SYS_kill = new(X64: 62, Arm64: 129);
    internal static readonly SyscallNumber SYS_landlock_create_ruleset = new(X64: 444, Arm64: 444);
    internal static readonly SyscallNumber SYS_listen = new(X64: 50, Arm64: 201);
    internal static readonly SyscallNumber SYS_memfd_create = new(X64: 319, Arm64: 279);
    internal static readonly SyscallNumber SYS_memfd_secret = new(X64: 447, Arm64: 447);
    internal static readonly SyscallNumber SYS_mq_open = new(X64: 240, Arm64: 180);
    internal static readonly SyscallNumber SYS_open = new(X64: 2, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_open_by_handle_at = new(X64: 304, Arm64: 265);
    internal static readonly SyscallNumber SYS_open_tree = new(X64: 428, Arm64: 428);
    internal static readonly SyscallNumber SYS_openat = new(X64: 257, Arm64: 56);
    internal static readonly SyscallNumber SYS_openat2 = new(X64: 437, Arm64: 437);
    internal static readonly SyscallNumber SYS_perf_event_open = new(X64: 298, Arm64: 241);
    internal static readonly SyscallNumber SYS_pidfd_getfd = new(X64: 438, Arm64: 438);
    internal static readonly SyscallNumber SYS_pidfd_open = new(X64: 434, Arm64: 434);
    internal static readonly SyscallNumber SYS_pidfd_send_signal = new(X64: 424, Arm64: 424);
    internal static readonly SyscallNumber SYS_pipe = new(X64: 22, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_pipe2 = new(X64: 293, Arm64: 59);
    internal static readonly SyscallNumber SYS_poll = new(X64: 7, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_ppoll = new(X64: 271, Arm64: 73);
    internal static readonly SyscallNumber SYS_pread64 = new(X64: 17, Arm64: 67);
    internal static readonly SyscallNumber SYS_preadv = new(X64: 295, Arm64: 69);
    internal static readonly SyscallNumber SYS_preadv2 = new(X64: 327, Arm64: 286);
    internal static readonly SyscallNumber SYS_pwrite64 = new(X64: 18, Arm64: 68);
    internal static readonly SyscallNumber SYS_pwritev = new(X64: 296, Arm64: 70);
    internal static readonly SyscallNumber SYS_pwritev2 = new(X64: 328, Arm64: 287);
    internal static readonly SyscallNumber SYS_read = new(X64: 0, Arm64: 63);
    internal static readonly SyscallNumber SYS_readv = new(X64: 19, Arm64: 65);
    internal static readonly SyscallNumber SYS_recvfrom = new(X64: 45, Arm64: 207);
    internal static readonly SyscallNumber SYS_recvmmsg = new(X64: 299, Arm64: 243);
    internal static readonly SyscallNumber SYS_recvmsg = new(X64: 47, Arm64: 212);
    internal static readonly SyscallNumber SYS_restart_syscall = new(X64: 219, Arm64: 128);
    internal static readonly SyscallNumber SYS_rt_sigaction = new(X64: 13, Arm64: 134);
    internal static readonly SyscallNumber SYS_rt_sigprocmask = new(X64: 14, Arm64: 135);
    internal static readonly SyscallNumber SYS_rt_sigreturn = new(X64: 15, Arm64: 139);
    internal static readonly SyscallNumber SYS_sendfile = new(X64: 40, Arm64: 71);
    internal static readonly SyscallNumber SYS_sendmmsg = new(X64: 307, Arm64: 269);
    internal static readonly SyscallNumber SYS_sendmsg = new(X64: 46, Arm64: 211);
    internal static readonly SyscallNumber SYS_sendto = new(X64: 44, Arm64: 206);
    internal static readonly SyscallNumber SYS_setsockopt = new(X64: 54, Arm64: 208);
    internal static readonly SyscallNumber SYS_shutdown = new(X64: 48, Arm64: 210);
    internal static readonly SyscallNumber SYS_signalfd = new(X64: 282, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_signalfd4 = new(X64: 289, Arm64: 74);
    internal static readonly SyscallNumber SYS_socket = new(X64: 41, Arm64: 198);
    internal static readonly SyscallNumber SYS_socketpair = new(X64: 53, Arm64: 199);
    internal static readonly SyscallNumber SYS_splice = new(X64: 275, Arm64: 76);
    internal static readonly SyscallNumber SYS_timerfd_create = new(X64: 283, Arm64: 85);
    internal static readonly SyscallNumber SYS_unshare = new(X64: 272, Arm64: 97);
    internal static readonly SyscallNumber SYS_userfaultfd = new(X64: 323, Arm64: 282);
    internal static readonly SyscallNumber SYS_vfork = new(X64: 58, Arm64: SyscallNumber.None);
    internal static readonly SyscallNumber SYS_wait4 = new(X64: 61, Arm64: 260);
    internal static readonly SyscallNumber SYS_waitid = new(X64: 247, Arm64: 95);
    internal static readonly SyscallNumber SYS_write = new(X64: 1, Arm64: 64);
    internal static readonly SyscallNumber SYS_writev = new(X64: 20, Arm64: 66);
}

/// <summary>The number of one system call on each architecture that we know.</summary>
internal readonly record struct SyscallNumber(int X64, int Arm64)
{
    /// <summary>The architecture has no such call: libc makes another one there (arm64 has clone but no fork).</summary>
    internal const int None = -1;

    /// <summary>The number on the machine that this runs on.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither x86-64 nor arm64.</exception>
    internal int Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        var other => throw new PlatformNotSupportedException(
            $"이 컴퓨터의 CPU({other})에서는 시스템 호출 번호를 모른다. x86-64나 arm64 리눅스에서 실행한다."),
    };
}
