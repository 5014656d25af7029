using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>One line of a recording: a process at the entry or at the return of a system call, and what was owned then.</summary>
internal sealed record TraceLine
{
    /// <summary>The version of the contract: <see cref="SnapshotJson.Schema"/>.</summary>
    [JsonPropertyOrder(-1)]
    public int Schema { get; init; } = SnapshotJson.Schema;

    /// <summary>0 for the first; each line has the next.</summary>
    public required int Index { get; init; }

    /// <summary>"before": the call has been entered; "after": it has returned.</summary>
    public required string Phase { get; init; }

    [JsonIgnore]
    public bool IsBefore => Phase == "before";

    public required int Pid { get; init; }

    /// <summary>The thread, where it is not the process's first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Tid { get; init; }

    /// <summary>What the process is in the server; null for one outside it.</summary>
    public ProcessRole? Role { get; init; }

    /// <summary>One word for all forms of a call: "accept", "fork", "read", "wait", "exit", "signal".</summary>
    public required string Call { get; init; }

    /// <summary>The kernel's name of the call: "accept4", "clone", "recvfrom"; null where no call was made (a signal).</summary>
    public string? SystemCall { get; init; }

    /// <summary>The arguments by name, in their order: text, integers, truth values, null.</summary>
    public required TraceArguments Arguments { get; init; }

    /// <summary>The descriptor that the call acts on.</summary>
    public int? Fd { get; init; }

    /// <summary>What the chapter calls that descriptor: serv_sock, clnt_sock.</summary>
    public string? Descriptor { get; init; }

    /// <summary>What the call returned; null before, after a failure, and where it never returns.</summary>
    public long? Result { get; init; }

    /// <summary>The name of the error that the call failed with.</summary>
    public string? Error { get; init; }

    /// <summary>In an "after": the index of the same call's "before".</summary>
    public int? Before { get; init; }

    /// <summary>The address in the program's own file from which the call came; null where that is not known.</summary>
    public ulong? Caller { get; init; }

    /// <summary>All that is owned; null where the line has <see cref="Changes"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DescriptorSnapshot? Snapshot { get; init; }

    /// <summary>What changed since the line before; null where the line has a <see cref="Snapshot"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TraceChanges? Changes { get; init; }
}
