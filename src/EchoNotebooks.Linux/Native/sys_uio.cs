using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    /// <summary>Reads the memory of a process that the caller may trace; one range on each side is enough here.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint process_vm_readv(
        int pid, in iovec local_iov, nuint liovcnt, in iovec remote_iov, nuint riovcnt, nuint flags);
}

/// <summary>A range of memory.</summary>
internal struct iovec
{
    internal nint iov_base;
    internal nuint iov_len;
}
