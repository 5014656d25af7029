using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Decides which thread goes on when. Stops are handled one at a time; those of threads that may not go on yet wait in the
/// order in which they came. In step mode everything that stops stays stopped until it is told to go on.
/// </summary>
internal sealed class TraceLoop(
    TracedThreads threads, StopHandler handler, ProcessStops processes, ProcessFacts facts, Ownership ownership, UntracedProcesses untraced,
    StepRecorder recorder, StepWriter writer, JsonLines lines, CommandQueue commands, ExecutionToken token) : IDisposable
{
    private readonly LinkedList<(int Tid, int Status)> waiting = new();

    /// <summary>Handled, and held because a step was reached or another thread has the token.</summary>
    private readonly LinkedList<(TracedThread Thread, ResumeAction ResumeAction)> held = new();

    private bool isPaused;
    private bool isEnding;

    /// <summary>null: record without stopping.</summary>
    private Command.Until? until;
    private int untils;
    private Timer? clock;

    /// <summary>Traces until nothing is left.</summary>
    /// <param name="program">The program's pid, at its first exec.</param>
    /// <param name="step">Whether to stop there.</param>
    internal void Run(int program, bool step)
    {
        until = step ? new(null, null, null) : null;
        var (first, resume) = processes.Begin(program);
        Reached(first, resume);
        while (threads.Count > 0 && !isEnding)
        {
            if (!TakeCommands()) continue;
            if (TryLetGoHeld()) continue;
            if (!TryTakeWaiting(out var tid, out var status))
            {
                if (waitpid(-1, out status, __WALL | WNOHANG) is var next && next == 0)
                {
                    // A reader sees everything up to now while this thread sleeps.
                    lines.FlushSoon();
                    next = commands.Wait(out status);
                    if (next == 0) continue;
                }
                if (next == -1) break;
                tid = next;
                if (!MayBeHandled(tid))
                {
                    waiting.AddLast((tid, status));
                    continue;
                }
            }
            var before = recorder.Last;
            var thread = threads.Find(tid);
            if (handler.Handle(tid, status) is { } then) Reached(threads.Find(tid) ?? thread!, then, before);
            else if (recorder.Last != before) PauseIfReached();
        }
        KillAll();
    }

    public void Dispose() => clock?.Dispose();

    /// <summary>Handles all commands that have come; waits for one while paused.</summary>
    /// <returns>false where it is still paused.</returns>
    private bool TakeCommands()
    {
        if (isPaused)
        {
            lines.Flush();
            Execute(commands.Take());
        }
        while (commands.TryTake(out var command)) Execute(command);
        // No reader is left.
        isEnding |= lines.IsGivenUp;
        return !isPaused && !isEnding;
    }

    private void Execute(Command command)
    {
        switch (command)
        {
            case Command.Until wanted:
                until = wanted;
                untils++;
                isPaused = false;
                if (wanted.Timeout is { } timeout)
                {
                    var order = untils;
                    clock = new Timer(_ => commands.Send(new Command.TimeOver(order)), null, timeout, Timeout.InfiniteTimeSpan);
                }
                // A thread that is to stay where it is cannot keep the token.
                if (token.Owner is { } owner && !IsAllowed(owner)) token.Preempt();
                break;
            case Command.Run:
                (until, isPaused) = (null, false);
                untils++;
                break;
            case Command.Pause when !isPaused:
                until = new(null, null, null);
                break;
            case Command.TimeOver over when over.Order == untils && !isPaused:
                Pause("timeout");
                break;
            case Command.Status:
                lines.Write(new ProgramEvent.Status(Statuses()));
                break;
            case Command.Snapshot:
                recorder.Refresh();
                lines.Write(new ProgramEvent.Owned(writer.Snapshot()));
                break;
            case Command.Signal signal:
                var pid = signal.Pid ?? ownership.Processes.Select(p => p.Pid).FirstOrDefault();
                if (ownership.Find(pid) is { IsDead: false }) _ = kill(pid, signal.Which);
                else lines.Write(new ProgramEvent.Refused($"추적하고 있는 프로세스가 아니다: {pid}"));
                break;
            case Command.CheckOwner when token.Owner is { } late && token.PreemptAsleep(facts.Sleep(late.Tid)):
                lines.Write(new ProgramEvent.Preempted(late.Process.Pid, late.Call?.Definition.Call ?? "exit"));
                break;
            case Command.Stop:
                isEnding = true;
                break;
        }
        lines.Flush();
    }

    /// <summary>A stop was handled; the thread goes on, unless the step is the one that was waited for.</summary>
    private void Reached(TracedThread thread, ResumeAction resume, TraceLine? before = null)
    {
        held.AddFirst((thread, resume));
        if (recorder.Last != before) PauseIfReached();
    }

    private void PauseIfReached()
    {
        if (until is { } wanted && wanted.Predicate?.Matches(recorder.Last!) != false) Pause(wanted.Predicate is null ? "step" : "until");
    }

    private void Pause(string reason)
    {
        isPaused = true;
        clock?.Dispose();
        clock = null;
        lines.Write(new ProgramEvent.Paused(reason, recorder.Last?.Index, reason == "timeout" ? Statuses() : null));
        lines.Flush();
    }

    private bool TryLetGoHeld()
    {
        for (var node = held.First; node is not null; node = node.Next)
        {
            var (thread, resume) = node.Value;
            if (!MayGoOn(thread)) continue;
            held.Remove(node);
            if (thread.Process.IsEnding) token.Take(thread, process: true);
            else if (thread.Call is { Definition.IsExclusive: true, IsReported: false } call)
                token.Take(thread, call.Definition.Effect == Effect.Execute);
            thread.IsRunning = true;
            Ptrace.Resume(thread.Tid, resume.How, resume.Signal);
            return true;
        }
        return false;
    }

    private bool TryTakeWaiting(out int tid, out int status)
    {
        (tid, status) = (0, 0);
        if (token.IsOneThreads) return false;
        for (var node = waiting.First; node is not null; node = node.Next)
        {
            if (!MayBeHandled(node.Value.Tid)) continue;
            (tid, status) = node.Value;
            waiting.Remove(node);
            return true;
        }
        return false;
    }

    private bool MayBeHandled(int tid)
    {
        // A child's first stop may come before its parent's fork event; a reaped orphan is known as a process only.
        // Known children wait for their parent's fork to return, because it has the token.
        if (threads.Find(tid) is not { } thread) return ownership.Find(tid) is { IsDead: true };
        return MayGoOn(thread);
    }

    private bool MayGoOn(TracedThread thread) => token.Allows(thread) && IsAllowed(thread);

    private bool IsAllowed(TracedThread thread) =>
        until?.Only is not { } only || thread.Process.Role is not { } role || only.Any(wanted => wanted.Includes(role));

    /// <summary>Where every process is.</summary>
    private List<TracedStatus> Statuses() => [.. ownership.Processes.Select(StatusOf)];

    private static TracedStatus StatusOf(TracedProcess process)
    {
        var main = process.Threads.FirstOrDefault(t => t.Call is not null) ?? process.Threads.FirstOrDefault();
        var doing = process.IsDead ? TracedState.Zombie
            : main is { IsRunning: false } ? TracedState.Stopped
            : main?.Call is not null ? TracedState.Inside : TracedState.Running;
        return new(process.Pid, process.Role, doing, main?.Call?.Definition.Call, main?.Call?.Fd, main?.Call?.ActedOn?.Name);
    }

    /// <summary>Ends and reaps everything that is left.</summary>
    private void KillAll()
    {
        foreach (var process in ownership.Processes) if (!process.IsDead) _ = kill(process.Pid, SIGKILL);
        untraced.Kill();
        while (true)
        {
            var tid = waitpid(-1, out var status, __WALL);
            if (tid == -1 && Marshal.GetLastPInvokeError() != EINTR) return;
            if (tid <= 0 || (status & 0x7f) != 0x7f) continue;
            // A child that was born meanwhile, or the exit event of one that is being killed.
            _ = kill(tid, SIGKILL);
            Ptrace.Resume(tid, PTRACE_CONT, 0);
        }
    }
}
