using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>The picture of a chapter: the first one that a cell with the tag "cover" has shown.</summary>
/// <param name="Svg">The drawing.</param>
/// <param name="Sheets">The style sheets that it needs.</param>
internal sealed record Cover(string Svg, IReadOnlyList<string> Sheets)
{
    private const string Tag = "cover";

    /// <summary>A notebook's; null where no cell has the tag or nothing was drawn.</summary>
    public static Cover? Of(Notebook notebook)
    {
        var outputs = notebook.Cells.Where(cell => cell.IsCode && cell.Tags.Contains(Tag)).SelectMany(cell => cell.Outputs);
        foreach (var output in outputs)
        {
            if (MultilineText.Join((output?["data"] as JsonObject)?["text/html"]) is not { } markup) continue;
            using var document = new HtmlParser().ParseDocument(markup);
            if (document.QuerySelector("svg") is not { } svg) continue;
            // On the index it only adorns: what it tells may be the answer to a question.
            foreach (var words in svg.QuerySelectorAll("title, desc")) words.Remove();
            return new Cover(svg.OuterHtml, [.. document.QuerySelectorAll("style").Select(sheet => sheet.TextContent)]);
        }
        return null;
    }
}
