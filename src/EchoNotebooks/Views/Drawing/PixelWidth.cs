namespace EchoNotebooks.Views;

/// <summary>The width of text in pixels, estimated so that no font is wider: what is measured by it is never cut.</summary>
internal static class PixelWidth
{
    // Of the fonts that a reader may have (Noto Sans CJK, Malgun Gothic, Apple SD Gothic Neo, Segoe UI, DejaVu Sans)
    // the widest digit is 0.636 em, and a monospaced letter 0.602 em. A Hangul syllable is at most 1 em.
    private const double Narrow = 0.64, NarrowMono = 0.61, Wide = 1;

    /// <summary>An upper bound of the width in pixels.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">The font's size in pixels.</param>
    /// <param name="mono">Whether the font is monospaced.</param>
    public static double Of(string text, double size, bool mono = false)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += TextWidth.Of(rune) switch { 0 => 0, 1 => mono ? NarrowMono : Narrow, _ => Wide };
        return width * size;
    }
}
