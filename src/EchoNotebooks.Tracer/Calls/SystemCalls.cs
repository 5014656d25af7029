using static EchoNotebooks.Linux.Native.Libc;
using static EchoNotebooks.Tracing.Effect;

namespace EchoNotebooks.Tracing;

/// <summary>
/// The system calls that the tracer stops at: those that a lesson shows, and every other one that makes, takes away
/// or passes on a descriptor, so that ownership by following calls is complete. CONTRIBUTING.ko.md lists what else a new
/// call needs.
/// </summary>
internal static class SystemCalls
{
    internal static readonly SystemCall[] All =
    [
        new("socket", "socket", SYS_socket, Socket, Flags: 1),
        new("socketpair", "socketpair", SYS_socketpair, SocketPair, Flags: 1),
        new("bind", "bind", SYS_bind, Bind, 0),
        new("listen", "listen", SYS_listen, Listen, 0),
        new("accept", "accept", SYS_accept, Accept, 0),
        new("accept4", "accept", SYS_accept4, Accept, 0, Flags: 3),
        new("connect", "connect", SYS_connect, Connect, 0),
        new("shutdown", "shutdown", SYS_shutdown, Shutdown, 0),

        new("read", "read", SYS_read, Read, 0),
        new("readv", "read", SYS_readv, Read, 0),
        new("pread64", "read", SYS_pread64, Read, 0),
        new("preadv", "read", SYS_preadv, Read, 0),
        new("preadv2", "read", SYS_preadv2, Read, 0),
        new("recvfrom", "read", SYS_recvfrom, Read, 0),
        new("recvmsg", "read", SYS_recvmsg, Receive, 0),
        new("recvmmsg", "read", SYS_recvmmsg, Receive, 0),
        new("write", "write", SYS_write, Write, 0),
        new("writev", "write", SYS_writev, Write, 0),
        new("pwrite64", "write", SYS_pwrite64, Write, 0),
        new("pwritev", "write", SYS_pwritev, Write, 0),
        new("pwritev2", "write", SYS_pwritev2, Write, 0),
        new("sendto", "write", SYS_sendto, Write, 0),
        new("sendmsg", "write", SYS_sendmsg, Send, 0),
        new("sendmmsg", "write", SYS_sendmmsg, Send, 0),
        new("sendfile", "write", SYS_sendfile, Write, 0),
        new("splice", "write", SYS_splice, Write, 2),

        new("close", "close", SYS_close, Close, 0),
        new("close_range", "close_range", SYS_close_range, CloseRange),
        new("dup", "dup", SYS_dup, Duplicate, 0),
        new("dup2", "dup", SYS_dup2, DuplicateTo, 0),
        new("dup3", "dup", SYS_dup3, DuplicateTo, 0, Flags: 2),
        new("fcntl", "fcntl", SYS_fcntl, Fcntl, 0),
        new("ioctl", "ioctl", SYS_ioctl, Ioctl, 0),

        new("fork", "fork", SYS_fork, Fork),
        new("vfork", "fork", SYS_vfork, Fork),
        new("clone", "fork", SYS_clone, Fork),
        new("clone3", "fork", SYS_clone3, Fork),
        new("execve", "exec", SYS_execve, Execute),
        new("execveat", "exec", SYS_execveat, Execute),
        new("exit_group", "exit", SYS_exit_group, Exit),
        new("wait4", "wait", SYS_wait4, Wait),
        new("waitid", "wait", SYS_waitid, Wait),
        new("rt_sigreturn", "rt_sigreturn", SYS_rt_sigreturn, SignalReturn),
        new("unshare", "unshare", SYS_unshare, Unshare),

        new("pipe", "pipe", SYS_pipe, Pipe),
        new("pipe2", "pipe", SYS_pipe2, Pipe, Flags: 1),
        new("open", "open", SYS_open, Open),
        new("creat", "open", SYS_creat, Open),
        new("openat", "open", SYS_openat, Open),
        new("openat2", "open", SYS_openat2, Open),
        new("open_by_handle_at", "open", SYS_open_by_handle_at, Open),
        new("epoll_create", "epoll_create", SYS_epoll_create, Create),
        new("epoll_create1", "epoll_create", SYS_epoll_create1, Create),
        new("eventfd", "eventfd", SYS_eventfd, Create),
        new("eventfd2", "eventfd", SYS_eventfd2, Create),
        new("signalfd", "signalfd", SYS_signalfd, Signalfd, 0),
        new("signalfd4", "signalfd", SYS_signalfd4, Signalfd, 0),
        new("timerfd_create", "timerfd_create", SYS_timerfd_create, Create),
        new("inotify_init", "inotify_init", SYS_inotify_init, Create),
        new("inotify_init1", "inotify_init", SYS_inotify_init1, Create),
        new("fanotify_init", "fanotify_init", SYS_fanotify_init, Create),
        new("memfd_create", "memfd_create", SYS_memfd_create, Create),
        new("memfd_secret", "memfd_secret", SYS_memfd_secret, Create),
        new("userfaultfd", "userfaultfd", SYS_userfaultfd, Create),
        new("perf_event_open", "perf_event_open", SYS_perf_event_open, Create),
        new("io_uring_setup", "io_uring_setup", SYS_io_uring_setup, Create),
        new("mq_open", "mq_open", SYS_mq_open, Create),
        new("open_tree", "open_tree", SYS_open_tree, Create),
        new("fsopen", "fsopen", SYS_fsopen, Create),
        new("fsmount", "fsmount", SYS_fsmount, Create),
        new("fspick", "fspick", SYS_fspick, Create),
        new("landlock_create_ruleset", "landlock_create_ruleset", SYS_landlock_create_ruleset, Create),
        new("pidfd_open", "pidfd_open", SYS_pidfd_open, Create),
        new("pidfd_getfd", "pidfd_getfd", SYS_pidfd_getfd, Fetch),
    ];

    /// <summary>
    /// What a server sets up and waits with: what it wants of signals, of its sockets, of several descriptors at once. Shown only
    /// where it was asked for: a lesson about descriptors has enough steps without them.
    /// </summary>
    internal static readonly SystemCall[] SettingUp =
    [
        new("rt_sigaction", "sigaction", SYS_rt_sigaction, SetUp),
        new("rt_sigprocmask", "sigprocmask", SYS_rt_sigprocmask, SetUp),
        new("kill", "kill", SYS_kill, SetUp),
        new("setsockopt", "setsockopt", SYS_setsockopt, SetUp, 0),
        new("poll", "poll", SYS_poll, SetUp),
        new("ppoll", "poll", SYS_ppoll, SetUp),
        // What the kernel makes of a poll that a signal has interrupted without a handler.
        new(Restart, Restart, SYS_restart_syscall, SetUp),
    ];

    internal const string Restart = "restart_syscall";

    private static readonly SystemCall?[] ByNumber = Index();

    /// <summary>The call with this number on this machine; null where the tracer has no interest in it.</summary>
    internal static SystemCall? Find(ulong number) => number < (ulong)ByNumber.Length ? ByNumber[number] : null;

    private static SystemCall?[] Index()
    {
        var known = All.Concat(SettingUp).Where(call => call.Number.Number >= 0).ToList();
        var index = new SystemCall?[known.Max(call => call.Number.Number) + 1];
        foreach (var call in known) index[call.Number.Number] = call;
        return index;
    }
}
