using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Book;

/// <summary>
/// Writes executed notebooks as static pages: an index and one page a notebook, with pictures beside them. A page
/// opens from the file system and asks no network for anything.
/// </summary>
/// <remarks>
/// Whom a page trusts. The notebook's author: her code was just run on this machine, so her Markdown may carry
/// HTML, and so may what her cells show as text/html or SVG. Those who made such markup have escaped what came from
/// outside (a client's bytes, a process's name). Everything else, streams, plain values, errors, names, sources, is
/// text and is escaped here. As a second wall the page's policy lets nothing be fetched, and no script run but those
/// that the caller names by their hash.
/// </remarks>
public static class BookWriter
{
    private const string IndexPage = "index.html";
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'; script-src ";

    private static readonly string Style = ReadStyle();

    /// <summary>Writes the book.</summary>
    /// <param name="folder">Where to; created if it is missing. Pages of the same names are replaced.</param>
    /// <param name="results">The notebooks in reading order.</param>
    /// <param name="scripts">The scripts that outputs may run, each as a Content-Security-Policy names it: 'sha256-…'. None by default.</param>
    /// <returns>The full path of the index.</returns>
    public static string Write(string folder, IReadOnlyList<NotebookResult> results, params IReadOnlyList<string> scripts)
    {
        ArgumentNullException.ThrowIfNull(results);
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        var pages = results.ToDictionary(result => Path.GetFullPath(result.Notebook.Path), PageName);
        var files = new BookFiles(folder, pages);
        var contents = results.Select(result => new Page(result, files)).ToList();
        for (var i = 0; i < contents.Count; i++)
        {
            var (before, after) = (contents.ElementAtOrDefault(i - 1), contents.ElementAtOrDefault(i + 1));
            Save(Path.Combine(folder, contents[i].Name), contents[i].Title, scripts, html => WritePage(html, contents[i], before, after));
        }
        var index = Path.Combine(folder, IndexPage);
        Save(index, "노트북 책", [], html => WriteIndex(html, contents));
        return index;
    }

    private static string PageName(NotebookResult result)
    {
        var name = Path.GetFileNameWithoutExtension(result.Notebook.Path) + ".html";
        return name == IndexPage ? "index-page.html" : name;
    }

