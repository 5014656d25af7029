using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The delivery of a signal: a step, unless the signal does nothing.</summary>
/// <param name="threads">Says where a thread stops next.</param>
/// <param name="facts">Says what the process does with the signal.</param>
/// <param name="visibility">Says which signals are worth a step.</param>
/// <param name="recorder">Writes the step.</param>
internal sealed class SignalStops(TracedThreads threads, ProcessFacts facts, Visibility visibility, StepRecorder recorder)
{
    /// <summary>A signal is about to be delivered.</summary>
    internal ResumeAction Delivered(TracedThread thread, int signal)
    {
        var (isHandled, isIgnored) = facts.Disposition(thread.Process.Pid, signal);
        isIgnored |= !isHandled && signal is SIGCHLD or SIGCONT or SIGURG or SIGWINCH;
        if (visibility.IsShown(signal, isIgnored))
        {
            var arguments = new TraceArguments
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
        return threads.Onward(thread) with { Signal = signal };
    }
}
