using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>
/// One measure of several servers, a bar each from top to bottom. What is measured differs by orders of magnitude, so a bar is as
/// long as the logarithm of its value: each rule is ten times the one before.
/// </summary>
/// <param name="title">What is measured, and in which unit.</param>
/// <param name="rows">The servers with their values; null for one that has none.</param>
internal sealed class LoadChart(string title, IReadOnlyList<(string Name, double? Value)> rows)
{
    private const double Margin = 16, Small = 12, Top = 66, RowHeight = 42, BarHeight = 16;

    public void Write(Canvas canvas)
    {
        var values = rows.Select(row => row.Value).OfType<double>().Where(value => value > 0).ToList();
        var first = values.Count == 0 ? 0 : Math.Floor(Math.Log10(values.Min()));
        var decades = values.Count == 0 ? 1 : Math.Max(1, Math.Ceiling(Math.Log10(values.Max())) - first);
        // On a phone, too, the last rule is seen.
        var decade = Math.Min(56, 214 / decades);
        // The first rule's number is centred on the rule, and half of it stands to the left.
        var left = Math.Max(Margin, PixelWidth.Of(Rule(0), Small) / 2);
        var width = Math.Max(left + decades * decade + 56, Margin + PixelWidth.Of(title, 14)) + Margin;
        using (canvas.Picture(width, Top + rows.Count * RowHeight + 10, title, Description()))
        {
            canvas.Text(Margin, 24, title, bold: true);
            for (var i = 0; i <= decades; i++)
            {
                var x = left + i * decade;
                canvas.Path($"M{Canvas.Number(x)} {Canvas.Number(Top - 6)}v{Canvas.Number(rows.Count * RowHeight + 2)}",
                    i == 0 ? Looks.Axis : Looks.Tick);
                canvas.Text(x, Top - 12, Rule(i), Colours.Muted, size: Small, anchor: "middle");
            }
            for (var i = 0; i < rows.Count; i++)
            {
                var top = Top + i * RowHeight;
                canvas.Text(left + 4, top + 12, rows[i].Name, Colours.Muted, size: 13);
                var length = rows[i].Value is > 0 and var value ? (Math.Log10(value) - first) * decade : 0;
                if (length > 0) canvas.Box(left, top + 18, length, BarHeight, Looks.Held, radius: 3);
                canvas.Text(left + length + 8, top + 31, rows[i].Value is { } shown ? Number(shown) : "없음", bold: true);
            }
        }

        string Rule(double i) => Number(Math.Pow(10, first + i));
    }

    /// <summary>Three digits are more than a measurement on a shared machine can promise.</summary>
    public static string Number(double value) =>
        value.ToString(value >= 10 || value == 0 ? "#,0" : "0.0", CultureInfo.InvariantCulture);

    private string Description() =>
        string.Join(", ", rows.Select(row => $"{row.Name} {(row.Value is { } value ? Number(value) : "없음")}")) + ".";
}
