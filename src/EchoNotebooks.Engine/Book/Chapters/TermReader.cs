using System.Text.RegularExpressions;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Finds the terms that a text explains, and gives each a place that a link can lead to.</summary>
internal static partial class TermReader
{
    /// <summary>The terms of a text, in its order.</summary>
    public static IEnumerable<Term> Read(MarkdownDocument document, PageIds ids)
    {
        foreach (var strong in document.Descendants<EmphasisInline>().Where(each => each is { DelimiterChar: '*', DelimiterCount: 2 }))
        {
            if (strong.NextSibling is not LiteralInline next) continue;
            if (English().Match(next.Content.ToString()) is not { Success: true } english) continue;
            var name = MarkdownText.PlainText(strong);
            var paragraph = strong.ParentBlock is LeafBlock { Inline: { } inline } ? MarkdownText.PlainText(inline) : name;
            var id = strong.GetAttributes().Id = ids.Take("용어-" + name.Replace(' ', '-'));
            var sentence = Sentences().Split(paragraph).FirstOrDefault(each => each.Contains(name + english.Value, StringComparison.Ordinal));
            yield return new Term(name, english.Groups[1].Value, sentence ?? paragraph, id);
        }
    }

    [GeneratedRegex(@"^\(([A-Za-z][^()]*)\)")]
    private static partial Regex English();

    [GeneratedRegex(@"(?<=[가-힣][.?])\s+")]
    private static partial Regex Sentences();
}
