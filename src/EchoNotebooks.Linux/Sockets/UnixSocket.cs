namespace EchoNotebooks.Linux;

/// <summary>One unix socket as sock_diag(7) tells it.</summary>
/// <param name="Type">SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET.</param>
/// <param name="State">TCP_LISTEN, TCP_ESTABLISHED or TCP_CLOSE, which unix sockets share.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Name">Its path or "@name"; null where it has none.</param>
/// <param name="Peer">The inode of the socket that it is connected with.</param>
internal readonly record struct UnixSocket(int Type, int State, ulong Inode, string? Name, ulong? Peer);
