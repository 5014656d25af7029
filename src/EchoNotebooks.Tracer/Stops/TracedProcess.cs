using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>One process of the program that is traced, from its fork until it is reaped.</summary>
/// <param name="pid">Its process id.</param>
/// <param name="parent">The process that forked it; null for the program itself.</param>
internal sealed class TracedProcess(int pid, TracedProcess? parent)
{
    private int forks;

    internal int Pid { get; } = pid;

    internal TracedProcess? Parent { get; } = parent;

    /// <summary>Which fork of its parent made it, counted from 1.</summary>
    internal int ForkNumber { get; private set; } = parent is null ? 0 : ++parent.forks;

    /// <summary>Forgets the children that are gone: those that are there are the first, second … from now on.</summary>
    internal void NumberAnew(IEnumerable<TracedProcess> children)
    {
        forks = 0;
        foreach (var child in children.OrderBy(child => child.ForkNumber).ToList()) child.ForkNumber = ++forks;
    }

    /// <summary>As /proc/PID/stat has it now: another one after the parent ended.</summary>
    internal int Ppid { get; set; } = parent?.Pid ?? Environment.ProcessId;

    internal ulong StartTime { get; set; }

    internal string Command { get; set; } = parent?.Command ?? "";

    /// <summary>
    /// The kernel's letter: 't' at its own steps; 'T' while a signal has stopped it; 'Z' from its end until it is reaped.
    /// </summary>
    internal char State { get; set; } = 't';

    /// <summary>What /proc/PID/fd shows. Shared with others after clone(CLONE_FILES); null after the process's end.</summary>
    internal DescriptorTable? Table { get; set; }

    /// <summary>What it has executed last; forked children run the same.</summary>
    internal CallSites.Program? Program { get; set; } = parent?.Program;

    /// <summary>Its threads that have not ended.</summary>
    internal HashSet<TracedThread> Threads { get; } = [];

    /// <summary>"parent", "child 1", "child 1.2"; null for a process outside the server (the shell that started it).</summary>
    internal string? Role { get; set; }

    /// <summary>exit was called, or a signal kills it.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>The index of its exit's "before".</summary>
    internal int? ExitBefore { get; set; }

    internal bool IsDead => Table is null;

    /// <summary>The threads that may have done something in the kernel, to it or to its table, that they have not returned with.</summary>
    internal IEnumerable<TracedThread> ThreadsAhead => (Table?.Threads ?? Threads).Where(thread => thread.MayBeAhead);

    /// <summary>It may have reaped a child that its wait has not returned with.</summary>
    internal bool MayHaveReaped => Threads.Any(thread => thread.IsRunning && thread.Call?.Definition.Effect == Effect.Wait);

    internal ProcessFact Fact => new(Pid, Ppid, State, Command, StartTime, Role);
}

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

    /// <summary>It may have done something in the kernel that it has not returned with.</summary>
    internal bool MayBeAhead =>
        IsRunning && (Process.IsEnding || MayHaveChangedTable || Call is { Definition.MayChangeWhileWaiting: true });

    /// <summary>It may have opened or closed descriptors in a call that it has not returned from.</summary>
    internal bool MayHaveChangedTable => IsRunning && Call is { WasPreempted: true } or { Definition.MayOpenWhileWaiting: true };
}

/// <summary>A call between its entry and its exit.</summary>
/// <param name="definition">Which call.</param>
/// <param name="arguments">Its six arguments.</param>
internal sealed class CallInProgress(SystemCall definition, ReadOnlySpan<ulong> arguments)
{
    private readonly ulong[] arguments = arguments.ToArray();

    internal SystemCall Definition { get; } = definition;

    internal ulong this[int index] => arguments[index];

    /// <summary>An argument that C calls an int: its upper half is whatever was in the register.</summary>
    internal int Int(int index) => (int)arguments[index];

    /// <summary>The descriptor that it acts on; null where there is none.</summary>
    internal int? Fd => Definition.Descriptor < 0 ? null : Int(Definition.Descriptor);

    /// <summary>Whether it is worth a step.</summary>
    internal bool IsShown { get; set; }

    /// <summary>The index of its "before"; null where that was not written.</summary>
    internal int? Before { get; set; }

    /// <summary>Where in the program's file it comes from; null where that is not known.</summary>
    internal long? Caller { get; set; }

    /// <summary>Its arguments, for people.</summary>
    internal TraceArguments Arguments { get; set; } = [];

    /// <summary>What it acted on when it was entered: a close leaves no trace in the table.</summary>
    internal OpenFileDescription? ActedOn => Entry?.Description;

    /// <summary>What the step is called; a message with descriptors is more than its data.</summary>
    internal string StepName { get; set; } = definition.Call;

    /// <summary>The entry of the table that it acts on, as it was when the call was entered.</summary>
    internal Descriptor? Entry { get; set; }

    /// <summary>It slept for so long that the others went on meanwhile.</summary>
    internal bool WasPreempted { get; set; }

    /// <summary>A fork: the new process has been seen. One that escapes the tracer is not.</summary>
    internal bool HasForkEvent { get; set; }

    /// <summary>The descriptors that it sends in a message.</summary>
    internal IReadOnlyList<int> Sends { get; set; } = [];

    /// <summary>Its "after" is written already: vfork's, when the child begins.</summary>
    internal bool IsReported { get; set; }
}
