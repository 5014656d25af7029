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
        if (column is { } at) yield return new string(' ', head.Length - 2) + "| " + Padding(source.AsSpan(0, Math.Min(at, source.Length))) + "^";
    }

    // Hangul and its neighbours stand two columns wide in a terminal and in a monospace font.
    private static string Padding(ReadOnlySpan<char> before)
    {
        var padding = new System.Text.StringBuilder();
        foreach (var c in before) padding.Append(c == '\t' ? "\t" : c is >= '\u1100' and <= '\u115F' or >= '\u2E80' and <= '\uD7A3' or >= '\uFF00' and <= '\uFF60' ? "  " : " ");
        return padding.ToString();
    }
}
