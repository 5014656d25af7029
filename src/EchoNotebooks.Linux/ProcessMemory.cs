using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>The memory of a process that the caller traces (process_vm_readv(2)).</summary>
internal static class ProcessMemory
{
    /// <summary>Reads as much as is there.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="address">Where, in that process.</param>
    /// <param name="buffer">Takes what is read.</param>
    /// <returns>The bytes that were read; empty where the address is none or the kernel refuses.</returns>
    internal static unsafe ReadOnlySpan<byte> Read(int pid, ulong address, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var here = new iovec { iov_base = (nint)bytes, iov_len = (nuint)buffer.Length };
            var there = new iovec { iov_base = (nint)address, iov_len = (nuint)buffer.Length };
            var n = process_vm_readv(pid, here, 1, there, 1, 0);
            return buffer[..Math.Max(0, (int)n)];
        }
    }
}
