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
        Assert.Equal("3번 실행해서 가장 적게 0, 가장 많이 40", $"{counts}".Split('\n')[0]);
        var svg = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(View.ToHtml(counts)).QuerySelector("svg")!;
        var bars = svg.QuerySelectorAll("rect[rx='3']").Select(bar => bar.GetAttribute("width"));
        Assert.Equal(["180", "360"], bars);
    }

    [Fact]
    public async Task Runs_that_all_count_nothing_have_no_bar()
    {
        var none = await Runs.CountAsync(2, () => Task.FromResult(0));
        Assert.StartsWith("2번 실행해서 모두 0", $"{none}", StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", View.ToHtml(none), StringComparison.Ordinal);
    }
}
