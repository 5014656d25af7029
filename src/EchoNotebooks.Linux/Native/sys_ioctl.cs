using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int TIOCSCTTY = 0x540e;
    internal const int FIOCLEX = 0x5451;
    internal const int FIONCLEX = 0x5450;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, nint argument);
}
