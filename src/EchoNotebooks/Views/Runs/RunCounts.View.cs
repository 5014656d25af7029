using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class RunCounts : IView
{
    private string Title => Least == Most
        ? $"{Count}번 실행해서 모두 {Least}"
        : $"{Count}번 실행해서 {Least}에서 {Most}까지 나왔다";

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        new RunChart(counts, Title).Write(Canvas.Inline(html));
        View.WriteFoldedTable(html, Table(), Title);
    }

    string IView.ToText() => $"{Title}\n{Table().ToText()}";

    private TextTable Table()
    {
        var table = new TextTable("실행", "센 수");
        for (var i = 0; i < Count; i++) table.Add($"{i + 1}번째", $"{counts[i]}");
        return table;
    }
}
