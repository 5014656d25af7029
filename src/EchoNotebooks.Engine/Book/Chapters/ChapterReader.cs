using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Reads an executed notebook as a chapter.</summary>
internal sealed class ChapterReader
{
    private readonly NotebookResult result;
    private readonly CodeReader code;
    private readonly PageIds ids;
    private readonly MarkdownText markdown;
    private readonly OutputReader outputs;

    private ChapterReader(NotebookResult result, BookFiles files, CodeReader code)
    {
        this.result = result;
        this.code = code;
        ids = new PageIds(result.Notebook.Cells);
        markdown = new MarkdownText(files, result.Notebook.Folder, ids);
        outputs = new OutputReader(markdown, code);
    }

    /// <summary>Reads it.</summary>
    /// <param name="result">The executed notebook.</param>
    /// <param name="name">Its page's file.</param>
    /// <param name="files">The book's other files.</param>
    /// <param name="code">Divides the code of its cells.</param>
    public static Chapter Read(NotebookResult result, string name, BookFiles files, CodeReader code) =>
        new ChapterReader(result, files, code).Read(name);

    private Chapter Read(string name)
    {
        var cells = result.Notebook.Cells.Select(Read).OfType<CellParts>().ToList();
        var opening = cells.TakeWhile(cell => cell.Head is TextPart).Take(1).ToList();
        var failed = result.Failures.Select(failure => failure.Cell).ToHashSet();
        var body = Folding.Fold([.. cells.Skip(opening.Count)], cell => failed.Contains(cell.Cell), ids);
        var title = markdown.Headings.FirstOrDefault()?.Text is { Length: > 0 } heading
            ? heading
            : Path.GetFileNameWithoutExtension(result.Notebook.Path);
        return new Chapter(name, title, result, [.. opening.Select(cell => Linked(cell.Head))], body, markdown.Headings)
        {
            Opening = OpeningReader.Read(
                opening is [{ Head: TextPart text }] ? text.Text.Html : "", markdown.Headings),
            Terms = markdown.Terms,
            Cover = Cover.Of(result.Notebook),
            FailedCell = result.Failures is [var first, ..] ? ids.Of(first.Cell) : null,
        };
    }

    private Part Linked(Part part) => part is TextPart text
        ? text with { Text = text.Text with { Html = OpeningReader.Link(text.Text.Html, markdown.Headings) } }
        : part;

    private CellParts? Read(Cell cell)
    {
        if (cell.Type == "markdown")
            return new CellParts(cell, new TextPart(ids.Of(cell), markdown.ToHtml(cell.Source, name => Attachment(cell, name))), []);
        if (!cell.IsCode) return null;
        var language = CellLanguage.Of(cell, result.Notebook);
        return new CellParts(
            cell,
            new CodePart(ids.Of(cell), cell.Number, cell.ExecutionCount, Lines(language)),
            [.. cell.Outputs.OfType<JsonObject>().Select(outputs.Read).OfType<OutputPart>()]);
    }

    private IReadOnlyList<IReadOnlyList<CodeToken>> Lines(CellLanguage language)
    {
        var text = language.Code.Trim('\n', '\r');
        // What only carries text or markup is not worth reading twice.
        var isShown = language.Name is not (CellLanguage.Html or CellLanguage.Markdown) && text.Trim().Length > 0;
        return isShown ? code.Lines(language.Name, text) : [];
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
