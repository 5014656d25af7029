namespace EchoNotebooks;

/// <summary>The numbers of clients by their own endpoints, as the server's sockets name them.</summary>
internal static class ClientNumbers
{
    public static Dictionary<string, int> ByEnd(this IEnumerable<EchoClient> clients) =>
        clients.ToDictionary(client => client.LocalEndPoint.ToString(), client => client.Number);
}
