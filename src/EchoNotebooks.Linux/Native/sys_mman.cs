using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int MADV_DONTFORK = 10;
    internal const int MADV_DOFORK = 11;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int madvise(nuint addr, nuint length, int advice);
}
