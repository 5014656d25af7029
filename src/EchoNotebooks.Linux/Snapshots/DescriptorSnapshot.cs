using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>
/// What one reading of the kernel said about some processes: which process holds which descriptor, which
/// open file description each descriptor leads to, and which socket that leads to. Immutable.
/// </summary>
public sealed record DescriptorSnapshot
{
    /// <summary>The version of the JSON.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    internal int Schema { get; init; } = SnapshotJson.Schema;

    /// <summary>When the reading began (UTC).</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>How <see cref="DescriptorFact.OpenFileDescription"/> was found out.</summary>
    [JsonPropertyName("descriptions")]
    public required DescriptionSource DescriptionSource { get; init; }

    /// <summary>The processes that were asked for, a parent before its children, otherwise by start time and then pid.</summary>
    public required ImmutableArray<ProcessFact> Processes { get; init; }

    /// <summary>Every descriptor of <see cref="Processes"/>, in the order of the processes, then by number.</summary>
    public required ImmutableArray<DescriptorFact> Descriptors { get; init; }

    /// <summary>The sockets that <see cref="Descriptors"/> lead to, each once, in the order of their first descriptor.</summary>
    public required ImmutableArray<SocketFact> Sockets { get; init; }

    /// <summary>What could not be read, and why. Empty when everything was read.</summary>
    [JsonRequired]
    public ImmutableArray<ReadProblem> Problems { get; init; } = [];

    /// <summary>Whether a list that was read from JSON has a null in it.</summary>
    [JsonIgnore]
    internal bool HasNull =>
        Processes.Contains(null!) || Descriptors.Contains(null!) || Sockets.Contains(null!) || Problems.Contains(null!);

    /// <summary>
    /// Reads processes from the kernel: their descriptors, which of these share an open file description, and the
    /// sockets that they lead to. May run on several threads at once.
    /// </summary>
    /// <param name="pids">The processes. One that is not there, or ends meanwhile, is a <see cref="ReadProblem"/>, never an exception.</param>
    /// <param name="children">Whether their descendants are read too.</param>
    /// <exception cref="LinuxException">This process itself lacks something: descriptors, memory, /proc.</exception>
    public static DescriptorSnapshot Take(IEnumerable<int> pids, bool children = false)
    {
        ArgumentNullException.ThrowIfNull(pids);
        return new SnapshotReader([.. pids.Distinct()], children).Take();
    }
}

/// <summary>How it was decided that two descriptors share one open file description.</summary>
[JsonConverter(typeof(CamelCaseConverter<DescriptionSource>))]
public enum DescriptionSource
{
    /// <summary>The kernel compared them: kcmp(2) with KCMP_FILE.</summary>
    Kcmp,

    /// <summary>kcmp was refused. Two descriptors with the same socket inode share the open file description; of anything else it is not known.</summary>
    SocketInode,
}

/// <summary>One process as proc_pid_stat(5) tells it.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Ppid">The parent's process id.</param>
/// <param name="State">The kernel's letter: R S D T t Z X (proc_pid_stat(5)). A zombie is Z and has no descriptors.</param>
/// <param name="Command">The program's name as the kernel keeps it (comm, at most 15 bytes).</param>
/// <param name="StartTime">Clock ticks after boot; together with the pid it names one process for ever.</param>
/// <param name="Role">What the process is in the server, when somebody has said so ("parent", "child 1"); null otherwise.</param>
public sealed record ProcessFact(int Pid, int Ppid, char State, string Command, ulong StartTime, string? Role = null);

/// <summary>One file descriptor of one process (proc_pid_fd(5), proc_pid_fdinfo(5)).</summary>
/// <param name="Pid">The process that holds it.</param>
/// <param name="Fd">Its number in that process.</param>
/// <param name="Kind">What it leads to.</param>
/// <param name="Inode">The inode of the socket, pipe, file or anonymous object; null where the kernel names none.</param>
/// <param name="Target">The link's text: "socket:[12345]", "pipe:[77]", "/dev/null", "anon_inode:[eventpoll]".</param>
/// <param name="CloseOnExec">Whether FD_CLOEXEC is set (O_CLOEXEC in fdinfo's flags).</param>
/// <param name="OpenFileDescription">
/// Equal numbers in one snapshot mean one open file description, the object that fork(2) and dup(2) share;
/// numbered from 1 in the order of first appearance; null where it is not known.
/// </param>
/// <param name="Name">What the chapter calls it, when a tracer has said so ("serv_sock", "clnt_sock"); null otherwise.</param>
public sealed record DescriptorFact(
    int Pid,
    int Fd,
    DescriptorKind Kind,
    ulong? Inode,
    string Target,
    [property: JsonPropertyName("cloexec")] bool CloseOnExec,
    [property: JsonPropertyName("ofd")] int? OpenFileDescription,
    string? Name = null);

/// <summary>What a descriptor leads to.</summary>
[JsonConverter(typeof(CamelCaseConverter<DescriptorKind>))]
public enum DescriptorKind
{
    /// <summary>"socket:[inode]".</summary>
    Socket,

    /// <summary>"pipe:[inode]", or a named pipe (fifo(7)).</summary>
    Pipe,

    /// <summary>Anything with a path: regular file, folder, device, memfd, deleted file.</summary>
    File,

    /// <summary>"anon_inode:…": epoll, eventfd, signalfd, timerfd, pidfd, inotify, io_uring and the like.</summary>
    Anon,

    /// <summary>What none of the others describes.</summary>
    Other,
}

/// <summary>One socket, the object of the kernel.</summary>
/// <param name="Inode">Its inode, which every descriptor of it shows.</param>
/// <param name="Protocol">"tcp", "tcp6", "udp", "udp6", "unix", "netlink", …: the name in /proc/PID/net, or the system.sockprotoname attribute; "unknown" where neither tells.</param>
/// <param name="Local">The own end: "127.0.0.1:9190", "[::1]:9190", a unix socket's path; null where there is none.</param>
/// <param name="Remote">The other end in the same form; null where there is none (a listening socket).</param>
/// <param name="State">The kernel's TCP name: LISTEN, ESTABLISHED, CLOSE_WAIT …; null for a protocol without states.</param>
public sealed record SocketFact(ulong Inode, string Protocol, string? Local, string? Remote, string? State);

/// <summary>Something that could not be read.</summary>
/// <param name="Pid">The process it concerns.</param>
/// <param name="What">What became of it.</param>
/// <param name="Path">The path or call that failed: "/proc/42/fd", "kcmp".</param>
/// <param name="Errno">The error number: ENOENT and ESRCH for a process that is gone, EACCES and EPERM where it may not be read, 0 where nothing failed.</param>
public sealed record ReadProblem(int Pid, ReadProblemKind What, string Path, int Errno);

/// <summary>Why something could not be read.</summary>
[JsonConverter(typeof(CamelCaseConverter<ReadProblemKind>))]
public enum ReadProblemKind
{
    /// <summary>The process ended before or while it was read.</summary>
    Gone,

    /// <summary>The kernel does not let this user read it.</summary>
    NotPermitted,

    /// <summary>
    /// The process was read and went on changing its descriptors or children each time that it was looked at again: what is
    /// shown of it is its last reading, and what is shown of the others may be from another moment. There is no errno (0).
    /// </summary>
    Moved,
}
