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

    /// <summary>What it is in the server; null for a process outside it (the shell that started it).</summary>
    internal ProcessRole? Role { get; set; }

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
