using System.Globalization;
using System.Text;

namespace EchoNotebooks.Cli;

/// <summary>Text from outside (names of processes and files, what a client sent) on a terminal.</summary>
internal static class TerminalText
{
    /// <summary>
    /// Writes what would move the cursor, change colours or turn the direction of writing as \e, \n or \u{9b};
    /// everything else stays.
    /// </summary>
    internal static string Visible(string text)
    {
        if (!text.EnumerateRunes().Any(IsInvisible)) return text;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune)) shown.Append(rune);
            else if (rune.Value == '\n') shown.Append("\\n");
            else if (rune.Value == '\t') shown.Append("\\t");
            else if (rune.Value == '\e') shown.Append("\\e");
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
        return shown.ToString();
    }

    /// <summary>Controls (C0, C1), formats (zero width, bidirectional) and separators of lines; also what a font has no sign for.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
