using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>Which numbers of its table a call may have changed: those that it names or returned. These are read from the kernel.</summary>
internal static class DescriptorNumbers
{
    /// <summary>The numbers, at the return of a call.</summary>
    /// <param name="tid">The thread that made it.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">What it returned; negative is an error.</param>
    internal static IReadOnlyList<int> Of(int tid, CallInProgress call, long result) => call.Definition.Effect switch
    {
        // Linux has closed the descriptor whatever close returns, unless there was none.
        Effect.Close => result == -EBADF ? [] : [call.Int(0)],
        _ when result < 0 => [],
        Effect.Socket or Effect.Accept or Effect.Create or Effect.Open or Effect.Fetch or Effect.Duplicate => [(int)result],
        Effect.DuplicateTo => call.Int(0) == call.Int(1) ? [] : [(int)result],
        Effect.Fcntl => [call.Int(1) == F_SETFD ? call.Int(0) : (int)result],
        Effect.Ioctl => [call.Int(0)],
        Effect.Signalfd => call.Int(0) < 0 ? [(int)result] : [],
        Effect.SocketPair => Pair(tid, call[3]),
        Effect.Pipe => Pair(tid, call[0]),
        Effect.Receive => ControlMessages.Descriptors(tid, call, result),
        Effect.Fork => PidFd(tid, call),
        _ => [],
    };

    /// <summary>The number that a descriptor was made from, where the call says it: both lead to one open file description.</summary>
    internal static int? CopiedFrom(CallInProgress call) => call.Definition.Effect switch
    {
        Effect.Duplicate or Effect.DuplicateTo => call.Int(0),
        Effect.Fcntl or Effect.Ioctl => call.Int(0),
        _ => null,
    };

    private static int[] Pair(int tid, ulong address)
    {
        var pair = new int[2];
        return ProcessMemory.Read(tid, address, MemoryMarshal.AsBytes(pair.AsSpan())).Length == 8 ? pair : [];
    }

    /// <summary>The new process's pidfd is one more descriptor of the parent's; clone and clone3 say where its number is written.</summary>
    private static int[] PidFd(int tid, CallInProgress call)
    {
        if ((CloneFlags.Of(tid, call) & CLONE_PIDFD) == 0) return [];
        var address = call[2];
        if (call.Definition.Name == "clone3")
        {
            // struct clone_args: pidfd is at offset 8.
            Span<ulong> member = [0];
            ProcessMemory.Read(tid, call[0] + 8, MemoryMarshal.AsBytes(member));
            address = member[0];
        }
        var number = new int[1];
        return ProcessMemory.Read(tid, address, MemoryMarshal.AsBytes(number.AsSpan())).Length == 4 ? number : [];
    }
}
