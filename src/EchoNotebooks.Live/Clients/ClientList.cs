using EchoNotebooks.Linux;

namespace EchoNotebooks.Live;

/// <summary>All clients of a server: those of the page, and those that have come from outside.</summary>
internal static class ClientList
{
    private const int Most = 300;

    /// <param name="now">What the server's processes hold now.</param>
    /// <param name="own">The page's clients.</param>
    public static IReadOnlyList<ClientState> Of(Snapshot now, IReadOnlyList<PageClient> own)
    {
        var holders = now.Facts.Descriptors.Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: not null })
            .ToLookup(fact => fact.Inode!.Value, fact => now.RoleOf(fact.Pid));
        var served = new Dictionary<string, string>();
        foreach (var socket in now.Facts.Sockets)
            if (socket.Remote is { } remote && socket.Local?.PortOrNull == now.Port)
                served[remote.Plain.ToString()] = $"{Holders([.. holders[socket.Inode]])} · {socket.State}";
        var ends = own.Select(client => client.End).ToHashSet();
        return
        [
            .. own.TakeLast(Most).Select(client => new ClientState(
                client.Number, client.End, StateOf(client, served.GetValueOrDefault(client.End)), !client.IsClosed, client.HasFinished,
                client.Count)),
            .. served.Where(end => !ends.Contains(end.Key)).Take(Most)
                .Select(end => new ClientState(0, end.Key, end.Value, true, false, 0)),
        ];
    }

    private static string StateOf(PageClient client, string? server) => client switch
    {
        { IsClosed: true } => server is null ? "닫혔다" : $"닫았다. 서버 쪽: {server}",
        { IsLeft: true } => "서버가 연결을 닫았다",
        _ => server ?? "연결되었고 accept를 기다린다",
    };

    private static string Holders(List<Role> roles)
    {
        var distinct = roles.Distinct().ToList();
        return distinct.Count switch
        {
            0 => "쥔 프로세스 없음",
            <= 3 => string.Join(", ", distinct),
            _ => $"{distinct[0]} 외 {distinct.Count - 1}개",
        };
    }
}
