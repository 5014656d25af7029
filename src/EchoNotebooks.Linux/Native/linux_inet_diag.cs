using System.Runtime.CompilerServices;

namespace EchoNotebooks.Linux.Native;

internal static partial class Libc
{
    internal const int INET_DIAG_REQ_PROTOCOL = 3;
}

/// <summary>Two 32-bit halves: an array in C, so that it is aligned to four bytes.</summary>
[InlineArray(2)]
internal struct diag_cookie
{
    private uint first;
}

/// <summary>One IPv4 or IPv6 address in network byte order (IPv4 in the first four bytes).</summary>
[InlineArray(16)]
internal struct inet_diag_address
{
    private byte first;
}

/// <summary>Ports and addresses are in network byte order.</summary>
internal struct inet_diag_sockid
{
    internal ushort idiag_sport;
    internal ushort idiag_dport;
    internal inet_diag_address idiag_src;
    internal inet_diag_address idiag_dst;
    internal uint idiag_if;
    internal diag_cookie idiag_cookie;
}

internal struct inet_diag_req_v2
{
    internal byte sdiag_family;
    internal byte sdiag_protocol;
    internal byte idiag_ext;
    internal byte pad;
    internal uint idiag_states;
    internal inet_diag_sockid id;
}

internal struct inet_diag_msg
{
    internal byte idiag_family;
    internal byte idiag_state;
    internal byte idiag_timer;
    internal byte idiag_retrans;
    internal inet_diag_sockid id;
    internal uint idiag_expires;
    internal uint idiag_rqueue;
    internal uint idiag_wqueue;
    internal uint idiag_uid;
    internal uint idiag_inode;
}
