using System.Text;

namespace EchoNotebooks;

/// <summary>Splits a command line as a shell does, without being one: blanks, 'single' and "double" quotes, backslashes.</summary>
internal static class CommandLine
{
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
        if (words.Count == 0) throw new ArgumentException("명령이 비어 있다. 예: python3 server.py {port}", nameof(text));
        return [.. words];
    }
}
