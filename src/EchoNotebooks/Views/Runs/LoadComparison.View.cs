using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class LoadComparison : IView
{
    private const string PerSecondTitle = "1초에 맡은 클라이언트(개)";
    private const string ProcessorTitle = "클라이언트 하나에 든 처리 시간(µs)";
    private const string MemoryTitle = "클라이언트 하나에 더 드는 메모리(KiB)";

    private string Caption => $"잰 컴퓨터: {Machine}. {Rounds}번 재어 가운데 값. 숫자는 컴퓨터마다, 잴 때마다 다르다. 믿을 것은 순서뿐이다.";

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        Write(html, PerSecondTitle, result => result.PerSecond);
        Write(html, ProcessorTitle, result => result.Processor.TotalMicroseconds);
        Write(html, MemoryTitle, result => Kibibytes(result));
        html.Leaf("p", "막대의 길이는 로그 눈금이다. 세로줄 하나를 넘을 때마다 열 배가 된다.", ("class", "remark"));
        Table().WriteHtml(html, Caption);
    }

    string IView.ToText() => $"{Table().ToText()}{Caption}\n";

    private void Write(MarkupWriter html, string title, Func<LoadResult, double?> value)
    {
        using (html.Element("div", View.Scrolls(title)))
            new LoadChart(title, [.. this.Select(result => (result.Program.ShortName, value(result)))]).Write(Canvas.Inline(html));
    }

    private TextTable Table()
    {
        var table = new TextTable("방법", "잰 클라이언트", "1초에", "처리 시간(µs)", "메모리(KiB)");
        foreach (var result in this)
            table.Add(
                result.Program.ShortName, $"{LoadChart.Number(result.Connections)}개", $"{LoadChart.Number(result.PerSecond)}개",
                LoadChart.Number(result.Processor.TotalMicroseconds),
                result.Program.ServesOneAtATime ? "한 번에 하나" : Kibibytes(result) is { } memory ? LoadChart.Number(memory) : "모름");
        return table;
    }

    private static double? Kibibytes(LoadResult result) => result.Memory / 1024.0;
}
