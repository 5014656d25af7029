using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What every picture must hold, whatever it shows: legible letters, nothing cut, nothing written over.</summary>
public sealed class PictureTests
{
    public static TheoryData<string> Names { get; } = new(FormatterTests.GoldenNames);

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_cut_or_written_over_another_or_smaller_than_14_pixels(string name)
    {
        foreach (var svg in Parse(View.ToHtml(GoldenViewTests.Of(name))).QuerySelectorAll("svg"))
        {
            var (width, height) = (Number(svg, "width"), Number(svg, "height"));
            // Of two texts that stand in each other's stead one is shown.
            var boxes = svg.QuerySelectorAll("text:not(.after)").Where(text => text.TextContent.Length > 0).Select(BoxOf).ToList();
            Assert.All(boxes, box =>
                Assert.True(box.Left >= 0 && box.Right <= width && box.Top >= 0 && box.Bottom <= height, $"cut: {box}"));
            Assert.All(boxes, box => Assert.True(box.Size >= 14, $"small: {box}"));
            for (var i = 0; i < boxes.Count; i++)
                for (var j = i + 1; j < boxes.Count; j++)
                    Assert.False(Overlap(boxes[i], boxes[j]), $"{boxes[i]}\n{boxes[j]}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawing_and_its_text_tell_the_same_descriptors(string name)
    {
        if (GoldenViewTests.Of(name) is not Snapshot snapshot) return;
        var text = ((IView)snapshot).ToText();
        var table = Parse(View.ToHtml(snapshot)).QuerySelector("table.facts")!;
        var drawn = snapshot.ShowsEverything ? snapshot.Facts.Descriptors.Length : snapshot.Named.Count;
        var idle = snapshot.Facts.Processes.Count(process => snapshot.Facts.Descriptors.All(fact => fact.Pid != process.Pid));
        Assert.Equal(drawn + idle, table.QuerySelectorAll("tbody tr").Length);
        Assert.All(snapshot.Facts.Processes, process => Assert.Contains($"pid {process.Pid} ", text));
    }

    [Fact]
    public void Every_letter_has_a_contrast_of_4_5_and_every_line_of_3_on_light_and_on_dark()
    {
        foreach (var (pick, card) in ((Func<Paint, string>, string)[])
            [(paint => paint.Light, Colours.Card.Light), (paint => paint.Dark, Colours.Card.Dark)])
            foreach (var letters in (Paint[])[Colours.Ink, Colours.Muted])
            {
                AssertContrast(4.5, pick(letters), card);
                // Boxes are tinted with at most a tenth of an accent.
                foreach (var tint in (Paint[])[Colours.Process, Colours.Description, Colours.Socket, Colours.Muted])
                    AssertContrast(4.5, pick(letters), Mix(pick(tint), card, 0.1));
            }
        // Accents are not the page's, so they must do on any: pages that are white, black, VS Code's and Jupyter's dark.
        foreach (var line in (Paint[])[Colours.Process, Colours.Description, Colours.Socket, Colours.Changed])
        {
            AssertContrast(4.5, line.Css, "#ffffff");
            AssertContrast(4.5, line.Css, "#000000");
            AssertContrast(3, line.Css, "#1e1e1e");
            AssertContrast(3, line.Dark, Colours.Card.Dark);
        }
        // What stands where no page gives variables is the light pair, together.
        Assert.EndsWith($"{Colours.Card.Light}))", Colours.Card.Css);
        Assert.EndsWith($"{Colours.Ink.Light}))", Colours.Ink.Css);
        Assert.EndsWith($"{Colours.Muted.Light}))", Colours.Muted.Css);
    }

    [Fact]
    public void No_change_is_told_by_colour_alone()
    {
        var html = View.ToHtml(GoldenViewTests.Of("zombie-since-after-closes"));
        var svg = Parse(html).QuerySelector("svg")!;
        Assert.Contains(svg.QuerySelectorAll("text"), text => text.TextContent == "× 닫힘");
        Assert.Contains(svg.QuerySelectorAll("text"), text => text.TextContent == "× 소멸");
        Assert.Contains(svg.QuerySelectorAll("text"), text => text.TextContent == "Z");
        Assert.All(
            svg.QuerySelectorAll("text[text-decoration]"),
            text => Assert.Equal("line-through", text.GetAttribute("text-decoration")));
        Assert.NotEmpty(svg.QuerySelectorAll("[stroke-dasharray]"));
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private sealed record TextBox(string Text, double Left, double Right, double Top, double Bottom, double Size);

    private static TextBox BoxOf(IElement text)
    {
        var size = text.HasAttribute("font-size") ? Number(text, "font-size") : 14;
        // The drawing's own estimate is generous; real letters are narrower, so a tenth may overlap.
        var width = 0.9 * PixelWidth.Of(text.TextContent, size, text.ClassList.Contains("mono"));
        var (x, y) = (Number(text, "x"), Number(text, "y"));
        var left = text.GetAttribute("text-anchor") switch { "end" => x - width, "middle" => x - width / 2, _ => x };
        return new TextBox(text.TextContent, left, left + width, y - 0.8 * size, y + 0.2 * size, size);
    }

    private static bool Overlap(TextBox a, TextBox b) =>
        Math.Min(a.Right, b.Right) > Math.Max(a.Left, b.Left) && Math.Min(a.Bottom, b.Bottom) > Math.Max(a.Top, b.Top);

    private static double Number(IElement element, string name) => double.Parse(element.GetAttribute(name)!, CultureInfo.InvariantCulture);

    private static void AssertContrast(double least, string one, string other)
    {
        var (a, b) = (Luminance(one) + 0.05, Luminance(other) + 0.05);
        Assert.True(Math.Max(a, b) / Math.Min(a, b) >= least, $"{one} on {other}: {Math.Max(a, b) / Math.Min(a, b):0.00} < {least}");
    }

    // WCAG 2.2, "relative luminance".
    private static double Luminance(string colour)
    {
        double[] weights = [0.2126, 0.7152, 0.0722];
        return Channels(colour).Select((value, i) => weights[i] * Linear(value)).Sum();

        static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static string Mix(string colour, string background, double share) => "#" + string.Concat(
        Channels(colour).Zip(Channels(background), (a, b) => (int)Math.Round(255 * (a * share + b * (1 - share))))
            .Select(channel => channel.ToString("x2", CultureInfo.InvariantCulture)));

    private static IEnumerable<double> Channels(string colour) =>
        [.. new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)];
}
