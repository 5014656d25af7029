using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Session;

/// <summary>A line of a cell, quoted under its number.</summary>
internal static class SourceQuote
{
    /// <summary>The line from 1 of a text, or null where there is no such line.</summary>
    public static string? Line(string text, int line)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }

    /// <summary>The line with its number, and a caret under the column (from 0) where one is given.</summary>
    public static IEnumerable<string> Of(string text, int line, int? column = null)
    {
        if (Line(text, line) is not { } source) yield break;
        var head = $"  {line,4} | ";
        yield return head + source;
        if (column is { } at) yield return new string(' ', head.Length - 2) + "| " + Blank(source[..Math.Min(at, source.Length)]) + "^";
    }

    /// <summary>Blanks as wide as a text. Its tabs stay: the terminal decides how wide one is.</summary>
    private static string Blank(string text) =>
        string.Join('\t', text.Split('\t').Select(part => new string(' ', TextWidth.Of(part))));
}
