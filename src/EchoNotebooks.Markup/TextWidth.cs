using System.Globalization;
using System.Text;

namespace EchoNotebooks.Markup;

/// <summary>How many columns text takes on a terminal or in a monospaced font: two for 한글, one for most letters.</summary>
internal static class TextWidth
{
    private const int FirstMark = 0x300;

    /// <summary>The columns of a text. Letters are added up: a family of four that joiners make one sign counts as four.</summary>
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    /// <summary>0 for what is put over the letter before it, 2 for a wide letter, otherwise 1.</summary>
    public static int Of(Rune rune) =>
        WideLetters.Contains(rune.Value) ? 2
        : IsMark(rune) || IsMedialOrFinal(rune.Value) || IsSkinTone(rune.Value) ? 0
        : 1;

    /// <summary>The text with spaces after it up to a number of columns.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>The text with spaces before it up to a number of columns, for numbers.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Of(text))) + text;

    /// <summary>At most so many columns, the rest replaced by an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width) return text;
        var result = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width - 1) break;
            result.Append(rune);
        }
        return result.Append('…').ToString();
    }

    /// <summary>A vowel or final consonant of a syllable in separate letters: it stands within the first one's columns.</summary>
    private static bool IsMedialOrFinal(int letter) => letter is >= 0x1160 and <= 0x11ff or >= 0xd7b0 and <= 0xd7ff;

    /// <summary>It colours the sign before it.</summary>
    private static bool IsSkinTone(int letter) => letter is >= 0x1f3fb and <= 0x1f3ff;

    private static bool IsMark(Rune rune) => rune.Value >= FirstMark
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}
