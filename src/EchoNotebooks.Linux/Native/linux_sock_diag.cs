namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int SOCK_DIAG_BY_FAMILY = 20;
}
