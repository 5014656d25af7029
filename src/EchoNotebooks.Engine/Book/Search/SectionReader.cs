using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book.Chapters;

namespace EchoNotebooks.Engine.Book.Search;

/// <summary>Reads a page's sections for the search, piece by piece in reading order.</summary>
/// <param name="page">The page's address beside the index.</param>
/// <param name="title">The page's title.</param>
/// <param name="questions">The questions of its opening.</param>
/// <param name="terms">The terms that it explains.</param>
internal sealed class SectionReader(string page, string title, IReadOnlyList<OpeningQuestion> questions, IReadOnlyList<Term> terms)
{
    private static readonly HtmlParser Parser = new();

    private readonly List<Draft> drafts = [new(null, title)];

    /// <summary>The sections so far; those of which nothing is said are left out.</summary>
    public IEnumerable<SearchSection> Sections() =>
        from draft in drafts
        where draft.Place is not null || draft.Text.Length + draft.Folded.Length + draft.Code.Length > 0
        select new SearchSection(draft.Place is { } place ? $"{page}#{place}" : page, draft.Place is null, title, draft.Title)
        {
            Questions = Said(string.Join(' ', questions.Where(one => one.Sections.Contains(draft.Place)).Select(one => one.Text))),
            Terms = Said(string.Join(' ', draft.Terms)),
            Text = Said(draft.Text.ToString()),
            Folded = Said(draft.Folded.ToString()),
            Code = Said(draft.Code.ToString()),
        };

    /// <summary>Reads text.</summary>
    /// <param name="html">As it stands in the page.</param>
    /// <param name="isFolded">Whether it is out of sight until the reader unfolds it.</param>
    public void Text(string html, bool isFolded)
    {
        using var document = Parser.ParseDocument("<body>" + html);
        Read(document.Body!, isFolded);
    }

    /// <summary>Reads the source of a cell.</summary>
    public void Code(string code) => drafts[^1].Code.Append(code).Append('\n');

    private void Read(INode node, bool isFolded)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText text) Add(text.Data, isFolded);
            if (child is not IElement element) continue;
            if (element is { LocalName: ['h', >= '1' and <= '6'], Id: { Length: > 0 } id })
            {
                // The page's title is that of its opening.
                if (drafts.Count > 1 || element.TextContent != title) drafts.Add(new Draft(id, element.TextContent));
                continue;
            }
            if (element.LocalName == "summary") continue;
            if (element.LocalName == "img") Add(element.GetAttribute("alt") ?? "", isFolded);
            if (terms.FirstOrDefault(one => one.Id == element.Id) is { } term) drafts[^1].Terms.Add(term.Name);
            var isInside = isFolded || element.LocalName == "details";
            Read(element, isInside);
            if (element.LocalName is "code" or "strong" or "b" or "em" or "i" or "a" or "span") continue;
            Add(" ", isFolded);
            Add(" ", isInside);
        }
    }

    private void Add(string text, bool isFolded) => (isFolded ? drafts[^1].Folded : drafts[^1].Text).Append(text);

    private static string? Said(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } said ? said : null;

    private sealed record Draft(string? Place, string Title)
    {
        public List<string> Terms { get; } = [];

        public StringBuilder Text { get; } = new();

        public StringBuilder Folded { get; } = new();

        public StringBuilder Code { get; } = new();
    }
}
