using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>What keeps a socket alive that no process of a snapshot has a descriptor of.</summary>
[JsonConverter(typeof(CamelCaseConverter<SocketHold>))]
public enum SocketHold
{
    /// <summary>The kernel has it; by what, is not known: a process outside the snapshot, for example.</summary>
    Unknown,

    /// <summary>A message that carries a descriptor of it and was not received (SCM_RIGHTS, unix(7)).</summary>
    Message,

    /// <summary>A process that escapes the tracer (CLONE_UNTRACED, clone(2)).</summary>
    Untraced,

    /// <summary>A thread that has a descriptor table of its own (unshare(2) with CLONE_FILES): /proc/PID/fd does not show it.</summary>
    Thread,

    /// <summary>A system call of another thread that is not over.</summary>
    Call,
}
