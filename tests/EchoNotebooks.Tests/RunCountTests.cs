using System.Globalization;
using EchoNotebooks.Markup;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

public sealed class RunCountTests
{
    [Fact]
    public async Task Runs_are_counted_one_after_another_and_shown_as_bars()
    {
        var next = 0;
        var counts = await Runs.CountAsync(3, () => Task.FromResult(next++ * 20));
        Assert.Equal([0, 20, 40], counts);
        Assert.Equal((0, 40), (counts.Least, counts.Most));
        Assert.Equal("3번 실행해서 0에서 40까지 나왔다", $"{counts}".Split('\n')[0]);
        var svg = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(View.ToHtml(counts)).QuerySelector("svg")!;
        var bars = svg.QuerySelectorAll("rect[rx='3']").Select(bar => bar.GetAttribute("width"));
        Assert.Equal(["88", "176"], bars);
    }

    /// <summary>A phone has 360 pixels, of which the page and a fold's line take their margins.</summary>
    [Theory]
    [InlineData(0.4, 12.0)]
    [InlineData(0.2, 99_999.0)]
    public void On_a_phone_no_chart_is_cut(double least, double most)
    {
        AssertNarrow(new LoadChart("클라이언트 하나에 더 드는 메모리(KiB)", [("반복 서버", least), ("미리 fork, 디스크립터 건네기", most)]).Write);
        AssertNarrow(new RunChart([1998, 12, (int)most], "3번 실행해서 12에서 1998까지 나왔다").Write);

        static void AssertNarrow(Action<Canvas> write)
        {
            using var text = new StringWriter();
            using (var html = new MarkupWriter(text)) write(Canvas.Inline(html));
            var svg = new AngleSharp.Html.Parser.HtmlParser().ParseDocument($"{text}").QuerySelector("svg")!;
            Assert.InRange(double.Parse(svg.GetAttribute("width")!, CultureInfo.InvariantCulture), 1, 312);
        }
    }

    [Fact]
    public async Task Runs_that_all_count_nothing_have_no_bar()
    {
        var none = await Runs.CountAsync(2, () => Task.FromResult(0));
        Assert.StartsWith("2번 실행해서 모두 0", $"{none}", StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", View.ToHtml(none), StringComparison.Ordinal);
    }
}
