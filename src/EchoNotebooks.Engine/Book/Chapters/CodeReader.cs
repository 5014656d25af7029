using EchoNotebooks.Engine.Documents;
using Microsoft.CodeAnalysis.Text;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Divides code into the pieces that a page colours.</summary>
internal sealed class CodeReader : IDisposable
{
    private readonly CSharpLines csharp = new();
    private readonly GrammarLines grammars = new();

    /// <summary>The lines of a text, each in pieces that together are the line.</summary>
    /// <param name="language">As <see cref="CellLanguage"/> names it, or <c>c</c>, <c>python</c>; another stays without colours.</param>
    /// <param name="code">The text.</param>
    public IReadOnlyList<IReadOnlyList<CodeToken>> Lines(string language, string code)
    {
        var kinds = new CodeKind[code.Length];
        if (language == CellLanguage.CSharp) csharp.Mark(code, kinds);
        else grammars.Mark(language, code, kinds);
        return [.. SourceText.From(code).Lines.Select(line => Tokens(code, kinds, line.Start, line.End))];
    }

    public void Dispose() => csharp.Dispose();

    private static List<CodeToken> Tokens(string code, CodeKind[] kinds, int start, int end)
    {
        var tokens = new List<CodeToken>();
        for (int from = start, at = start; at < end; from = at)
        {
            while (at < end && kinds[at] == kinds[from]) at++;
            tokens.Add(new CodeToken(code[from..at], kinds[from]));
        }
        return tokens;
    }
}
