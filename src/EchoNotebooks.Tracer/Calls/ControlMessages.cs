using System.Runtime.InteropServices;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The descriptors that a message carries beside its data (SCM_RIGHTS, unix(7)), read from the caller's memory.</summary>
internal static class ControlMessages
{
    /// <summary>A pidfd of the sender, which a receiver may ask for (SCM_PIDFD, Linux 6.5).</summary>
    private const int SCM_PIDFD = 4;

    /// <summary>So much of one message's control data is read: SCM_RIGHTS carries 253 descriptors at most (SCM_MAX_FD).</summary>
    private const int MostBytes = 4096;

    /// <summary>struct mmsghdr: a struct msghdr and how many bytes came, padded.</summary>
    private const int SizeOfMmsghdr = 64;

    /// <summary>The descriptors in the messages of a sendmsg, recvmsg, sendmmsg or recvmmsg.</summary>
    /// <param name="tid">The thread whose memory the messages are in.</param>
    /// <param name="call">The call.</param>
    /// <param name="messages">Of sendmmsg and recvmmsg, how many messages.</param>
    internal static List<int> Descriptors(int tid, CallInProgress call, long messages)
    {
        var descriptors = new List<int>();
        if (call.Definition.Name is "sendmsg" or "recvmsg")
        {
            Add(tid, call[1], descriptors);
            return descriptors;
        }
        for (var i = 0UL; i < (ulong)Math.Clamp(messages, 0, 1024); i++) Add(tid, call[1] + i * SizeOfMmsghdr, descriptors);
        return descriptors;
    }

    /// <summary>How many bytes the buffers of a message hold together (msg_iov).</summary>
    internal static long BufferSize(int tid, ulong message)
    {
        // struct msghdr: msg_iov is at offset 16, msg_iovlen at 24.
        Span<ulong> vector = [0, 0];
        return ProcessMemory.Read(tid, message + 16, MemoryMarshal.AsBytes(vector)).Length == 16
            ? VectorSize(tid, vector[0], vector[1]) : 0;
    }

    /// <summary>How many bytes the buffers of an array of struct iovec hold together.</summary>
    internal static long VectorSize(int tid, ulong address, ulong count)
    {
        Span<ulong> parts = stackalloc ulong[2 * (int)Math.Min(count, 64)];
        var sum = 0L;
        var read = MemoryMarshal.Cast<byte, ulong>(ProcessMemory.Read(tid, address, MemoryMarshal.AsBytes(parts)));
        for (var i = 1; i < read.Length; i += 2) sum += (long)read[i];
        return sum;
    }

    private static void Add(int tid, ulong message, List<int> descriptors)
    {
        // struct msghdr: msg_control is at offset 32, msg_controllen at 40.
        Span<ulong> control = [0, 0];
        if (ProcessMemory.Read(tid, message + 32, MemoryMarshal.AsBytes(control)).Length < 16 || control[1] is 0 or > MostBytes) return;
        var bytes = ProcessMemory.Read(tid, control[0], stackalloc byte[(int)control[1]]);
        // struct cmsghdr: cmsg_len with the header's 16 bytes, cmsg_level, cmsg_type; each begins at a multiple of 8.
        while (bytes.Length >= 16)
        {
            var length = (int)Math.Min((uint)bytes.Length, MemoryMarshal.Read<uint>(bytes));
            if (length < 16) return;
            var (level, type) = (MemoryMarshal.Read<int>(bytes[8..]), MemoryMarshal.Read<int>(bytes[12..]));
            if (level == SOL_SOCKET && type is SCM_RIGHTS or SCM_PIDFD)
                descriptors.AddRange(MemoryMarshal.Cast<byte, int>(bytes[16..length]));
            bytes = bytes[Math.Min(bytes.Length, length + 7 & ~7)..];
        }
    }
}
