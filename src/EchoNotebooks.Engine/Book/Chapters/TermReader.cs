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
        foreach (var strong in document.Descendants<EmphasisInline>())
        {
            if (strong is not { DelimiterChar: '*', DelimiterCount: 2 }) continue;
            if (strong.NextSibling is not LiteralInline next) continue;
            if (English().Match(next.Content.ToString()) is not { Success: true } english) continue;
            var name = MarkdownText.PlainText(strong);
            var paragraph = MarkdownText.PlainText(Root(strong));
            var id = strong.GetAttributes().Id = ids.Take("용어-" + name.Replace(' ', '-'));
            var sentence = Sentences().Split(paragraph).FirstOrDefault(each => each.Contains(name + english.Value, StringComparison.Ordinal));
            yield return new Term(name, english.Groups[1].Value, sentence ?? paragraph, id);
        }
    }

    private static ContainerInline Root(ContainerInline inline)
    {
        while (inline.Parent is { } parent) inline = parent;
        return inline;
    }

    [GeneratedRegex(@"^\(([A-Za-z][^()]*)\)")]
    private static partial Regex English();

    [GeneratedRegex(@"(?<=[가-힣][.?])\s+")]
    private static partial Regex Sentences();
}
