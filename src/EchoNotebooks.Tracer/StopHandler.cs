using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>How a stopped thread is let go.</summary>
/// <param name="How">PTRACE_CONT, PTRACE_SYSCALL or PTRACE_LISTEN.</param>
/// <param name="Signal">The signal that it gets; 0 for none.</param>
internal readonly record struct GoOn(int How, int Signal = 0);

/// <summary>
/// What a stop means: follows calls, forks, signals and ends, and has each written as a step. Without a seccomp filter
/// that chooses them (hasFilter), every call stops. sharesProcessor: a recording is to be fast.
/// </summary>
internal sealed class StopHandler(
    Ownership ownership, CallEffects effects, KernelFacts kernel, Roles roles, Visibility visibility, Recorder recorder, JsonLines lines, Turn turn, bool hasFilter, bool sharesProcessor)
{
    /// <summary>A call that a signal has interrupted "returns" one of these inside the kernel only (ERESTARTSYS and its like).</summary>
    private const int ERESTARTSYS = 512;
    private const int ERESTARTNOINTR = 513;
    private const int ERESTARTNOHAND = 514;
    private const int ERESTART_RESTARTBLOCK = 516;

    private readonly Dictionary<int, TracedThread> threads = [];
    private readonly uint architecture = SeccompFilter.ThisMachine();
    private readonly CallSites callSites = new();
    private TracedProcess? program;

    /// <summary>Whether anything is left that can stop or end.</summary>
    internal bool HasThreads => threads.Count > 0;

    internal IEnumerable<TracedThread> Threads => threads.Values;

    /// <summary>null where the parent's fork event is still to come.</summary>
    internal TracedThread? Find(int tid) => threads.GetValueOrDefault(tid);

    /// <summary>The program has replaced the launcher (PTRACE_EVENT_EXEC): the first step.</summary>
    internal (TracedThread, GoOn) Begin(int pid)
    {
        program = new TracedProcess(pid, null);
        var stat = kernel.Stat(pid);
        program.StartTime = stat?.StartTime ?? 0;
        program.Command = stat?.Command ?? "";
        ownership.Add(program, effects.ReadTable(pid));
        roles.Started(program);
        var thread = AddThread(pid, program);
        thread.HasBegun = true;
        program.Program = CallSites.Executed(pid);
        recorder.Write(isBefore: false, thread, "exec", result: 0, arguments: new() { ["program"] = program.Program?.Path });
        return (thread, hasFilter ? new(PTRACE_CONT) : new(PTRACE_SYSCALL));
    }

    /// <summary>Handles what waitpid has told of a thread.</summary>
    /// <returns>How it goes on; null where it has ended.</returns>
    internal GoOn? Handle(int tid, int status)
    {
        if ((status & 0x7f) != 0x7f)
        {
            Ended(tid, status);
            return null;
        }
        var thread = threads[tid];
        thread.IsRunning = false;
        var (signal, happened) = ((status >> 8) & 0xff, status >> 16);
        switch (happened)
        {
            case PTRACE_EVENT_SECCOMP:
                return Entered(thread);
            case PTRACE_EVENT_FORK or PTRACE_EVENT_VFORK or PTRACE_EVENT_CLONE:
                return Forked(thread, happened);
            case PTRACE_EVENT_EXEC:
                return Executed(tid);
            case PTRACE_EVENT_EXIT:
                return Ending(thread);
            case PTRACE_EVENT_STOP:
                return Stopped(thread, signal);
            default:
                return signal == (SIGTRAP | 0x80) ? AtCall(thread) : Signalled(thread, signal);
        }
    }

    /// <summary>All processes are to be killed: nothing that they still do is a step.</summary>
    internal void Forget() => threads.Clear();

    private TracedThread AddThread(int tid, TracedProcess process)
    {
        var thread = new TracedThread(tid, process);
        threads[tid] = thread;
        process.Threads.Add(thread);
        return thread;
    }

    private GoOn AtCall(TracedThread thread)
    {
        if (!Ptrace.TryGetSyscallInfo(thread.Tid, out var info)) return Freely();
        return info.op == PTRACE_SYSCALL_INFO_EXIT ? Left(thread, info) : Entered(thread, info);
    }

    private GoOn Entered(TracedThread thread) =>
        Ptrace.TryGetSyscallInfo(thread.Tid, out var info) ? Entered(thread, info) : Freely();

    private GoOn Entered(TracedThread thread, in __ptrace_syscall_info info)
    {
        if (info.arch != architecture) throw new TraceException($"pid {thread.Process.Pid} 프로세스는 이 컴퓨터의 기본 명령어 집합이 아닌 프로그램(예: 32비트)이라 추적할 수 없다. 64비트로 컴파일해서 다시 실행한다.");
        if (SystemCalls.Find(info.entry__nr) is not { } definition) return Freely();
        ReadOnlySpan<ulong> arguments = info.entry__args;
        var call = new CallInProgress(definition, arguments);
        if (!hasFilter && !SeccompFilter.Traps(call)) return Freely();

        if (thread.Interrupted is { } interrupted)
        {
            thread.Interrupted = null;
            // Entered again: the same call goes on.
            if (interrupted.Definition == definition)
            {
                thread.Call = interrupted;
                return ToExit();
            }
        }
        var process = thread.Process;
        if (definition.Effect == Effect.SignalReturn)
        {
            if (!thread.Handlers.TryPop(out var frame) || frame is null) return Freely();
            thread.Call = call;
            thread.Returning = frame;
            return ToExit();
        }

        if (call.Fd is { } fd && process.Table?.Descriptors.TryGetValue(fd, out var descriptor) == true) call.ActedOn = descriptor.Description;
        call.IsShown = process.Table is not null && visibility.IsShown(process, call);
        if (call.IsShown)
        {
            call.Arguments = CallText.Arguments(process.Pid, call);
            call.Caller = callSites.Find(process.Pid, process.Program, info.stack_pointer);
            call.Before = recorder.Write(isBefore: true, thread, definition.Call, call, arguments: call.Arguments);
        }
        if (definition.Effect == Effect.Exit)
        {
            process.IsEnding = true;
            process.ExitBefore = call.Before;
            // One stop less of each process; several threads end one by one, and must be told apart.
            if (process.Threads.Count == 1) Ptrace.SkipExit(thread.Tid);
            return Freely();
        }
        if (!call.IsShown && definition.Effect is Effect.Read or Effect.Write) return Freely();
        thread.Call = call;
        return ToExit();
    }

    private GoOn Left(TracedThread thread, in __ptrace_syscall_info info)
    {
        if (thread.Call is not { } call) return Freely();
        thread.Call = null;
        var result = info.exit__rval;
        if (call.Definition.Effect == Effect.SignalReturn)
        {
            HandlerReturned(thread, result);
            return Freely();
        }
        if (-result is ERESTARTSYS or ERESTARTNOINTR or ERESTARTNOHAND or ERESTART_RESTARTBLOCK)
        {
            thread.Interrupted = call;
            turn.End(thread);
            return Freely();
        }
        if (!call.IsReported)
        {
            effects.Apply(thread, call, result);
            // Not sooner: a runtime asks at its start how many processors it has.
            if (sharesProcessor && call.Definition.Effect == Effect.Listen && result >= 0) OneProcessor.Share(threads.Values);
            // Others have opened and closed descriptors meanwhile: what it did cannot be told from what they did.
            if (call.HasLostTurn) effects.Reread(thread.Process);
            Report(thread, call, result);
        }
        turn.End(thread);
        return Freely();
    }

    /// <summary>The kernel has put back what the signal found: the interrupted call's EINTR, or the call itself, to be made again.</summary>
    private void HandlerReturned(TracedThread thread, long result)
    {
        var interrupted = thread.Returning!;
        thread.Returning = null;
        if (result == -EINTR) Report(thread, interrupted, result);
        else thread.Interrupted = interrupted;
    }

    private void Report(TracedThread thread, CallInProgress call, long result)
    {
        if (!call.IsShown) return;
        if (CallText.DataRead(thread.Process.Pid, call, result) is { } data) call.Arguments["data"] = data;
        if (call.Definition.Effect == Effect.Accept && result >= 0 && thread.Process.Table!.Descriptors.TryGetValue((int)result, out var accepted))
            call.Arguments["address"] = accepted.Description.Socket?.Remote?.ToString();
        recorder.Write(isBefore: false, thread, call.Definition.Call, call, result, call.Before, call.Arguments);
    }

    private GoOn Forked(TracedThread thread, int happened)
    {
        var tid = Ptrace.EventMessage(thread.Tid);
        if (tid == 0 || thread.Call is not { } call) return ToExit();
        var flags = CallEffects.ForkFlags(thread.Process.Pid, call);
        if ((flags & CLONE_THREAD) != 0)
        {
            AddThread(tid, thread.Process);
            return ToExit();
        }

        var child = new TracedProcess(tid, thread.Process);
        if (kernel.Stat(tid) is { } stat) (child.StartTime, child.Ppid) = (stat.StartTime, stat.Ppid);
        var table = thread.Process.Table!;
        ownership.Add(child, (flags & CLONE_FILES) != 0 ? table : Ownership.Copy(table));
        // What another thread is still closing, the child has never had. It has not run yet.
        if (thread.Process.HasLateCall) effects.Reread(child);
        roles.Forked(child);
        AddThread(tid, child);
        if (happened == PTRACE_EVENT_VFORK)
        {
            // vfork returns only when the child has executed a program or ended: the copy is made now.
            Report(thread, call, tid);
            call.IsReported = true;
            turn.End(thread);
        }
        return ToExit();
    }

    private GoOn Executed(int pid)
    {
        // A thread that executes a program takes over the process's id; the others die.
        var former = Ptrace.EventMessage(pid);
        var thread = threads.GetValueOrDefault(former == 0 ? pid : former) ?? threads[pid];
        if (thread.Tid != pid)
        {
            if (threads.Remove(pid, out var leader)) leader.Process.Threads.Remove(leader);
            threads.Remove(thread.Tid);
            thread.Tid = pid;
            threads[pid] = thread;
            thread.IsRunning = false;
        }
        var (process, call) = (thread.Process, thread.Call);
        effects.Executed(process);
        if (call is { HasLostTurn: true }) effects.Reread(process);
        process.Command = kernel.Stat(pid)?.Command ?? process.Command;
        process.Program = CallSites.Executed(pid);
        ownership.Touch(process);
        (thread.Call, thread.Interrupted) = (null, null);
        thread.Handlers.Clear();
        call?.Arguments["program"] = process.Program?.Path;
        if (call is { IsShown: true }) recorder.Write(isBefore: false, thread, "exec", call, 0, call.Before, call.Arguments);
        turn.End(thread);
        return Freely();
    }

    /// <summary>PTRACE_EVENT_EXIT: descriptors are still open. Of one thread among others it says nothing of the process, unless a signal kills all.</summary>
    private GoOn Ending(TracedThread thread)
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

    private void Ended(int tid, int status)
    {
        if (!threads.Remove(tid, out var thread))
        {
            // A zombie whose parent has ended comes to this process, which has just reaped it.
            if (ownership.Find(tid) is { IsDead: true } orphan) ownership.Remove(orphan);
            return;
        }
        var process = thread.Process;
        process.Threads.Remove(thread);
        if (!process.IsEnding) turn.End(thread);
        if (tid != process.Pid) return;

        foreach (var other in process.Threads) threads.Remove(other.Tid);
        process.Threads.Clear();
        ownership.Release(process);
        process.State = 'Z';
        ownership.Touch(process);
        // The parent may wait for it in the kernel at this moment; what wait returns is the parent's own step.
        if (ownership.Find(process.Ppid)?.MayHaveReaped != true && !effects.IsThere(process)) ownership.Remove(process);
        foreach (var child in ownership.Processes)
        {
            if (child.Ppid != process.Pid || kernel.Stat(child.Pid) is not { } stat) continue;
            child.Ppid = stat.Ppid;
            ownership.Touch(child);
        }
        recorder.Write(isBefore: false, thread, "exit", before: process.ExitBefore, arguments: HowItEnds(status));
        turn.End(process);
        if (process == program) lines.Write(new ProgramEvent.Exited(process.Pid, WaitStatus.ExitCode(status), WaitStatus.SignalName(status)));
    }

    private static TraceArguments HowItEnds(int status) =>
        WaitStatus.SignalName(status) is { } signal ? new() { ["signal"] = signal } : new() { ["code"] = WaitStatus.ExitCode(status) };

    /// <summary>A new thread's first stop, or its group's stop by a signal.</summary>
    private GoOn Stopped(TracedThread thread, int signal)
    {
        var process = thread.Process;
        if (!thread.HasBegun)
        {
            thread.HasBegun = true;
            // In the child fork returns 0.
            if (thread.Tid == process.Pid) recorder.Write(isBefore: false, thread, "fork", result: 0);
            return Freely();
        }
        var isStopped = signal is SIGSTOP or SIGTSTP or SIGTTIN or SIGTTOU;
        var state = isStopped ? 'T' : 't';
        if (process.State != state)
        {
            process.State = state;
            ownership.Touch(process);
        }
        return isStopped ? new(PTRACE_LISTEN) : Freely(thread);
    }

    private GoOn Signalled(TracedThread thread, int signal)
    {
        var process = thread.Process;
        var (isHandled, isIgnored) = kernel.Disposition(process.Pid, signal);
        isIgnored |= !isHandled && signal is SIGCHLD or SIGCONT or SIGURG or SIGWINCH;
        if (visibility.IsShown(signal, isIgnored))
        {
            TraceArguments arguments = new()
            {
                ["signal"] = SignalNames.Of(signal),
                ["disposition"] = isHandled ? "handler" : isIgnored ? "ignored" : "default",
            };
            // SI_USER and the kernel's news of a child say who; a fault has an address there.
            if (Ptrace.TryGetSignal(thread.Tid, out var info) && (signal == SIGCHLD || info.si_code <= 0)) arguments["from"] = info.si_pid;
            recorder.Write(isBefore: true, thread, "signal", arguments: arguments);
        }
        if (isHandled)
        {
            thread.Handlers.Push(thread.Interrupted);
            thread.Interrupted = null;
        }
        return Freely(thread) with { Signal = signal };
    }

    private static GoOn ToExit() => new(PTRACE_SYSCALL);

    /// <summary>To the next call that matters.</summary>
    private GoOn Freely() => new(hasFilter ? PTRACE_CONT : PTRACE_SYSCALL);

    /// <summary>As <see cref="Freely()"/>, of a thread that may be inside a call.</summary>
    private GoOn Freely(TracedThread thread) => thread.Call is null ? Freely() : ToExit();
}
