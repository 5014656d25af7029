using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The entry and the return of a call: what it is called with, and what it has changed.</summary>
/// <param name="threads">Says where a thread stops next.</param>
/// <param name="effects">Reads what a call has changed.</param>
/// <param name="descriptors">Reads what a pidfd leads to.</param>
/// <param name="visibility">Says which calls are worth a step.</param>
/// <param name="recorder">Writes the steps.</param>
/// <param name="token">Is given back when a call has returned.</param>
internal sealed class CallStops(
    TracedThreads threads, CallEffects effects, DescriptorReader descriptors, Visibility visibility, StepRecorder recorder,
    ExecutionToken token)
{
    /// <summary>A call that a signal has interrupted "returns" one of these inside the kernel only (ERESTARTSYS and its like).</summary>
    private const int ERESTARTSYS = 512;
    private const int ERESTARTNOINTR = 513;
    private const int ERESTARTNOHAND = 514;
    private const int ERESTART_RESTARTBLOCK = 516;

    private readonly uint architecture = SeccompFilter.ThisMachine();

    /// <summary>A recording is to be fast: from the first listen on it has one processor.</summary>
    internal bool SharesProcessor { get; init; }

    internal CallSites CallSites { get; } = new();

    /// <summary>A stop at a call's entry or at its return.</summary>
    internal ResumeAction AtCall(TracedThread thread)
    {
        if (!Ptrace.TryGetSyscallInfo(thread.Tid, out var info)) return threads.ToNextCall();
        return info.op == PTRACE_SYSCALL_INFO_EXIT ? Returned(thread, info) : Entered(thread, info);
    }

    /// <summary>A stop of the filter.</summary>
    internal ResumeAction Entered(TracedThread thread) =>
        Ptrace.TryGetSyscallInfo(thread.Tid, out var info) ? Entered(thread, info) : threads.ToNextCall();

    /// <summary>Writes the "after" of a call, if the call is worth a step.</summary>
    internal void Report(TracedThread thread, CallInProgress call, long result)
    {
        if (!call.IsShown) return;
        if (CallArguments.DataRead(thread.Tid, call, result) is { } data) call.Arguments["data"] = data;
        if (call.Definition.Effect is Effect.Read or Effect.Receive && result == 0)
            call.Arguments["endOfFile"] = CallArguments.IsEndOfFile(thread.Tid, call);
        recorder.Write(isBefore: false, thread, call.StepName, call, result, call.Before, call.Arguments);
    }

    private ResumeAction Entered(TracedThread thread, in __ptrace_syscall_info info)
    {
        if (info.arch != architecture)
            throw new TraceException($"pid {thread.Process.Pid} 프로세스는 이 컴퓨터의 기본 명령어 집합이 아닌 프로그램(예: 32비트)이라 "
                + "추적할 수 없다. 64비트로 컴파일해서 다시 실행한다.");
        if (SystemCalls.Find(info.entry__nr) is not { } definition) return threads.ToNextCall();
        ReadOnlySpan<ulong> arguments = info.entry__args;
        var call = new CallInProgress(definition, arguments);
        if (!threads.HasFilter && !SeccompFilter.Traps(call)) return threads.ToNextCall();

        if (thread.Interrupted is { } interrupted)
        {
            thread.Interrupted = null;
            // Entered again: the same call goes on.
            if (interrupted.Definition == definition || definition.Name == SystemCalls.Restart)
            {
                thread.Call = interrupted;
                return TracedThreads.ToReturn();
            }
        }
        if (definition.Effect == Effect.SignalReturn)
        {
            if (!thread.Handlers.TryPop(out var frame) || frame is null) return threads.ToNextCall();
            thread.Call = call;
            thread.Returning = frame;
            return TracedThreads.ToReturn();
        }

        if (thread.Process.Table is not null) Describe(thread, call, info.stack_pointer);
        if (definition.Effect == Effect.Exit)
        {
            thread.Process.IsEnding = true;
            thread.Process.ExitBefore = call.Before;
            // One stop less of each process; several threads end one by one, and must be told apart.
            if (thread.Process.Threads.Count == 1) Ptrace.SkipExit(thread.Tid);
            return threads.ToNextCall();
        }
        if (!call.IsShown && definition.Effect is Effect.Read or Effect.Write or Effect.SetUp) return threads.ToNextCall();
        if (!call.IsShown && definition.Effect == Effect.Send && call.Sends.Count == 0) return threads.ToNextCall();
        thread.Call = call;
        return TracedThreads.ToReturn();
    }

    /// <summary>What a call acts on, and, if it is worth a step, what it is called with.</summary>
    private void Describe(TracedThread thread, CallInProgress call, ulong stackPointer)
    {
        if (call.Fd is { } fd) call.Entry = thread.Table.Descriptors.GetValueOrDefault(fd);
        if (call.Definition.Effect == Effect.Send)
        {
            call.Sends = ControlMessages.Descriptors(thread.Tid, call, call.Int(2));
            if (call.Sends.Count > 0) call.StepName = "pass";
            // Now: its receiver may return first.
            effects.Sending(thread, call);
        }
        call.IsShown = visibility.IsShown(thread, call);
        // A receive is worth a step if it brings a descriptor that is, which only its return tells.
        if (!call.IsShown && call.Definition.Effect is not (Effect.Receive or Effect.Fetch)) return;
        call.Arguments = CallArguments.Of(thread.Tid, call);
        if (call.Definition.Effect == Effect.Wait && call.Arguments["pid"] is null)
        {
            call.Arguments["pid"] = descriptors.ProcessOf(thread.Tid, call.Int(1));
            call.Arguments["pidfd"] = call.Int(1);
        }
        call.Caller = CallSites.Find(thread.Process.Pid, thread.Process.Program, stackPointer);
        if (call.IsShown) call.Before = recorder.Write(isBefore: true, thread, call.StepName, call, arguments: call.Arguments);
    }

    private ResumeAction Returned(TracedThread thread, in __ptrace_syscall_info info)
    {
        if (thread.Call is not { } call) return threads.ToNextCall();
        thread.Call = null;
        var result = info.exit__rval;
        if (call.Definition.Effect == Effect.SignalReturn)
        {
            HandlerReturned(thread, result);
            return threads.ToNextCall();
        }
        if (-result is ERESTARTSYS or ERESTARTNOINTR or ERESTARTNOHAND or ERESTART_RESTARTBLOCK)
        {
            thread.Interrupted = call;
            token.Release(thread);
            return threads.ToNextCall();
        }
        if (!call.IsReported)
        {
            effects.Returned(thread, call, result);
            // Not sooner: a runtime asks at its start how many processors it has.
            if (SharesProcessor && call.Definition.Effect == Effect.Listen && result >= 0) CpuAffinity.Share(threads.All);
            Report(thread, call, result);
        }
        token.Release(thread);
        return threads.ToNextCall();
    }

    /// <summary>
    /// The kernel has put back what the signal found: the interrupted call's EINTR, or the call itself, to be made again.
    /// </summary>
    private void HandlerReturned(TracedThread thread, long result)
    {
        var interrupted = thread.Returning!;
        thread.Returning = null;
        if (result == -EINTR) Report(thread, interrupted, result);
        else thread.Interrupted = interrupted;
    }
}
