namespace EchoNotebooks;

/// <summary>
/// The lines of one source file, C or C#, and as much of its structure as choosing lines takes: which characters
/// are comment, which are text, and where a function begins and ends.
/// </summary>
internal sealed class SourceFile
{
    private readonly string text;
    private readonly Kind[] kinds;
    private readonly int[] lineStarts;

    public SourceFile(string name, string text)
    {
        Name = name;
        this.text = text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        kinds = Classify(text);
        Lines = text.TrimEnd('\n').Split('\n');
        lineStarts = new int[Lines.Count];
        for (var i = 1; i < Lines.Count; i++) lineStarts[i] = lineStarts[i - 1] + Lines[i - 1].Length + 1;
    }

    private enum Kind : byte
    {
        Code,
        Comment,
        Literal,
    }

    public string Name { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Whether a character is part of a comment.</summary>
    public bool IsComment(int line, int column) => kinds[lineStarts[line] + column] == Kind.Comment;

    /// <summary>The first line at or after one (both from 0) that contains a text; −1 for none.</summary>
    public int Find(string anchor, int from = 0)
    {
        for (var line = from; line < Lines.Count; line++)
            if (Lines[line].Contains(anchor, StringComparison.Ordinal)) return line;
        return -1;
    }

    /// <summary>
    /// The lines (from 0, both included) of the definition of a function: its comment and attributes, its head and
    /// its body. A definition is the name, parentheses, and then a body: { … } or =&gt; … ;. Null where there is none.
    /// </summary>
    public (int First, int Last)? Function(string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (kinds[at] != Kind.Code || IsWord(at - 1) || IsWord(at + name.Length)) continue;
            var open = SkipBlanks(at + name.Length);
            if (!Is(open, '(') || Closing(open) is not { } close) continue;
            var body = SkipBlanks(close + 1);
            var end = Is(body, '{') ? Closing(body) : Is(body, '=') && Is(body + 1, '>') ? EndOfStatement(body) : null;
            if (end is null) continue;
            var first = LineOf(at);
            while (first > 0 && BelongsToNext(first - 1)) first--;
            return (first, LineOf(end.Value));
        }
        return null;
    }

    private static Kind[] Classify(string text)
    {
        var kinds = new Kind[text.Length];
        for (var i = 0; i < text.Length;)
        {
            var (kind, end) = text[i] switch
            {
                '/' when Next(i) == '/' => (Kind.Comment, EndAt("\n", i, keep: false)),
                '/' when Next(i) == '*' => (Kind.Comment, EndAt("*/", i + 2, keep: true)),
                '"' when text.AsSpan(i).StartsWith("\"\"\"") => (Kind.Literal, EndAt("\"\"\"", i + 3, keep: true)),
                '"' when i > 0 && text[i - 1] == '@' => (Kind.Literal, EndAt("\"", i + 1, keep: true)),
                '"' or '\'' => (Kind.Literal, EndOfQuoted(i)),
                _ => (Kind.Code, i + 1),
            };
            kinds.AsSpan(i, end - i).Fill(kind);
            i = end;
        }
        return kinds;

        char Next(int i) => i + 1 < text.Length ? text[i + 1] : '\0';

        int EndAt(string mark, int from, bool keep)
        {
            var end = text.IndexOf(mark, from, StringComparison.Ordinal);
            return end < 0 ? text.Length : keep ? end + mark.Length : end;
        }

        int EndOfQuoted(int start)
        {
            for (var i = start + 1; i < text.Length; i++)
                if (text[i] == '\\') i++;
                else if (text[i] == text[start]) return i + 1;
                else if (text[i] == '\n') return i;
            return text.Length;
        }
    }

    private bool Is(int at, char c) => at < text.Length && text[at] == c && kinds[at] == Kind.Code;

    private bool IsWord(int at) => at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.');

    private int SkipBlanks(int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || kinds[at] == Kind.Comment)) at++;
        return at;
    }

    private int? Closing(int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            if (kinds[at] != Kind.Code) continue;
            if (text[at] is '(' or '{' or '[') depth++;
            else if (text[at] is ')' or '}' or ']' && --depth == 0) return at;
        }
        return null;
    }

    private int? EndOfStatement(int from)
    {
        for (var at = from; at < text.Length; at++)
            if (Is(at, '{') || Is(at, '('))
            {
                if (Closing(at) is not { } close) return null;
                at = close;
            }
            else if (Is(at, ';')) return at;
        return null;
    }

    private int LineOf(int at)
    {
        var line = Array.BinarySearch(lineStarts, at);
        return line >= 0 ? line : ~line - 1;
    }

    /// <summary>A comment, an attribute, or a return type on a line of its own.</summary>
    private bool BelongsToNext(int line)
    {
        var trimmed = Lines[line].Trim();
        if (trimmed.Length == 0) return false;
        var column = Lines[line].IndexOf(trimmed[0], StringComparison.Ordinal);
        if (IsComment(line, column)) return true;
        return trimmed[0] == '[' && trimmed[^1] == ']';
    }
}
