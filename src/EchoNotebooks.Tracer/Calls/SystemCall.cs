using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Tracing;

/// <summary>A system call that the tracer stops at.</summary>
/// <param name="Name">What the kernel calls it: "accept4".</param>
/// <param name="Call">What it is called in a step and in a predicate, one word for all forms: "accept".</param>
/// <param name="Number">Its number on each architecture.</param>
/// <param name="Effect">What it does to descriptors and processes when it succeeds.</param>
/// <param name="Descriptor">Which argument (0 to 5) is the descriptor that it acts on; −1 for none.</param>
/// <param name="Flags">Which argument says O_CLOEXEC or its like; −1 for none.</param>
internal sealed record SystemCall(string Name, string Call, SyscallNumber Number, Effect Effect, int Descriptor = -1, int Flags = -1)
{
    /// <summary>
    /// From its entry to its exit no other thread is let go, so that nothing but the call itself lies between its
    /// before and its after. Not for calls that may wait for another process (accept, read, wait, open of a FIFO).
    /// </summary>
    internal bool IsExclusive => Effect is Effect.Socket or Effect.SocketPair or Effect.Pipe or Effect.Bind or Effect.Listen
        or Effect.Close or Effect.CloseRange or Effect.Duplicate or Effect.DuplicateTo or Effect.Fcntl or Effect.Ioctl
        or Effect.Shutdown or Effect.Fork or Effect.Execute or Effect.Unshare or Effect.Create or Effect.Fetch;

    /// <summary>It may open descriptors, and wait before that: the kernel has them before the call returns.</summary>
    internal bool MayOpenWhileWaiting => Effect is Effect.Accept or Effect.Open or Effect.Receive;

    /// <summary>It may change something, and wait before that: what it does in the kernel shows before the call returns.</summary>
    internal bool MayChangeWhileWaiting => MayOpenWhileWaiting || Effect is Effect.Wait or Effect.Connect;
}
