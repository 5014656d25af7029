namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int CLOSE_RANGE_UNSHARE = 2;
    internal const int CLOSE_RANGE_CLOEXEC = 4;
}
