using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>One socket (or, where everything is drawn, another object), or several that are folded.</summary>
/// <param name="Key">Equal for the same one in every picture of one run.</param>
/// <param name="Title">서버 소켓, 연결된 소켓 …</param>
/// <param name="State">Its TCP state; empty for none.</param>
/// <param name="StateBefore">Its TCP state in the earlier snapshot, where that was another; null otherwise.</param>
/// <param name="Ends">Its endpoints, or its path.</param>
/// <param name="Inode">Its number; empty for none.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="HoldersBefore">How many led to it in the earlier snapshot; the same number where there is none.</param>
/// <param name="Change">What became of it.</param>
internal sealed record ObjectBox(
    string Key, string Title, string State, string? StateBefore, string Ends, string Inode,
    int Holders, int HoldersBefore, ChangeKind Change)
{
    /// <summary>"ESTABLISHED→CLOSE_WAIT", or the state alone.</summary>
    public string States => StateBefore is null ? State : $"{StateBefore}→{State}";

    /// <summary>What became of it, in words.</summary>
    public string Became => StateBefore is null ? Change.OfObject() : "상태 바뀜";

    /// <summary>The index of the socket at the other end of the connection, where it is in the picture too.</summary>
    public int? Peer { get; init; }

    /// <summary>What waits in its receive queue, in words; empty for nothing.</summary>
    public string Queue { get; init; } = "";

    /// <summary>What stands below everything else, a line each; where room is short, the inode stands in the table alone.</summary>
    public IReadOnlyList<string> Details(bool isCompact) =>
        [.. new[] { Queue, isCompact ? "" : Inode }.Where(line => line.Length > 0)];

    /// <summary>What keeps a socket alive that no descriptor leads to any more; null for any other.</summary>
    public SocketHold? HeldBy { get; init; }
}
