using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

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
/// <param name="Name">What the chapter calls it, where a tracer has followed it ("serv_sock", "clnt_sock"); null otherwise.</param>
public sealed record DescriptorFact(
    int Pid,
    int Fd,
    DescriptorKind Kind,
    ulong? Inode,
    string Target,
    [property: JsonPropertyName("cloexec")] bool CloseOnExec,
    [property: JsonPropertyName("ofd")] int? OpenFileDescription,
    string? Name = null);
