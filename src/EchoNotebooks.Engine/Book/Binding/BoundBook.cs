using AngleSharp.Html.Parser;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book.Binding;

/// <summary>
/// All pages of a book in one, which needs no file beside it: what leads from page to page leads within it, every id and every
/// name of a group of controls is that of one page, and pictures are part of it. A style sheet stands in it once.
/// </summary>
internal static class BoundBook
{
    /// <summary>Binds pages.</summary>
    /// <param name="pages">The pages in reading order, the index first.</param>
    /// <param name="files">The book's other files.</param>
    /// <exception cref="IOException">A picture can no longer be read.</exception>
    public static Page Of(IReadOnlyList<Page> pages, BookFiles files)
    {
        var names = pages.Select(page => page.Name).ToHashSet(StringComparer.Ordinal);
        var sheets = new HashSet<string>(StringComparer.Ordinal);
        var bodies = pages.Select(page => (page.Name, Html: Bind(page, names, files, sheets))).ToList();
        return new Page(BookWriter.WholePage, pages[0].Title, html => Write(html, bodies))
        {
            Scripts = [.. pages.SelectMany(page => page.Scripts)],
        };
    }

    private static void Write(MarkupWriter html, IEnumerable<(string Name, string Html)> bodies)
    {
        using (html.Element("main", ("id", BookWriter.MainId)))
        {
            html.Line();
            foreach (var (name, body) in bodies)
            {
                using (html.Element("article", ("class", "page"), ("id", name))) html.Raw(body);
                html.Line();
            }
        }
        html.Line();
    }

    private static string Bind(Page page, IReadOnlySet<string> names, BookFiles files, HashSet<string> sheets)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var html = new MarkupWriter(writer)) page.WriteBody(html);
        using var document = new HtmlParser().ParseDocument("");
        var body = document.Body!;
        body.InnerHtml = writer.ToString();
        new BoundPage(page.Name, page.Title, names, files).Bind(body);
        foreach (var sheet in body.QuerySelectorAll("style"))
            if (!sheets.Add(sheet.TextContent)) sheet.Remove();
        return body.InnerHtml;
    }
}
