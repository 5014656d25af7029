namespace EchoNotebooks;

/// <summary>
/// What a snapshot reads and shows beyond ownership, for example <c>server.Snapshot(with: Details.Signals | Details.Queues)</c>.
/// It is read from the kernel right after the snapshot. Where something could not be read, the picture and its table say so.
/// </summary>
[Flags]
public enum Details
{
    /// <summary>Nothing more (기본).</summary>
    None = 0,

    /// <summary>
    /// Of a descriptor whether it is close-on-exec; of an open file description (열린 파일 항목) its access mode and status flags by
    /// name (O_NONBLOCK), and of a regular file its offset in bytes (proc_pid_fdinfo(5)). A picture of two columns has no open file
    /// descriptions and shows close-on-exec alone.
    /// </summary>
    Flags = 1,

    /// <summary>
    /// Of a process what it does with SIGCHLD (기본, 무시, 처리기), and the names of its blocked and its pending signals
    /// (proc_pid_status(5)). Where threads differ, the blocked signals are those of the first thread.
    /// </summary>
    Signals = 2,

    /// <summary>
    /// Of a TCP connection the bytes in its receive and its send queue; of a listening socket how many connections wait for
    /// accept(2), and how many may: backlog + 1 (sock_diag(7)).
    /// </summary>
    Queues = 4,

    /// <summary>All of these.</summary>
    All = Flags | Signals | Queues,
}
