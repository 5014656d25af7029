namespace EchoNotebooks.Views;

/// <summary>How many children and how many zombies a server had over time: a line each, and a table of the changes.</summary>
/// <param name="counts">From each moment on; at least one.</param>
/// <param name="until">The moment of now.</param>
internal sealed class ChildCounts(IReadOnlyList<ChildCount> counts, TimeSpan until) : IView
{
    private const string Title = "시간에 따른 자식 프로세스와 좀비의 수";
    private const double Left = 44, Top = 56, Width = 260, Height = 120, Margin = 20, Room = 76;

    /// <summary>The top of the axis.</summary>
    private readonly int most = Math.Max(1, counts.Max(count => count.Children));

    void IView.WriteHtml(MarkupWriter html)
    {
        Write(Canvas.Inline(html));
        View.WriteFoldedTable(html, Table(), Title);
    }

    string IView.ToText() => Table().ToText();

    private void Write(Canvas canvas)
    {
        using (canvas.Picture(Left + Width + Room, Top + Height + 2 * Margin, Title, Description()))
        {
            canvas.Text(Margin, Margin + 12, Title, bold: true, size: 16);
            var bottom = Top + Height;
            canvas.Path($"M{N(Left)} {N(Top)}V{N(bottom)}H{N(Left + Width)}", Looks.Axis);
            canvas.Text(Left - 8, Top + 5, N(most), Colours.Muted, size: 12, anchor: "end");
            canvas.Text(Left - 8, bottom + 5, "0", Colours.Muted, size: 12, anchor: "end");
            canvas.Text(Left + Width, bottom + 18, $"{N(Math.Round(until.TotalSeconds, 1))}초", Colours.Muted, size: 12, anchor: "end");
            canvas.Path(Line(count => count.Children), Looks.Line(Colours.Process));
            canvas.Path(Line(count => count.Zombies), Looks.Zombies);
            var last = counts[^1];
            canvas.Text(Left + Width + 8, Y(last.Children) - 4, $"자식 {last.Children}", size: 12);
            canvas.Text(Left + Width + 8, Y(last.Zombies) + 14, $"좀비 {last.Zombies}", size: 12, bold: true);
        }
    }

    private string Line(Func<ChildCount, int> value) =>
        $"M{N(Left)} {N(Y(value(counts[0])))}"
        + string.Concat(counts.Skip(1).Select(count => $"H{N(X(count.Time))}V{N(Y(value(count)))}")) + $"H{N(Left + Width)}";

    /// <summary>A chart of many moments begins with the first that is kept.</summary>
    private double X(TimeSpan time)
    {
        var span = (until - counts[0].Time).TotalSeconds;
        return Left + (span > 0 ? Width * (time - counts[0].Time).TotalSeconds / span : 0);
    }

    private double Y(int count) => Top + Height * (1 - (double)count / most);

    private string Description() =>
        $"지금 자식 프로세스 {counts[^1].Children}개, 좀비 {counts[^1].Zombies}개. "
        + $"가장 많을 때 자식 {counts.Max(count => count.Children)}개, 좀비 {counts.Max(count => count.Zombies)}개.";

    private TextTable Table()
    {
        var table = new TextTable("시각", "자식 프로세스", "좀비");
        foreach (var count in counts) table.Add($"{N(Math.Round(count.Time.TotalSeconds, 1))}초부터", $"{count.Children}", $"{count.Zombies}");
        return table;
    }

    private static string N(double value) => Canvas.Number(value);
}
