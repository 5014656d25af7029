namespace EchoNotebooks.Tracing;

/// <summary>A program could not be started under trace.</summary>
/// <param name="call">What was refused: "ptrace", "execvp", "posix_spawn".</param>
/// <param name="errno">Why.</param>
/// <param name="status">How the launcher ended, where it did.</param>
internal sealed class LaunchException(string call, int errno, int? status) : Exception($"{call}: {EchoNotebooks.Linux.Errno.Name(errno)}")
{
    internal string Call { get; } = call;

    internal int Errno { get; } = errno;

    internal int? Status { get; } = status;
}
