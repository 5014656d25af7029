using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Turns what happened into steps: brings the state of every socket up to date, compares ownership with a full
/// reading where that is asked for, and writes the line.
/// </summary>
internal sealed class StepRecorder(
    SocketLookup lookup, SocketStates states, UnreferencedSockets unreferenced, StepWriter writer, FullReading reading)
{
    private int next;

    /// <summary>
    /// A full reading at every step: to step through, to check, and where the kernel answers no question about single sockets.
    /// </summary>
    internal bool ReadsAll { get; set; }

    /// <summary>The step that was written last; null before the first.</summary>
    internal TraceLine? Last { get; private set; }

    /// <summary>Reads what may have changed since the last line.</summary>
    internal void Refresh()
    {
        if (ReadsAll || lookup.HasForeignSocket || !states.TryRefresh()) writer.Source = reading.Compare();
        else unreferenced.Refresh(canAsk: true);
    }

    /// <summary>Writes a line.</summary>
    /// <returns>its index</returns>
    internal int Write(bool isBefore, TracedThread thread, string call, CallInProgress? made = null,
        long? result = null, int? before = null, TraceArguments? arguments = null)
    {
        if (ReadsAll || lookup.HasForeignSocket || !states.TryRefresh(made?.ActedOn)) writer.Source = reading.Compare();
        else unreferenced.Refresh(canAsk: true);

        var process = thread.Process;
        Last = new()
        {
            Index = next++,
            Phase = isBefore ? "before" : "after",
            Pid = process.Pid,
            Tid = thread.Tid == process.Pid ? null : thread.Tid,
            Role = process.Role,
            Call = call,
            SystemCall = made?.Definition.Name,
            Arguments = arguments ?? [],
            Fd = made?.Fd,
            Caller = (ulong?)made?.Caller,
            Descriptor = made?.ActedOn?.Name,
            Result = result < 0 ? null : result,
            Error = result < 0 ? Errno.Name((int)-result) : null,
            Before = before,
        };
        writer.Write(Last);
        return Last.Index;
    }
}
