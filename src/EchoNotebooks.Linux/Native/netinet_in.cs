namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int IPPROTO_TCP = 6;
    internal const int IPPROTO_UDP = 17;
    internal const int IPPROTO_RAW = 255;
    internal const int IPPROTO_MPTCP = 262;

    internal const uint INADDR_ANY = 0;
    internal const uint INADDR_LOOPBACK = 0x7f000001;
}

/// <summary>An IPv4 endpoint; port and address in network byte order.</summary>
internal struct sockaddr_in
{
    internal ushort sin_family;
    internal ushort sin_port;
    internal in_addr sin_addr;
    internal ulong sin_zero;
}

internal struct in_addr
{
    internal uint s_addr;
}
