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
            yield return new Term(name, english.Groups[1].Value, SentenceWith(name + english.Value, paragraph), id);
        }
    }

    /// <summary>The sentence, with those before it where it points back: "이것을 … 라고 한다", "… 때문이다".</summary>
    private static string SentenceWith(string words, string paragraph)
    {
        var sentences = Sentences().Split(paragraph);
        var at = Array.FindIndex(sentences, each => each.Contains(words, StringComparison.Ordinal));
        if (at < 0) return paragraph;
        var from = at;
        while (from > 0 && PointsBack().IsMatch(sentences[from])) from--;
        return string.Join(' ', sentences[from..(at + 1)]);
    }

    private static ContainerInline Root(ContainerInline inline)
    {
        while (inline.Parent is { } parent) inline = parent;
        return inline;
    }

    [GeneratedRegex(@"^\(([A-Za-z][^()]*)\)")]
    private static partial Regex English();

    [GeneratedRegex("^(이런|이렇게|이것|이 |그래서|그것)|때문이다\\.$")]
    private static partial Regex PointsBack();

    [GeneratedRegex(@"(?<=[가-힣][.?])\s+")]
    private static partial Regex Sentences();
}
