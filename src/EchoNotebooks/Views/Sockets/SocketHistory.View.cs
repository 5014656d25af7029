using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How the lives of sockets are told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class SocketHistory : IView
{
    private const string None = "이 시간표에는 서버의 소켓이 없다.";

    /// <summary>The lives as a table.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        if (Count == 0)
        {
            html.Leaf("p", None);
            return;
        }
        var drawing = new SocketHistoryDrawing(this);
        using (html.Element("div", View.Scrolls(SocketHistoryDrawing.Title))) drawing.Write(Canvas.Inline(html));
        if (drawing.Remark is { } remark) html.Leaf("p", remark, ("class", "muted"));
        View.WriteFoldedTable(html, Table(), SocketHistoryDrawing.Title);
    }

    string IView.ToText() => Count == 0 ? None + "\n" : $"{SocketHistoryDrawing.Title}\n{Table().ToText()}";

    /// <summary>Both ends of a socket, or the one that it has.</summary>
    internal static string EndsOf(SocketLife life) =>
        life.Remote is { } remote ? $"↔ {remote.Plain}" : life.Local?.Plain.ToString() ?? "";

    private TextTable Table()
    {
        var table = new TextTable("소켓", "양 끝", "inode", "생김", "누가", "디스크립터", "쥔 걸음", "소멸", "TCP 상태");
        foreach (var life in lives)
            foreach (var (holding, i) in life.Holdings.Select((holding, i) => (holding, i)))
            {
                var held = $"{holding.From}~{holding.To?.ToString() ?? "끝까지"}";
                if (i > 0)
                {
                    table.Add("", "", "", "", $"{holding.Role}", $"{holding.Fd}", held, "", "");
                    continue;
                }
                table.Add(
                    life.Name, EndsOf(life), $"{life.Inode}", $"걸음 {life.BornAt}", $"{holding.Role}", $"{holding.Fd}", held,
                    life.DestroyedAt is { } end ? $"걸음 {end}" : "남아 있다",
                    string.Join(", ", life.States.Select(state => $"{state.Step}: {state.State}")));
            }
        return table;
    }
}
