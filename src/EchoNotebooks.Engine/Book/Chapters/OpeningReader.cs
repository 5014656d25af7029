using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Reads a chapter's first cell: the table of its questions with their sections, and how long it takes.</summary>
internal static class OpeningReader
{
    private const string Time = "걸리는 시간";

    /// <summary>
    /// The cell's text with a link from each name of a section in the table to that section, and from each question to the first.
    /// </summary>
    /// <param name="html">The cell's text.</param>
    /// <param name="headings">The chapter's headings.</param>
    public static string Link(string html, IReadOnlyList<Heading> headings)
    {
        using var document = new HtmlParser().ParseDocument("");
        document.Body!.InnerHtml = html;
        if (document.QuerySelector("table") is not { } table) return html;
        foreach (var cell in table.QuerySelectorAll("tbody tr > :nth-child(2)").Where(cell => cell.ChildElementCount == 0))
        {
            var names = cell.TextContent.Split(", ");
            cell.TextContent = "";
            foreach (var (i, name) in names.Index())
            {
                if (i > 0) cell.Append(document.CreateTextNode(", "));
                cell.Append(LinkTo(name, headings, document));
            }
            LinkQuestion(cell.PreviousElementSibling!, names[0], headings, document);
        }
        return document.Body.InnerHtml;
    }

    /// <summary>A finger finds the question where it misses a number of one digit.</summary>
    private static void LinkQuestion(IElement question, string name, IReadOnlyList<Heading> headings, IDocument document)
    {
        if (question.QuerySelector("a") is not null || Section(name.Trim(), headings) is not { } section) return;
        var link = document.CreateElement("a");
        link.SetAttribute("href", "#" + section.Id);
        link.Append([.. question.ChildNodes]);
        question.Append(link);
    }

    /// <summary>Reads it.</summary>
    /// <param name="html">The cell's text.</param>
    /// <param name="headings">The chapter's headings; a section is named by what its heading begins with: "2", "E6".</param>
    public static Opening Read(string html, IReadOnlyList<Heading> headings)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var rows = document.QuerySelector("table")?.QuerySelectorAll("tbody tr").Select(row => row.Children.ToList()) ?? [];
        var time = document.QuerySelectorAll("p > strong:first-child").FirstOrDefault(strong => strong.TextContent.Trim() == Time);
        return new Opening(
            [.. rows.Where(row => row.Count > 0).Select(row => new OpeningQuestion(row[0].TextContent.Trim(), [.. Sections(row)]))],
            time?.ParentElement!.InnerHtml);

        IEnumerable<string> Sections(List<IElement> row) =>
            from name in row.ElementAtOrDefault(1)?.TextContent.Split(',', StringSplitOptions.TrimEntries) ?? []
            where name.Length > 0
            let section = Section(name, headings)
            where section is not null
            select section.Id;
    }

    private static INode LinkTo(string name, IReadOnlyList<Heading> headings, IDocument document)
    {
        if (Section(name.Trim(), headings) is not { } section) return document.CreateTextNode(name);
        var link = document.CreateElement("a");
        link.SetAttribute("href", "#" + section.Id);
        link.SetAttribute("aria-label", section.Text);
        link.TextContent = name;
        return link;
    }

    private static Heading? Section(string name, IReadOnlyList<Heading> headings) =>
        headings.FirstOrDefault(one => one.Level > 1 && one.Text.StartsWith(name + ".", StringComparison.Ordinal));
}
