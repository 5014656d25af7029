namespace EchoNotebooks.Tracing;

/// <summary>One line of the recording: a process at the entry or the exit of a call.</summary>
internal sealed record Step
{
    /// <summary>0 for the first; each line has the next.</summary>
    internal required int Index { get; init; }

    internal required bool IsBefore { get; init; }

    internal required int Pid { get; init; }

    /// <summary>The thread, where it is not the process's first.</summary>
    internal int? Tid { get; init; }

    internal string? Role { get; init; }

    /// <summary>One word for all forms of a call: "accept", "fork", "read", "wait", "exit", "signal".</summary>
    internal required string Call { get; init; }

    /// <summary>The kernel's name of the call: "accept4", "clone", "recvfrom"; null where no call was made (a signal).</summary>
    internal string? SystemCall { get; init; }

    /// <summary>What it was called with, by name: numbers, text, truth values.</summary>
    internal IReadOnlyList<KeyValuePair<string, object?>> Arguments { get; init; } = [];

    /// <summary>The descriptor that it acts on.</summary>
    internal int? Fd { get; init; }

    /// <summary>Where in the program's file the call comes from; null where that is not known.</summary>
    internal long? Caller { get; init; }

    /// <summary>What the chapter calls that descriptor: serv_sock, clnt_sock.</summary>
    internal string? Descriptor { get; init; }

    /// <summary>What it returned; null before, and where it never returns.</summary>
    internal long? Result { get; init; }

    /// <summary>The name of the error that it failed with.</summary>
    internal string? Error { get; init; }

    /// <summary>The index of this call's "before".</summary>
    internal int? Before { get; init; }
}
