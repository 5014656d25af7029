namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int IPPROTO_TCP = 6;
    internal const int IPPROTO_UDP = 17;
    internal const int IPPROTO_RAW = 255;
    internal const int IPPROTO_MPTCP = 262;
}
