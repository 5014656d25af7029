using System.Reflection;
using System.Text;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// Writes executed notebooks as static pages: an index, one page a notebook and one a Markdown file that a notebook links to,
/// with pictures beside them. A page opens from the file system and asks no network for anything.
/// </summary>
/// <remarks>
/// <b>Who is trusted.</b> The notebook's code: it was just run on this machine, so what its cells show may be HTML or SVG.
/// The code that made such markup has escaped what came from outside (a client's bytes, a process's name). HTML in the
/// notebook's text is cleaned of all that acts (<see cref="AuthorHtml"/>). Everything else, streams, plain values, errors,
/// names, sources, is text and is escaped here. As a second wall the page's policy lets nothing be fetched, and no script
/// run but those that the caller names by their hash.
/// </remarks>
public static class BookWriter
{
    internal const string IndexPage = "index.html";
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'; script-src ";

    private static readonly string Style = ReadStyle();

    /// <summary>Writes the book: all of it, or nothing.</summary>
    /// <param name="folder">Where to; created if it is missing. Pages of the same names are replaced.</param>
    /// <param name="results">The notebooks in reading order.</param>
    /// <param name="isRegularFile">Whether a path leads to a file that can be copied: a FIFO or a device has no end.</param>
    /// <param name="scripts">
    /// The scripts that outputs may run, each as a Content-Security-Policy names it: 'sha256-…'. None by default.
    /// </param>
    /// <returns>The full path of the index.</returns>
    /// <exception cref="IOException">It cannot be written, for one because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static string Write(
        string folder, IReadOnlyList<NotebookResult> results, Func<string, bool> isRegularFile, params IReadOnlyList<string> scripts)
    {
        ArgumentNullException.ThrowIfNull(results);
        folder = Path.GetFullPath(folder);
        using var staged = new StagedFiles();
        var names = results.ToDictionary(result => Path.GetFullPath(result.Notebook.Path), PageName);
        var files = new BookFiles(folder, names, isRegularFile, staged);
        var pages = results.Select(result => new BookPage(result, PageName(result), files)).ToList();
        for (var i = 0; i < pages.Count; i++)
        {
            var (before, after) = (pages.ElementAtOrDefault(i - 1), pages.ElementAtOrDefault(i + 1));
            var page = staged.Add(Path.Combine(folder, pages[i].Name));
            Write(page, pages[i].Title, scripts, html => pages[i].Write(html, before, after, IndexPage));
        }
        foreach (var text in files.Texts)
            Write(staged.Add(Path.Combine(folder, text.Name)), text.Title, [], html => text.Write(html, IndexPage));
        var index = Path.Combine(folder, IndexPage);
        Write(staged.Add(index), BookIndex.Title, [], html => BookIndex.Write(html, pages, files.Texts));
        staged.Commit();
        return index;
    }

    private static string PageName(NotebookResult result)
    {
        var name = Path.GetFileNameWithoutExtension(result.Notebook.Path) + ".html";
        return name == IndexPage ? "index-page.html" : name;
    }

    private static void Write(Stream file, string title, IReadOnlyList<string> scripts, Action<MarkupWriter> body)
    {
        using var writer = new StreamWriter(file, new UTF8Encoding(false)) { NewLine = "\n" };
        using var html = new MarkupWriter(writer);
        html.Raw("<!DOCTYPE html>\n");
        using (html.Element("html", ("lang", "ko")))
        {
            html.Line();
            Head(html, title, scripts);
            html.Line();
            using (html.Element("body"))
            {
                html.Line();
                html.Leaf("a", "본문으로 건너뛰기", ("class", "skip"), ("href", "#main"));
                html.Line();
                body(html);
            }
            html.Line();
        }
        html.Line();
    }

    private static void Head(MarkupWriter html, string title, IReadOnlyList<string> scripts)
    {
        var policy = Policy + (scripts.Count == 0 ? "'none'" : string.Join(' ', scripts));
        using (html.Element("head"))
        {
            html.Line();
            html.Void("meta", ("charset", "utf-8"));
            html.Line();
            html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy));
            html.Line();
            html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Line();
            html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
            html.Line();
            html.Leaf("title", title);
            html.Line();
            using (html.Element("style")) html.Raw(Style);
            html.Line();
        }
    }

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("EchoNotebooks.Engine.Book.book.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
