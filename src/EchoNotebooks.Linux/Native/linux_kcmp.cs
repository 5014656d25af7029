namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int KCMP_FILE = 0;
}
