using EchoNotebooks.Views;

namespace EchoNotebooks.Figures;

/// <summary>The title below a narrow figure, on two lines: what it is, and what it shows.</summary>
internal static class NarrowCaption
{
    public const double Height = 66;

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="width">The figure's.</param>
    /// <param name="top">Where the picture ends.</param>
    /// <param name="title">"그림 1. 무엇: 무엇을 보인다".</param>
    public static void Write(Canvas canvas, double width, double top, string title)
    {
        foreach (var (i, line) in title.Split(": ").Index())
            canvas.Text(width / 2, top + 28 + i * 24, line, bold: i == 0, size: 15, anchor: "middle");
    }
}
