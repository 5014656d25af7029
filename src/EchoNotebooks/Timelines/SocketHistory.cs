using System.Collections;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// The lives of a timeline's sockets: who held each of them from which step to which, and the step that destroyed
/// it. Shown as bars over the steps.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class SocketHistory : IReadOnlyList<SocketLife>, IView
{
    private readonly IReadOnlyList<SocketLife> lives;

    internal SocketHistory(IReadOnlyList<SocketLife> lives, int steps)
    {
        this.lives = lives;
        Steps = steps;
    }

    /// <summary>How many sockets.</summary>
    public int Count => lives.Count;

    /// <summary>How many steps the timeline has.</summary>
    internal int Steps { get; }

    /// <summary>The socket that came into being as the index-th, from 0.</summary>
    public SocketLife this[int index] => lives[index];

    /// <summary>In the order in which they came into being.</summary>
    public IEnumerator<SocketLife> GetEnumerator() => lives.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The lives as a table.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(Markup html) => WriteHtml(html);

    internal void WriteHtml(Markup html)
    {
        if (Count == 0)
        {
            html.Leaf("p", None);
            return;
        }
        var drawing = new SocketHistoryDrawing(this);
        using (html.Element("div", View.Scrolls("소켓의 일생"))) drawing.Write(Canvas.Inline(html));
        if (drawing.Remark is { } remark) html.Leaf("p", remark, ("class", "muted"));
        using (html.Element("details"))
        {
            html.Leaf("summary", "같은 내용을 표로 보기");
            Table().WriteHtml(html, "소켓의 일생");
        }
    }

    string IView.ToText() => Count == 0 ? None + "\n" : $"소켓의 일생\n{Table().ToText()}";

    private const string None = "이 시간표에는 서버의 소켓이 없다.";

    private TextTable Table()
    {
        var table = new TextTable("소켓", "양 끝", "inode", "생김", "누가", "디스크립터", "쥔 걸음", "소멸", "TCP 상태");
        foreach (var life in lives)
            foreach (var (holding, i) in life.Holdings.Select((holding, i) => (holding, i)))
                table.Add(
                    i == 0 ? TitleOf(life) : "", i == 0 ? EndsOf(life) : "", i == 0 ? $"{life.Inode}" : "", i == 0 ? $"걸음 {life.BornAt}" : "",
                    $"{holding.Role}", $"{holding.Fd}", holding.To is { } to ? $"{holding.From}~{to}" : $"{holding.From}~끝까지",
                    i > 0 ? "" : life.DestroyedAt is { } end ? $"걸음 {end}" : "남아 있다",
                    i > 0 ? "" : string.Join(", ", life.States.Select(state => $"{state.Step}: {state.State}")));
        return table;
    }

    internal static string TitleOf(SocketLife life) => life.Name;

    internal static string EndsOf(SocketLife life) =>
        Endpoints.Plain(life.Remote) is { } remote ? $"↔ {remote}" : Endpoints.Plain(life.Local) ?? "";
}
