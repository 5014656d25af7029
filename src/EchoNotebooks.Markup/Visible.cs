using System.Buffers;
using System.Globalization;
using System.Text;

namespace EchoNotebooks.Markup;

/// <summary>
/// Makes text from outside harmless (what a client sent, names of processes and files): nothing in it moves a
/// cursor, changes a colour or turns the direction of writing, and everything in it can be seen. The result is the
/// same in a picture, in a page and on a terminal.
/// </summary>
internal static class Visible
{
    private const int LastControl = 0x1f, Delete = 0x7f, ControlPictures = 0x2400, PictureOfDelete = 0x2421;
    private const int NonJoiner = 0x200c, Joiner = 0x200d;

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Range(' ', '~'), .. Range('가', '힣')]);

    /// <summary>
    /// Control characters become their pictures (␛, ␍), everything else that acts or has no sign becomes its number
    /// ([U+202E]), and half a surrogate pair the replacement character. Line feeds and tabs stay.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // half a pair comes as U+FFFD
            if (rune.Value is '\n' or '\t') result.Append((char)rune.Value);
            else if (rune.Value <= LastControl) result.Append((char)(ControlPictures + rune.Value));
            else if (rune.Value == Delete) result.Append((char)PictureOfDelete);
            else if (Acts(rune)) result.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else result.Append(rune);
        return result.ToString();
    }

    /// <summary>The same on one line: line feeds and tabs become pictures too.</summary>
    public static string OnOneLine(string text) => Of(text).Replace('\n', '\u240a').Replace('\t', '\u2409');

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);

    /// <summary>Controls, directions of writing, separators of lines, and what no font has a sign for.</summary>
    private static bool Acts(Rune rune) => rune.Value is not (NonJoiner or Joiner) // these make one letter of several
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
