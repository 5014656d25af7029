using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// --step: the process says on stderr how far it is, in one line `step PID POINT`, and stops itself. /proc/PID can then
/// be read in peace; `kill -CONT PID` lets the process go on.
/// </summary>
internal static class Step
{
    internal static bool Enabled { get; set; }

    /// <summary>Runs in the parent and in the children; without --step it does nothing. Allocates nothing.</summary>
    internal static void Reached(ReadOnlySpan<byte> point)
    {
        if (!Enabled) return;
        Output.Line(STDERR_FILENO, "step "u8, getpid(), " "u8, point);
        _ = raise(SIGSTOP);
    }
}
