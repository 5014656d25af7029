using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>One notebook's page. Its cells are rendered at once; what depends on the neighbours is written with the page.</summary>
internal sealed class BookPage
{
    private readonly string opening;
    private readonly string body;
    private readonly List<Heading> headings;

    /// <param name="result">The executed notebook.</param>
    /// <param name="name">The page's file.</param>
    /// <param name="files">The book's other files.</param>
    public BookPage(NotebookResult result, string name, BookFiles files)
    {
        Result = result;
        Name = name;
        var markdown = new MarkdownText(files, Path.GetDirectoryName(Path.GetFullPath(result.Notebook.Path))!);
        // The table of contents stands under the title, which is in the first cell.
        var first = result.Notebook.Cells.TakeWhile(cell => cell.Type == "markdown").Take(1).ToList();
        opening = Render(first);
        body = Render(result.Notebook.Cells.Skip(first.Count));
        headings = markdown.Headings;
        Title = headings.FirstOrDefault()?.Text is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(result.Notebook.Path);

        string Render(IEnumerable<Cell> cells)
        {
            using var writer = new StringWriter { NewLine = "\n" };
            using (var html = new MarkupWriter(writer))
                foreach (var cell in cells) BookCell.Write(html, cell, result.Notebook, markdown);
            return writer.ToString();
        }
    }

    public NotebookResult Result { get; }

    /// <summary>The page's file, beside the index.</summary>
    public string Name { get; }

    public string Title { get; }

    /// <summary>How the run ended.</summary>
    public string Verdict => Result switch
    {
        { Interrupted: true } => $"{Result.Executed}번 셀에서 멈춤",
        { Failures: [var first, ..] } => $"{first.Cell.Number}번 셀 실패",
        _ => "성공",
    };

    /// <summary>Writes what stands in the page's body.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="before">The page before it; null for none.</param>
    /// <param name="after">The page after it; null for none.</param>
    /// <param name="index">The index's file.</param>
    public void Write(MarkupWriter html, BookPage? before, BookPage? after, string index)
    {
        PageNavigation.Write(html, "위쪽 이동", index, before, after);
        using (html.Element("main", ("id", "main")))
        {
            html.Line();
            if (!headings.Exists(heading => heading.Level == 1))
            {
                html.Leaf("h1", Title);
                html.Line();
            }
            if (Result.Failures.Count > 0 || Result.Interrupted)
            {
                html.Leaf("p", $"이 노트북은 끝까지 제대로 실행되지 않았다: {Verdict}.", ("class", "notice bad"));
                html.Line();
            }
            html.Raw(opening);
            Contents(html);
            html.Raw(body);
        }
        html.Line();
        PageNavigation.Write(html, "아래쪽 이동", index, before, after);
    }

    private void Contents(MarkupWriter html)
    {
        var shown = headings.Where(heading => heading.Level is 2 or 3).ToList();
        if (shown.Count < 2) return;
        using (html.Element("nav", ("class", "toc"), ("aria-label", "차례")))
        using (html.Element("details"))
        {
            html.Leaf("summary", "차례");
            using (html.Element("ol"))
                foreach (var heading in shown)
                    using (html.Element("li", ("class", $"level-{heading.Level}")))
                        html.Leaf("a", heading.Text, ("href", "#" + heading.Id));
        }
        html.Line();
    }
}
