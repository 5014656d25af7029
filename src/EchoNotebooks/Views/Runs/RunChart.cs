using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>A bar a run from top to bottom, its number at the bar's end; a run that counted nothing has no bar.</summary>
/// <param name="counts">The number of each run.</param>
/// <param name="title">What it shows, in a sentence.</param>
internal sealed class RunChart(IReadOnlyList<int> counts, string title)
{
    private const double Margin = 16, Top = 52, RowHeight = 30, BarHeight = 20;

    /// <summary>On a phone, too, the numbers at the ends of the bars are seen.</summary>
    private const double Longest = 176;

    public void Write(Canvas canvas)
    {
        var names = counts.Select((_, i) => $"{i + 1}번째").ToList();
        var left = Margin + names.Max(name => PixelWidth.Of(name, 14)) + 12;
        var numbers = counts.Max(count => PixelWidth.Of(Number(count), 14));
        var width = Math.Max(left + Longest + 10 + numbers, Margin + PixelWidth.Of(title, 14)) + Margin;
        using (canvas.Picture(width, Top + counts.Count * RowHeight + Margin - 8, title, Description()))
        {
            canvas.Text(Margin, Margin + 14, title, bold: true);
            for (var i = 0; i < counts.Count; i++)
            {
                var (top, length) = (Top + i * RowHeight, Longest * Math.Max(0, counts[i]) / Math.Max(1.0, counts.Max()));
                canvas.Text(left - 12, top + 15, names[i], Colours.Muted, anchor: "end");
                if (counts[i] > 0) canvas.Box(left, top, length, BarHeight, Looks.Held, radius: 3);
                canvas.Text(left + length + 10, top + 15, Number(counts[i]), bold: true);
            }
            canvas.Path($"M{Canvas.Number(left)} {Canvas.Number(Top - 6)}v{Canvas.Number(counts.Count * RowHeight + 2)}", Looks.Axis);
        }
    }

    private string Description() => $"차례로 {string.Join(", ", counts.Select(Number))}.";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
