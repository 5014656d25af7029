using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>One socket (or, where everything is drawn, another object), or several that are folded.</summary>
/// <param name="Title">서버 소켓, 연결된 소켓 …</param>
/// <param name="State">Its TCP state; empty for none.</param>
/// <param name="Ends">Its endpoints, or its path.</param>
/// <param name="Inode">Its number; empty for none.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="HoldersBefore">How many led to it in the earlier snapshot; the same number where there is none.</param>
/// <param name="Change">What became of it.</param>
internal sealed record ObjectBox(
    string Title, string State, string Ends, string Inode, int Holders, int HoldersBefore, ChangeKind Change)
{
    /// <summary>The index of the socket at the other end of the connection, where it is in the picture too.</summary>
    public int? Peer { get; init; }

    /// <summary>What waits in its receive queue, in words; empty for nothing.</summary>
    public string Queue { get; init; } = "";

    /// <summary>What keeps a socket alive that no descriptor leads to any more; null for any other.</summary>
    public SocketHold? HeldBy { get; init; }
}
