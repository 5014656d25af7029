using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Reads a chapter's first cell: the table of its questions with their sections, and how long it takes.</summary>
internal static class OpeningReader
{
    private const string Time = "걸리는 시간";

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
            let section = headings.FirstOrDefault(one => one.Level > 1 && one.Text.StartsWith(name + ".", StringComparison.Ordinal))
            where section is not null
            select section.Id;
    }
}
