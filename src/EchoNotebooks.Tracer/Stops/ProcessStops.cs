using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The birth, the programs, the stop and the end of processes and threads.</summary>
/// <param name="threads">The threads that can stop or end.</param>
/// <param name="ownership">The processes and what they hold.</param>
/// <param name="tables">Reads the descriptors of a new process or program.</param>
/// <param name="facts">What the kernel says of a process.</param>
/// <param name="roles">Is told who forks whom.</param>
/// <param name="calls">Reports the forks and execs that end with an event.</param>
/// <param name="recorder">Writes the steps.</param>
/// <param name="lines">Takes the program's own end.</param>
/// <param name="token">Is given back when a process has ended.</param>
internal sealed class ProcessStops(
    TracedThreads threads, Ownership ownership, TableReader tables, ProcessFacts facts, Roles roles, CallStops calls, StepRecorder recorder,
    JsonLines lines, ExecutionToken token)
{
    private TracedProcess? program;

    /// <summary>The program has replaced the launcher (PTRACE_EVENT_EXEC): the first step.</summary>
    internal (TracedThread, ResumeAction) Begin(int pid)
    {
        program = new TracedProcess(pid, null);
        var stat = facts.Stat(pid);
        program.StartTime = stat?.StartTime ?? 0;
        program.Command = stat?.Command ?? "";
        ownership.Add(program, tables.ReadFirst(pid));
        roles.Started(program);
        var thread = threads.Add(pid, program);
        thread.HasBegun = true;
        program.Program = CallSites.Executed(pid);
        recorder.Write(isBefore: false, thread, "exec", result: 0, arguments: new() { ["program"] = program.Program?.Path });
        return (thread, threads.ToNextCall());
    }

    /// <summary>A fork has made a process, or a clone a thread, which has not run yet.</summary>
    internal ResumeAction Forked(TracedThread thread, bool isVfork)
    {
        var tid = Ptrace.EventMessage(thread.Tid);
        if (tid == 0 || thread.Call is not { } call) return TracedThreads.ToReturn();
        call.HasForkEvent = true;
        var flags = CloneFlags.Of(thread.Tid, call);
        var sharesTable = (flags & CLONE_FILES) != 0;
        if ((flags & CLONE_THREAD) != 0)
        {
            tables.ReadNewThread(thread, threads.Add(tid, thread.Process), sharesTable);
            return TracedThreads.ToReturn();
        }

        var child = new TracedProcess(tid, thread.Process);
        if (facts.Stat(tid) is { } stat) (child.StartTime, child.Ppid) = (stat.StartTime, stat.Ppid);
        ownership.Add(child, sharesTable ? thread.Table : ownership.Copy(thread.Table));
        if (!sharesTable) tables.ReadForked(child);
        roles.Forked(child);
        threads.Add(tid, child);
        if (isVfork)
        {
            // vfork returns only when the child has executed a program or ended: the copy is made now.
            tables.ReadReturned(thread, call, tid);
            calls.Report(thread, call, tid);
            call.IsReported = true;
            token.Release(thread);
        }
        return TracedThreads.ToReturn();
    }

    /// <summary>A process runs another program.</summary>
    internal ResumeAction Executed(int pid)
    {
        // A thread that executes a program takes over the process's id; the others die.
        var former = Ptrace.EventMessage(pid);
        var thread = threads.Find(former == 0 ? pid : former) ?? threads.Find(pid)!;
        if (thread.Tid != pid) threads.BecomeFirst(thread);
        var (process, call) = (thread.Process, thread.Call);
        tables.ReadExecuted(thread);
        process.Command = facts.Stat(pid)?.Command ?? process.Command;
        process.Program = CallSites.Executed(pid);
        ownership.Touch(process);
        (thread.Call, thread.Interrupted) = (null, null);
        thread.Handlers.Clear();
        call?.Arguments["program"] = process.Program?.Path;
        if (call is { IsShown: true }) recorder.Write(isBefore: false, thread, "exec", call, 0, call.Before, call.Arguments);
        token.Release(thread);
        return threads.ToNextCall();
    }

    /// <summary>
    /// PTRACE_EVENT_EXIT: descriptors are still open. Of one thread among others it says nothing of the process, unless a
    /// signal kills all.
    /// </summary>
    internal ResumeAction Ending(TracedThread thread)
    {
        var process = thread.Process;
        var status = Ptrace.EventMessage(thread.Tid);
        thread.Call = null;
        if (!process.IsEnding && (process.Threads.Count == 1 || (status & 0x7f) != 0))
        {
            process.IsEnding = true;
            process.ExitBefore = recorder.Write(isBefore: true, thread, "exit", arguments: HowItEnds(status));
        }
        return new(PTRACE_CONT);
    }

    /// <summary>A thread is gone; with the first thread of a process, the process.</summary>
    internal void Ended(int tid, int status)
    {
        if (!threads.Remove(tid, out var thread))
        {
            // A zombie whose parent has ended comes to this process, which has just reaped it.
            if (ownership.Find(tid) is { IsDead: true } orphan) ownership.Remove(orphan);
            return;
        }
        var process = thread.Process;
        process.Threads.Remove(thread);
        ownership.ReleaseOwn(thread);
        if (!process.IsEnding) token.Release(thread);
        if (tid != process.Pid) return;

        foreach (var other in process.Threads)
        {
            threads.Remove(other.Tid, out _);
            ownership.ReleaseOwn(other);
        }
        process.Threads.Clear();
        ownership.Release(process);
        process.State = 'Z';
        ownership.Touch(process);
        // The parent may wait for it in the kernel at this moment; what wait returns is the parent's own step.
        if (ownership.Find(process.Ppid)?.MayHaveReaped != true && !facts.Exists(process)) ownership.Remove(process);
        foreach (var child in ownership.Processes)
        {
            if (child.Ppid != process.Pid || facts.Stat(child.Pid) is not { } stat) continue;
            child.Ppid = stat.Ppid;
            ownership.Touch(child);
        }
        recorder.Write(isBefore: false, thread, "exit", before: process.ExitBefore, arguments: HowItEnds(status));
        token.Release(process);
        if (process == program)
            lines.Write(new ProgramEvent.Exited(process.Pid, WaitStatus.ExitCode(status), WaitStatus.SignalName(status)));
    }

    /// <summary>A new thread's first stop, or its group's stop by a signal.</summary>
    internal ResumeAction Stopped(TracedThread thread, int signal)
    {
        var process = thread.Process;
        if (!thread.HasBegun)
        {
            thread.HasBegun = true;
            // In the child fork returns 0.
            if (thread.Tid == process.Pid) recorder.Write(isBefore: false, thread, "fork", result: 0);
            return threads.ToNextCall();
        }
        var isStopped = signal is SIGSTOP or SIGTSTP or SIGTTIN or SIGTTOU;
        var state = isStopped ? 'T' : 't';
        if (process.State != state)
        {
            process.State = state;
            ownership.Touch(process);
        }
        return isStopped ? new(PTRACE_LISTEN) : threads.Onward(thread);
    }

    private static TraceArguments HowItEnds(int status) =>
        WaitStatus.SignalName(status) is { } signal ? new() { ["signal"] = signal } : new() { ["code"] = WaitStatus.ExitCode(status) };
}
