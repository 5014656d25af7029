namespace EchoNotebooks.Linux;

/// <summary>
/// What is known of sockets from the last reading. A socket keeps its inode and its protocol for life and no other gets
/// the inode while a descriptor leads to it; its ends and its state are asked for anew each time.
/// </summary>
internal sealed class SocketMemory
{
    private Dictionary<ulong, Known> byInode = [];

    /// <param name="Protocol">What the socket said of itself; null where it says nothing.</param>
    /// <param name="Raw">What sock_diag said; null where that was not asked.</param>
    /// <param name="Fact">What was made of it.</param>
    internal readonly record struct Known(string? Protocol, InetSocket? Raw, SocketFact Fact);

    internal Known? Find(ulong inode) => byInode.TryGetValue(inode, out var known) ? known : null;

    internal void Keep(in Known known) => byInode[known.Fact.Inode] = known;

    /// <summary>Forgets all other sockets.</summary>
    internal void KeepOnly(IReadOnlyCollection<SocketFact> sockets)
    {
        if (sockets.Count == byInode.Count) return;
        byInode = sockets.Where(s => byInode.ContainsKey(s.Inode)).ToDictionary(s => s.Inode, s => byInode[s.Inode]);
    }
}
