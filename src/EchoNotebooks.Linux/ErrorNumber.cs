using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux;

/// <summary>C's errno for callers of Libc: a variable there, a property here.</summary>
internal static class ErrorNumber
{
    /// <summary>The error number that the last failed call of this thread left (errno(3)).</summary>
    internal static int errno => Marshal.GetLastPInvokeError();
}
