using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class PortSockets : IView
{
    private string Title => Sockets.Count == 0 ? $"포트 {Port}에는 소켓이 하나도 없다. 비어 있는 포트다." : $"포트 {Port}의 소켓";

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        if (Sockets.Count == 0) html.Leaf("p", Title, ("style", "margin:0"));
        else Table().WriteHtml(html, Title);
    }

    string IView.ToText() => Sockets.Count == 0 ? $"{Title}\n" : $"{Title}\n{Table().ToText()}";

    private TextTable Table()
    {
        var table = new TextTable("어느 쪽", "TCP 상태", "자기 끝", "상대 끝", "Recv-Q", "Send-Q", "쥔 프로세스", "뜻");
        foreach (var socket in Sockets)
            table.Add(
                socket.IsServerSide ? "서버" : "클라이언트", socket.State,
                $"{socket.Local?.Plain}", $"{socket.Remote?.Plain}",
                Number(socket.ReceiveQueue), Number(socket.SendQueue),
                socket.Inode is null ? "없음" : socket.Holders.Count == 0 ? "읽을 권한이 없다" : Names(socket),
                PortWords.Of(socket));
        return table;
    }

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
