using ColorCode;
using ColorCode.Common;
using ColorCode.Parsing;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Marks what is what in C and Python, by the grammars of ColorCode.</summary>
internal sealed class GrammarLines() : CodeColorizerBase(null, null)
{
    private CodeKind[] marked = [];
    private int at;

    /// <summary>Writes what each letter belongs to; in a language without a grammar nothing.</summary>
    /// <param name="language">Its name.</param>
    /// <param name="code">The text.</param>
    /// <param name="kinds">As long as the text.</param>
    public void Mark(string language, string code, CodeKind[] kinds)
    {
        var grammar = language switch
        {
            // C++ has all words of C.
            "c" => Languages.Cpp,
            "python" => Languages.Python,
            _ => null,
        };
        if (grammar is null) return;
        (marked, at) = (kinds, 0);
        languageParser.Parse(code, grammar, Write);
    }

    /// <summary>Is told the text piece by piece, each with what was found in it.</summary>
    protected override void Write(string parsedSourceCode, IList<Scope> scopes)
    {
        foreach (var scope in scopes) marked.AsSpan(at + scope.Index, scope.Length).Fill(KindOf(scope.Name));
        at += parsedSourceCode.Length;
    }

    private static CodeKind KindOf(string scope) => scope switch
    {
        ScopeName.Keyword or ScopeName.PreprocessorKeyword => CodeKind.Keyword,
        ScopeName.String or ScopeName.StringCSharpVerbatim => CodeKind.Text,
        ScopeName.Number => CodeKind.Number,
        ScopeName.Comment => CodeKind.Comment,
        _ => CodeKind.Plain,
    };
}
