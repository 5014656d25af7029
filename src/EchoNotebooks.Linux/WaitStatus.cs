namespace EchoNotebooks.Linux;

/// <summary>How a process ended, from the status that waitpid(2) gives.</summary>
internal static class WaitStatus
{
    /// <summary>The exit code; null where a signal ended the process.</summary>
    internal static int? ExitCode(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : null;

    /// <summary>The name of the signal that ended the process; null where it exited.</summary>
    internal static string? SignalName(int status) => (status & 0x7f) == 0 ? null : SignalNames.Of(status & 0x7f);
}
