namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int TCP_ESTABLISHED = 1;
    internal const int TCP_SYN_SENT = 2;
    internal const int TCP_SYN_RECV = 3;
    internal const int TCP_FIN_WAIT1 = 4;
    internal const int TCP_FIN_WAIT2 = 5;
    internal const int TCP_TIME_WAIT = 6;
    internal const int TCP_CLOSE = 7;
    internal const int TCP_CLOSE_WAIT = 8;
    internal const int TCP_LAST_ACK = 9;
    internal const int TCP_LISTEN = 10;
    internal const int TCP_CLOSING = 11;
}
