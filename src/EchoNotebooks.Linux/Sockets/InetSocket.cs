using System.Net;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// One internet socket as sock_diag(7) tells it. Its ends become objects only when they are asked for: a table lists every
/// socket of the machine.
/// </summary>
internal readonly struct InetSocket(in inet_diag_msg message)
{
    private readonly inet_diag_sockid id = message.id;

    /// <summary>AF_INET or AF_INET6.</summary>
    internal int Family { get; } = message.idiag_family;

    /// <summary>The kernel's number of the TCP state.</summary>
    internal int State { get; } = message.idiag_state;

    /// <summary>Its inode; 0 for a socket that no descriptor leads to any more.</summary>
    internal ulong Inode { get; } = message.idiag_inode;

    /// <summary>The unread bytes of a connection, or the connections that wait for accept(2) at a listening socket.</summary>
    internal int ReceiveQueue { get; } = (int)message.idiag_rqueue;

    /// <summary>Of a connection the bytes that are not acknowledged; of a listening socket the length that listen was told.</summary>
    internal int SendQueue { get; } = (int)message.idiag_wqueue;

    internal IPEndPoint Local => End(id.idiag_src, id.idiag_sport);

    internal IPEndPoint Remote => End(id.idiag_dst, id.idiag_dport);

    private IPEndPoint End(in inet_diag_address address, ushort port)
    {
        ReadOnlySpan<byte> bytes = address;
        return new(new IPAddress(bytes[..(Family == AF_INET ? 4 : 16)]), (ushort)IPAddress.NetworkToHostOrder((short)port));
    }
}
