using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>One cell of a page: its text, or its source with its outputs.</summary>
internal static class BookCell
{
    public static void Write(MarkupWriter html, Cell cell, Notebook notebook, MarkdownText markdown)
    {
        if (cell.Type == "markdown") Text(html, cell, markdown);
        else if (cell.IsCode) Code(html, cell, notebook, markdown);
        else return;
        html.Line();
    }

    private static void Text(MarkupWriter html, Cell cell, MarkdownText markdown)
    {
        using (html.Element("section", ("class", "text"))) html.Raw(markdown.ToHtml(cell.Source, name => Attachment(cell, name)));
    }

    private static void Code(MarkupWriter html, Cell cell, Notebook notebook, MarkdownText markdown)
    {
        var language = CellLanguage.Of(cell, notebook);
        using (html.Element("section", ("class", "cell"), ("id", $"cell-{cell.Number}")))
        {
            // What only carries text or markup is not worth reading twice.
            if (language.Name is not (CellLanguage.Html or CellLanguage.Markdown) && cell.Source.Trim().Length > 0)
                Source(html, cell, language.Code.Trim('\n', '\r'));
            var renderer = new OutputRenderer(html, markdown);
            foreach (var output in cell.Outputs.OfType<JsonObject>()) renderer.Render(output);
        }
    }

    private static void Source(MarkupWriter html, Cell cell, string code)
    {
        var count = cell.ExecutionCount is null ? "[ ]" : $"[{cell.ExecutionCount}]";
        using (html.Element("div", ("class", "source"), ("data-cell", count)))
        using (html.Element("pre", ("tabindex", "0"), ("aria-label", $"{cell.Number}번 셀의 코드")))
            html.Leaf("code", code);
        html.Line();
    }

    /// <summary>The data URI of a picture that is pasted into a cell, by its name; null where there is none.</summary>
    private static string? Attachment(Cell cell, string name)
    {
        if (cell.Attachments?[name] is not JsonObject { Count: > 0 } forms) return null;
        var (type, data) = forms.First();
        if (!type.StartsWith("image/", StringComparison.Ordinal) || MultilineText.Join(data) is not { } text) return null;
        return $"data:{type};base64,{string.Concat(text.Where(c => !char.IsWhiteSpace(c)))}";
    }
}
