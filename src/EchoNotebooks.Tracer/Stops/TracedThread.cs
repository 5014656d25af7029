namespace EchoNotebooks.Tracing;

/// <summary>One thread of a traced process; ptrace knows only these.</summary>
internal sealed class TracedThread(int tid, TracedProcess process)
{
    internal int Tid { get; set; } = tid;

    internal TracedProcess Process { get; } = process;

    /// <summary>The table that only this thread uses, or shares with a few; null where it uses its process's.</summary>
    internal DescriptorTable? OwnTable { get; set; }

    /// <summary>The table that its calls change. The process has not ended.</summary>
    internal DescriptorTable Table => OwnTable ?? Process.Table!;

    /// <summary>The call that it has entered and not left.</summary>
    internal CallInProgress? Call { get; set; }

    /// <summary>The call that a signal interrupted: entered again, or failed with EINTR once the handler returns.</summary>
    internal CallInProgress? Interrupted { get; set; }

    /// <summary>What the handler that is just returning had interrupted.</summary>
    internal CallInProgress? Returning { get; set; }

    /// <summary>For each signal handler that runs: what its signal interrupted.</summary>
    internal Stack<CallInProgress?> Handlers { get; } = new();

    /// <summary>It has stopped for the first time.</summary>
    internal bool HasBegun { get; set; }

    /// <summary>It was let go and has not stopped since.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>It may have changed the kernel's state in a call that has not returned.</summary>
    internal bool MayBeAhead =>
        IsRunning && (Process.IsEnding || MayHaveChangedTable || Call is { Definition.MayChangeWhileWaiting: true });

    /// <summary>It may have opened or closed descriptors in a call that it has not returned from.</summary>
    internal bool MayHaveChangedTable => IsRunning && Call is { WasPreempted: true } or { Definition.MayOpenWhileWaiting: true };
}
