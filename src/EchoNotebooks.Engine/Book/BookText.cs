using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>The page of a Markdown file that a notebook of the book links to.</summary>
internal sealed class BookText
{
    /// <param name="file">The Markdown file's full path.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="name">The page's file.</param>
    /// <param name="files">The book's other files.</param>
    public BookText(string file, string text, string name, BookFiles files)
    {
        Name = name;
        var markdown = new MarkdownText(files, Path.GetDirectoryName(file)!, new PageIds([]));
        Html = markdown.ToHtml(text).Html;
        Sections = [.. markdown.Headings.Where(heading => heading.Level == 2)];
        Title = markdown.Headings.FirstOrDefault()?.Text is { Length: > 0 } title ? title : Path.GetFileName(file);
    }

    /// <summary>The page's file, beside the index.</summary>
    public string Name { get; }

    public string Title { get; }

    /// <summary>The headings of its sections.</summary>
    public IReadOnlyList<Heading> Sections { get; }

    /// <summary>What the page says.</summary>
    public string Html { get; }

    /// <summary>Writes what stands in the page's body.</summary>
    /// <param name="html">Where to.</param>
    public void Write(MarkupWriter html)
    {
        PageNavigation.Write(html, "위쪽 이동");
        using (html.Element("main", ("id", BookWriter.MainId)))
        using (html.Element("section", ("class", "text")))
            html.Raw(Html);
        html.Line();
        PageNavigation.Write(html, "아래쪽 이동");
    }
}
