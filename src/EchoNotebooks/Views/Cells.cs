using System.Globalization;
using System.Text;

namespace EchoNotebooks.Views;

/// <summary>How wide text is: in the cells of a monospaced font, and in pixels, estimated so that no font is wider.</summary>
internal static class Cells
{
    // Of the fonts that a reader may have (Noto Sans CJK, Malgun Gothic, Apple SD Gothic Neo, Segoe UI, DejaVu Sans)
    // the widest digit is 0.636 em, and a monospaced letter 0.602 em. A Hangul syllable is at most 1 em.
    private const double Narrow = 0.64;
    private const double NarrowMono = 0.61;

    /// <summary>Cells in a terminal: two for Hangul and other wide letters, none for what is put over another letter.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>An upper bound of the width in pixels at a font size in pixels.</summary>
    public static double Pixels(string text, double size, bool mono = false)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += Width(rune) switch { 0 => 0, 1 => mono ? NarrowMono : Narrow, _ => 1 };
        return width * size;
    }

    /// <summary>The text with spaces after it up to a number of cells.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>The text with spaces before it up to a number of cells, for numbers.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>At most so many cells, the rest replaced by an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width) return text;
        var result = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune);
            if (used > width - 1) break;
            result.Append(rune);
        }
        return result.Append('…').ToString();
    }

    // East Asian Width W and F (UAX #11), as far as text here can hold them.
    private static int Width(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115f => 2,
        >= 0x1160 and <= 0x11ff => 0,
        >= 0x2e80 and <= 0xa4cf and not 0x303f => 2,
        >= 0xa960 and <= 0xa97f => 2,
        >= 0xac00 and <= 0xd7a3 => 2,
        >= 0xf900 and <= 0xfaff => 2,
        >= 0xfe30 and <= 0xfe6f => 2,
        >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 => 2,
        >= 0x1f300 and <= 0x1faff => 2,
        >= 0x20000 and <= 0x3fffd => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 1,
    };
}
