using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Which calls are worth a step: all that touch a socket of the internet, that make, end or reap a process, and what
/// the program itself prints. A runtime's own pipes, files and threads are noise, unless everything was asked for.
/// </summary>
/// <param name="ownership">What the descriptors lead to.</param>
/// <param name="everything">Whether everything was asked for.</param>
/// <param name="setup">Whether it was asked for what a server sets up.</param>
internal sealed class Visibility(Ownership ownership, bool everything, bool setup)
{
    /// <summary>Asked at the entry of a call.</summary>
    internal bool IsShown(TracedThread thread, CallInProgress call) =>
        call.Definition.Effect == Effect.SetUp ? setup && SetsUp(thread, call) : everything || call.Definition.Effect switch
        {
            Effect.Signalfd => setup && IsOfTheFirstThread(thread),
            Effect.Fork => (CloneFlags.Of(thread.Tid, call) & CLONE_THREAD) == 0,
            Effect.Execute or Effect.Exit or Effect.Wait => true,
            Effect.Socket => call.Int(0) is AF_INET or AF_INET6,
            Effect.Fcntl => call.Int(1) != F_SETFD && IsShown(thread.Table, call.Int(0)),
            Effect.DuplicateTo => IsShown(thread.Table, call.Int(0)) || IsShown(thread.Table, call.Int(1)),
            Effect.CloseRange => (call.Int(2) & CLOSE_RANGE_CLOEXEC) == 0 && thread.Table.Descriptors.Any(d =>
                (uint)d.Key >= (uint)call[0] && (uint)d.Key <= (uint)call[1] && ownership.IsShown(d.Value.Description)),
            Effect.Write => call.Fd is STDOUT_FILENO or STDERR_FILENO || IsShown(thread.Table, call.Fd!.Value),
            Effect.Ioctl => false,
            // A table that is not shared stays what it is.
            Effect.Unshare => (call[0] & CLONE_FILES) != 0 && thread.Table.Threads.Any(other => other != thread),
            Effect.Send => IsShown(thread.Table, call.Fd!.Value) || call.Sends.Any(fd => IsShown(thread.Table, fd)),
            _ => call.Fd is { } fd && IsShown(thread.Table, fd),
        };

    /// <summary>What a runtime's other threads wait for, and questions (sigaction with nothing to set), are noise.</summary>
    private bool SetsUp(TracedThread thread, CallInProgress call) => IsOfTheFirstThread(thread) && call.Definition.Call switch
    {
        "sigaction" or "sigprocmask" => call[1] != 0 && !(call.Definition.Call == "sigaction" && call.Int(0) >= SignalNames.FirstRealTime),
        "setsockopt" => IsShown(thread.Table, call.Int(0)),
        SystemCalls.Restart => false,
        _ => true,
    };

    private static bool IsOfTheFirstThread(TracedThread thread) => thread.Tid == thread.Process.Pid;

    /// <summary>
    /// A signal that does nothing is not delivered to an untraced program; those between a runtime's threads are the runtime's
    /// own.
    /// </summary>
    internal bool IsShown(int signal, bool isIgnored) => everything || (!isIgnored && signal < SignalNames.FirstRealTime);

    /// <summary>A number that led to something shown counts even when it is closed: EBADF tells of a mistake.</summary>
    private bool IsShown(DescriptorTable table, int fd) =>
        table.Descriptors.TryGetValue(fd, out var descriptor) ? ownership.IsShown(descriptor.Description) : table.Closed.Contains(fd);
}