    private static void Save(string path, string title, IReadOnlyList<string> scripts, Action<HtmlWriter> body)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        var html = new HtmlWriter(writer);
        html.Raw("<!DOCTYPE html>\n").Element("html", () =>
        {
            html.Line().Element("head", () =>
            {
                html.Line().Empty("meta", ("charset", "utf-8")).Line();
                html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy + (scripts.Count == 0 ? "'none'" : string.Join(' ', scripts)))).Line();
                html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
                html.Empty("meta", ("name", "color-scheme"), ("content", "light dark")).Line();
                html.Element("title", title).Line();
                html.Element("style", () => html.Raw(Style)).Line();
            }).Line();
            html.Element("body", () =>
            {
                html.Line().Element("a", "본문으로 건너뛰기", ("class", "skip"), ("href", "#main")).Line();
                body(html);
            }).Line();
        }, ("lang", "ko")).Line();
    }

    private static void WriteIndex(HtmlWriter html, List<Page> pages) => html.Element("main", () =>
    {
        html.Line().Element("h1", "노트북 책").Line();
        html.Element("p", "노트북을 처음부터 끝까지 실행한 기록이다. 출력은 모두 그때 실제로 나온 것이다.").Line();
        html.Element("div", () => html.Element("table", () =>
        {
            html.Element("thead", () => html.Element("tr", () =>
            {
                foreach (var head in (string[])["노트북", "셀", "시간", "결과"]) html.Element("th", head, ("scope", "col"));
            })).Line();
            html.Element("tbody", () =>
            {
                foreach (var page in pages)
                {
                    html.Element("tr", () => html
                        .Element("td", () => html.Element("a", page.Title, ("href", Uri.EscapeDataString(page.Name))))
                        .Element("td", $"{page.Result.CodeCells}")
                        .Element("td", $"{page.Result.Duration.TotalSeconds:0.0}초")
                        .Element("td", page.Verdict, ("class", page.Result.Succeeded ? "good" : "bad"))).Line();
                }
            });
        }), ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "노트북 목록")).Line();
    }, ("id", "main"));

    private static void WritePage(HtmlWriter html, Page page, Page? before, Page? after)
    {
        Navigation(html, before, after, "위쪽 이동");
        html.Element("main", () =>
        {
            html.Line();
            if (!page.Headings.Exists(heading => heading.Level == 1)) html.Element("h1", page.Title).Line();
            if (page.Result.Failures.Count > 0 || page.Result.Interrupted)
                html.Element("p", $"이 노트북은 끝까지 제대로 실행되지 않았다: {page.Verdict}.", ("class", "notice bad")).Line();
            html.Raw(page.Opening);
            Contents(html, page.Headings);
            html.Raw(page.Body);
        }, ("id", "main")).Line();
        Navigation(html, before, after, "아래쪽 이동");
    }

    private static void Navigation(HtmlWriter html, Page? before, Page? after, string label) => html.Element("nav", () =>
    {
        html.Element("span", () => Link(before, "← ", "prev"));
        html.Element("a", "목록", ("href", IndexPage));
        html.Element("span", () => Link(after, "", "next"));

        void Link(Page? page, string arrow, string relation)
        {
            if (page is null) return;
            var text = relation == "prev" ? arrow + page.Title : page.Title + " →";
            html.Element("a", text, ("href", Uri.EscapeDataString(page.Name)), ("rel", relation));
        }
    }, ("class", "pages"), ("aria-label", label)).Line();

    private static void Contents(HtmlWriter html, List<Heading> headings)
    {
        var shown = headings.Where(heading => heading.Level is 2 or 3).ToList();
        if (shown.Count < 2) return;
        html.Element("nav", () => html.Element("details", () =>
        {
            html.Element("summary", "차례").Element("ol", () =>
            {
                foreach (var heading in shown)
                    html.Element("li", () => html.Element("a", heading.Text, ("href", "#" + heading.Id)), ("class", $"level-{heading.Level}"));
            });
        }), ("class", "toc"), ("aria-label", "차례")).Line();
    }

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("EchoNotebooks.Engine.Book.book.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>One notebook's page, rendered up to what depends on its neighbours.</summary>
    private sealed class Page
    {
        public Page(NotebookResult result, BookFiles files)
        {
            Result = result;
            Name = PageName(result);
            var markdown = new MarkdownText(files, Path.GetDirectoryName(Path.GetFullPath(result.Notebook.Path))!);
            // The table of contents stands under the title, which is in the first cell.
            var opening = result.Notebook.Cells.TakeWhile(cell => cell.Type == "markdown").Take(1).ToList();
            Opening = Render(opening);
            Body = Render(result.Notebook.Cells.Skip(opening.Count));
            Headings = markdown.Headings;
            Title = Headings.FirstOrDefault()?.Text is { Length: > 0 } first ? first : Path.GetFileNameWithoutExtension(result.Notebook.Path);

            string Render(IEnumerable<Cell> cells)
            {
                using var writer = new StringWriter { NewLine = "\n" };
                var html = new HtmlWriter(writer);
                foreach (var cell in cells) WriteCell(html, cell, result.Notebook, markdown);
                return writer.ToString();
            }
        }

        public NotebookResult Result { get; }

        public string Name { get; }

        public string Title { get; }

        public string Opening { get; }

        public string Body { get; }

        public List<Heading> Headings { get; }

        public string Verdict => Result switch
        {
            { Interrupted: true } => $"{Result.Executed}번 셀에서 멈춤",
            { Failures: [var first, ..] } => $"{first.Cell.Number}번 셀 실패",
            _ => "성공",
        };

        private static void WriteCell(HtmlWriter html, Cell cell, Notebook notebook, MarkdownText markdown)
        {
            if (cell.Type == "markdown")
                html.Element("section", () => html.Raw(markdown.ToHtml(cell.Source, name => Attachment(cell, name))), ("class", "text")).Line();
            else if (cell.IsCode)
                WriteCode(html, cell, notebook, markdown);
        }

        private static void WriteCode(HtmlWriter html, Cell cell, Notebook notebook, MarkdownText markdown)
        {
            var language = CellLanguage.Of(cell, notebook);
            html.Element("section", () =>
            {
                // What only carries text or markup is not worth reading twice.
                if (language.Name is not (CellLanguage.Html or CellLanguage.Markdown) && cell.Source.Trim().Length > 0)
                {
                    html.Element("div", () => html.Element("pre", () => html.Element("code", language.Code.Trim('\n', '\r')), ("tabindex", "0"), ("aria-label", $"{cell.Number}번 셀의 코드")),
                        ("class", "source"), ("data-cell", cell.ExecutionCount is null ? "[ ]" : $"[{cell.ExecutionCount}]")).Line();
                }
                var renderer = new OutputRenderer(html, markdown);
                foreach (var output in cell.Outputs.OfType<JsonObject>()) renderer.Render(output);
            }, ("class", "cell"), ("id", $"cell-{cell.Number}")).Line();
        }

        private static string? Attachment(Cell cell, string name)
        {
            if (cell.Attachments?[name] is not JsonObject { Count: > 0 } forms) return null;
            var (type, data) = forms.First();
            return type.StartsWith("image/", StringComparison.Ordinal) && MultilineText.Join(data) is { } text
                ? $"data:{type};base64,{string.Concat(text.Where(c => !char.IsWhiteSpace(c)))}" : null;
        }
    }
}
