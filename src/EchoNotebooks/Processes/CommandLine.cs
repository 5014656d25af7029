using System.Buffers;
using System.Text;

namespace EchoNotebooks;

/// <summary>Command lines as a shell has them, without being one: blanks, 'single' and "double" quotes, backslashes.</summary>
internal static class CommandLine
{
    private static readonly SearchValues<char> Special = SearchValues.Create("'\"\\");

    /// <summary>The line that <see cref="Split"/> splits into these words: what has blanks or quotes in it stands in quotes.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>Splits a line into words.</summary>
    /// <exception cref="ArgumentException">It is empty, or a quote is not closed.</exception>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\'') word!.Append(c);
            else if (c == '\\' && i + 1 < text.Length) (word ??= new()).Append(text[++i]);
            else if (quote == '"') word!.Append(c);
            else if (c is '\'' or '"')
            {
                quote = c;
                word ??= new();
            }
            else if (!char.IsWhiteSpace(c)) (word ??= new()).Append(c);
            else if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
        if (quote != '\0') throw new ArgumentException($"명령의 따옴표 {quote}가 닫히지 않았다: {text}", nameof(text));
        if (word is not null) words.Add(word.ToString());
        if (words.Count == 0) throw Empty(nameof(text));
        return [.. words];
    }

    /// <summary>There is no command.</summary>
    public static ArgumentException Empty(string parameter) => new("명령이 비어 있다. 예: python3 server.py {port}", parameter);

    private static string Quoted(string word) =>
        word.Length > 0 && !word.Any(char.IsWhiteSpace) && !word.AsSpan().ContainsAny(Special)
            ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
