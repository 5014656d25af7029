using System.Collections;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>Several connections to one server.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class EchoClients : IReadOnlyList<EchoClient>, ICellOwned, IView
{
    private readonly IReadOnlyList<EchoClient> clients;

    internal EchoClients(IReadOnlyList<EchoClient> clients) => this.clients = clients;

    /// <summary>How many.</summary>
    public int Count => clients.Count;

    /// <summary>One of them, in the order of connecting.</summary>
    public EchoClient this[int index] => clients[index];

    /// <summary>Closes all, at once.</summary>
    public Task CloseAllAsync() => Task.WhenAll(clients.Select(client => client.CloseAsync()));

    /// <summary>Closes all, at once.</summary>
    public async ValueTask DisposeAsync() => await CloseAllAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public IEnumerator<EchoClient> GetEnumerator() => clients.GetEnumerator();

    bool ICellOwned.IsOver => clients.All(client => client.IsClosed);

    void ICellOwned.EndsBecause(string why)
    {
        foreach (ICellOwned client in clients) client.EndsBecause(why);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IView.WriteHtml(MarkupWriter html)
    {
        html.Leaf("p", $"클라이언트 {Count}개", ("style", "font-weight:600;margin:0"));
        Table().WriteHtml(html, "연결");
    }

    string IView.ToText() => $"클라이언트 {Count}개\n{Table().ToText()}";

    private TextTable Table()
    {
        var table = new TextTable("클라이언트", "자기 쪽", "서버 쪽", "상태");
        foreach (var client in clients)
            table.Add($"{client.Number}", $"{client.LocalEndPoint}", $"{client.RemoteEndPoint}", client.IsClosed ? "닫혔다" : "연결됨");
        return table;
    }
}
