using System.Text;
using EchoNotebooks.Engine.Book.Binding;
using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Engine.Book.Search;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// Writes executed notebooks as static pages: an index, one page a notebook and one a Markdown file that a notebook links to,
/// with pictures beside them. A page opens from the file system and asks no network for anything. The notebooks are read into
/// chapters first (<see cref="ChapterReader"/>); then the pages are written.
/// </summary>
/// <remarks>
/// <b>Who is trusted.</b> The notebook's code: it was just run on this machine, so what its cells show may be HTML or SVG.
/// The code that made such markup has escaped what came from outside (a client's bytes, a process's name). HTML in the
/// notebook's text is cleaned of all that acts (<see cref="AuthorHtml"/>). Everything else, streams, plain values, errors,
/// names, sources, is text and is escaped here. As a second wall the page's policy lets nothing be fetched, and no script
/// run but the book's own and those that the caller names by their hash.
/// </remarks>
public static class BookWriter
{
    /// <summary>The usual name of <see cref="BookSettings.WholeFile"/>; no page of the book has it.</summary>
    public const string WholePage = "book.html";

    internal const string IndexPage = "index.html";
    internal const string MainId = "main";

    /// <summary>A text of this name beside the notebooks stands on the index before the list of chapters.</summary>
    private const string PrefaceFile = "index.ko.md";

    /// <summary>Beside it: a line has a reader's word, a tabulator, and the book's word for it.</summary>
    private const string SynonymsFile = "synonyms.ko.tsv";

    /// <summary>Writes the book: all of it, or nothing.</summary>
    /// <param name="folder">Where to; created if it is missing. Pages of the same names are replaced.</param>
    /// <param name="results">The notebooks in reading order.</param>
    /// <param name="settings">What else it takes.</param>
    /// <returns>The full path of the index.</returns>
    /// <exception cref="IOException">It cannot be written, for one because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static string Write(string folder, IReadOnlyList<NotebookResult> results, BookSettings settings)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(settings);
        folder = Path.GetFullPath(folder);
        using var staged = new StagedFiles();
        var names = PageNames(results);
        var preface = results.Select(result => Path.Combine(result.Notebook.Folder, PrefaceFile)).FirstOrDefault(settings.IsRegularFile);
        if (preface is not null) names[preface] = IndexPage;
        var files = new BookFiles(folder, names, settings.IsRegularFile, staged);
        using var code = new CodeReader();
        var chapters = results
            .Select(result => ChapterReader.Read(result, names[Path.GetFullPath(result.Notebook.Path)], files, code)).ToList();
        var book = Contents(chapters, preface, files);
        var pages = Pages(book).ToList();
        foreach (var page in pages) Add(Path.Combine(folder, page.Name), page);
        if (settings.WholeFile is { } whole) Add(whole, BoundBook.Of(pages, files));
        staged.Commit();
        return Path.Combine(folder, IndexPage);

        void Add(string path, Page page)
        {
            using var writer = new StreamWriter(staged.Add(path), new UTF8Encoding(false)) { NewLine = "\n" };
            using var html = new MarkupWriter(writer);
            PageFrame.Write(html, page, settings);
        }
    }

    /// <summary>All pages of the book, in reading order.</summary>
    private static IEnumerable<Page> Pages(BookContents book)
    {
        yield return new Page(IndexPage, book.Title, html => BookIndex.Write(html, book)) { Scripts = [SearchBox.ScriptHash] };
        foreach (var (i, chapter) in book.Chapters.Index())
        {
            var (before, after) = (book.Chapters.ElementAtOrDefault(i - 1), book.Chapters.ElementAtOrDefault(i + 1));
            yield return new Page(chapter.Name, chapter.Title, html => BookPage.Write(html, chapter, before, after))
            {
                Search = SearchBox.Address,
            };
        }
        foreach (var text in book.Texts) yield return new Page(text.Name, text.Title, text.Write) { Search = SearchBox.Address };
    }

    /// <summary>The chapters with what stands round them. The preface is read last: it may lead to further texts.</summary>
    private static BookContents Contents(IReadOnlyList<Chapter> chapters, string? preface, BookFiles files)
    {
        if (preface is null || files.ReadText(preface) is not { } text) return new BookContents("노트북 책", null, chapters, files.Texts);
        var markdown = new MarkdownText(files, Path.GetDirectoryName(preface)!, new PageIds([]));
        var html = markdown.ToHtml(text);
        var title = markdown.Headings.FirstOrDefault()?.Text ?? Path.GetFileName(preface);
        return new BookContents(title, html, chapters, files.Texts) { Synonyms = Synonyms(Path.GetDirectoryName(preface)!, files) };
    }

    private static List<string[]> Synonyms(string folder, BookFiles files) =>
        [.. (files.ReadText(Path.Combine(folder, SynonymsFile)) ?? "").Split('\n')
            .Select(line => line.TrimEnd('\r').Split('\t')).Where(words => words is [{ Length: > 0 }, { Length: > 0 }])];

    /// <summary>The page of each notebook, by its full path. No two have one page, and none has a page of the book itself.</summary>
    private static Dictionary<string, string> PageNames(IReadOnlyList<NotebookResult> results)
    {
        var taken = new HashSet<string>([IndexPage, WholePage]);
        var names = new Dictionary<string, string>();
        // Last those whose name is the book's: a longer one is made for them, and it may be another's.
        foreach (var path in results.Select(result => Path.GetFullPath(result.Notebook.Path))
            .OrderBy(path => $"{Path.GetFileNameWithoutExtension(path)}.html" is IndexPage or WholePage))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            while (!taken.Add($"{name}.html")) name += "-page";
            names[path] = $"{name}.html";
        }
        return names;
    }
}
