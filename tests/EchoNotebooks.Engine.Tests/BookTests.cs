using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Book.Search;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Tests;

/// <summary>
/// Pages of fixed, executed notebooks. Golden files are rewritten with
/// <c>UPDATE_GOLDEN=1 dotnet test --project tests/EchoNotebooks.Engine.Tests</c>.
/// </summary>
public sealed class BookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("01-small.html")]
    [InlineData("03-fails.html")]
    [InlineData("index.html")]
    public void Pages_are_as_they_were_approved(string page)
    {
        Write();
        // The search is looked at in a browser.
        var written = File.ReadAllText(Path.Combine(folder.Path, page)).Replace(SearchBox.Script, "", StringComparison.Ordinal);
        var golden = Path.Combine(TestFiles.Folder, "Golden", page);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(golden, written);
        Assert.Equal(File.ReadAllText(golden), written);
    }

    [Fact]
    public void No_page_asks_a_network_for_anything()
    {
        Write();
        foreach (var page in Directory.EnumerateFiles(folder.Path, "*.html"))
        {
            var document = Parse(page);
            foreach (var element in document.All.Where(each => !each.Matches("head > script, script[id^=search-]")))
            {
                foreach (var name in (string[])["src", "srcset", "data", "poster", "background"])
                {
                    if (element.GetAttribute(name) is not { } address) continue;
                    Assert.False(address.Contains("//", StringComparison.Ordinal) && !address.StartsWith("data:", StringComparison.Ordinal),
                        element.OuterHtml);
                }
                Assert.False(element.LocalName is "script" or "link" or "iframe" or "object" or "embed", element.OuterHtml);
                Assert.DoesNotContain("url(", element.GetAttribute("style") ?? "", StringComparison.Ordinal);
                Assert.DoesNotContain("@import", element.LocalName == "style" ? element.TextContent : "", StringComparison.Ordinal);
            }
            var policy = document.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_page_has_one_title_also_that_of_a_notebook_without_headings()
    {
        Write();
        var plain = Notebook.Parse(
            "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[]}", Path.Combine(folder.Path, "04-plain.ipynb"));
        BookWriter.Write(folder.Path, [new NotebookResult(plain, 0, 0, [], TimeSpan.Zero, false)], new(File.Exists));
        Assert.Equal("04-plain", Parse(Path.Combine(folder.Path, "04-plain.html")).QuerySelector("h1")!.TextContent);
        foreach (var page in Directory.EnumerateFiles(folder.Path, "*.html")) Assert.Single(Parse(page).QuerySelectorAll("h1"));
    }

    [Fact]
    public void Every_picture_and_page_that_is_linked_is_there()
    {
        Write();
        var links = 0;
        foreach (var page in Directory.EnumerateFiles(folder.Path, "*.html"))
        {
            var document = Parse(page);
            foreach (var element in document.QuerySelectorAll("[src],a[href]"))
            {
                var address = element.GetAttribute("src") ?? element.GetAttribute("href")!;
                if (address.StartsWith("data:", StringComparison.Ordinal)
                    || address.StartsWith("https:", StringComparison.Ordinal)) continue;
                links++;
                var parts = address.Split('#');
                var target = parts[0].Length == 0 ? page : Path.Combine(folder.Path, Uri.UnescapeDataString(parts[0]));
                Assert.True(File.Exists(target), $"{page}: {address}");
                if (parts.Length > 1) Assert.NotNull(Parse(target).GetElementById(Uri.UnescapeDataString(parts[1])));
            }
        }
        Assert.True(links > 15);
    }

    [Fact]
    public void Links_between_notebooks_lead_to_pages_and_pictures_are_copied()
    {
        Write();
        var document = Parse(Path.Combine(folder.Path, "01-small.html"));
        Assert.NotNull(document.QuerySelector("a[href='02-second.html#끝']"));
        Assert.Equal(2, document.QuerySelectorAll("img[src='files/figure.svg']").Length);
        Assert.StartsWith(
            "data:image/png;base64,", document.QuerySelector("img[alt='붙인 그림']")!.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Null(document.QuerySelector("img[alt='먼 그림']"));
        Assert.NotNull(document.QuerySelector("a[href='https://example.org/far.png']"));
        Assert.Equal("02-second.html", document.QuerySelector("a[rel=next]")!.GetAttribute("href"));
    }

    [Fact]
    public void A_picture_with_a_narrow_one_beside_it_is_chosen_by_the_window()
    {
        foreach (var name in (string[])["a.svg", "a.narrow.svg", "b.svg"]) File.WriteAllText(Path.Combine(folder.Path, name), "<svg/>");
        var book = Path.Combine(folder.Path, "book");
        WriteOne(book, [("markdown", "![가](a.svg) ![나](b.svg) ![다](c.svg)")]);
        var page = Parse(Path.Combine(book, "one.html"));
        var source = page.QuerySelectorAll("picture > source").Single();
        Assert.Equal("files/a.narrow.svg", source.GetAttribute("srcset"));
        Assert.Equal("(max-width: 719px)", source.GetAttribute("media"));
        Assert.Equal("files/a.svg", source.NextElementSibling!.GetAttribute("src"));
        Assert.True(File.Exists(Path.Combine(book, "files/a.narrow.svg")));
        // One that is not there costs nothing but itself.
        Assert.Equal("c.svg", page.QuerySelector("img[alt='다']")!.GetAttribute("src"));
    }

    [Fact]
    public void A_Markdown_file_that_a_notebook_links_to_has_its_page_and_stands_in_the_index()
    {
        File.WriteAllText(Path.Combine(folder.Path, "글.md"), "# 읽을 **글**\n\n[장](one.ipynb), [나](글.md), [없는 글](none.md)");
        File.WriteAllText(Path.Combine(folder.Path, "one.md"), "제목 없음 <script>alert(1)</script>");
        File.WriteAllText(Path.Combine(folder.Path, "unlinked.md"), "# 아무도 걸지 않은 글");
        var book = Path.Combine(folder.Path, "book");
        WriteOne(book, [("markdown", "[글](글.md) [다시](글.md#x) [같은 이름](one.md) [폴더](./)")]);

        Assert.Equal(
            ["글.html", "글.html#x", "one.md.html", ".."],
            Parse(Path.Combine(book, "one.html")).QuerySelectorAll("main a:not(.anchor)")
                .Select(a => Uri.UnescapeDataString(a.GetAttribute("href")!)));
        var text = Parse(Path.Combine(book, "글.html"));
        Assert.Equal("읽을 글", text.Title);
        Assert.Equal(
            ["one.html", "글.html", "../none.md"],
            text.QuerySelectorAll("main a:not(.anchor)").Select(a => Uri.UnescapeDataString(a.GetAttribute("href")!)));
        Assert.Empty(Parse(Path.Combine(book, "one.md.html")).QuerySelectorAll("body script"));
        Assert.Equal(
            ["읽을 글", "one.md"], Parse(Path.Combine(book, "index.html")).QuerySelectorAll(".texts a").Select(a => a.TextContent));
        Assert.False(File.Exists(Path.Combine(book, "unlinked.html")));
    }

    [Fact]
    public void What_came_from_outside_is_text()
    {
        const string Evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u0000\u001b]8;;http://x\u0007";
        var notebook = Notebook.Parse(
            """
            {"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":1,"outputs":[],"source":""}],
             "metadata":{},"nbformat":4,"nbformat_minor":5}
            """,
            Path.Combine(folder.Path, "<b>&\"이름.ipynb"));
        var output = new CellOutputs(notebook.Cells[0], []);
        output.Write("stdout", Evil);
        output.Write("stderr", Evil);
        output.Display(new JsonObject { ["text/plain"] = Evil }, "a");
        output.Display(new JsonObject { ["image/png"] = "\"><script>" }, "b");
        output.Display(new JsonObject { ["application/x-unknown"] = Evil }, "c");
        output.Error(Evil, Evil, [Evil]);
        output.Settle();
        BookWriter.Write(folder.Path, [new NotebookResult(notebook, 1, 1, [], TimeSpan.Zero, false)], new(File.Exists));
        foreach (var page in Directory.EnumerateFiles(folder.Path, "*.html"))
        {
            var document = Parse(page);
            Assert.Empty(document.QuerySelectorAll("body script:not([id^=search-]), [onerror], b"));
            Assert.DoesNotContain('\u001b', document.Source.Text);
        }
    }

    [Fact]
    public void Pages_can_be_read_by_everyone()
    {
        Write();
        foreach (var page in Directory.EnumerateFiles(folder.Path, "*.html"))
        {
            var document = Parse(page);
            Assert.Equal("ko", document.DocumentElement.GetAttribute("lang"));
            Assert.NotNull(document.QuerySelector("meta[name=viewport]"));
            Assert.Equal("#main", document.QuerySelector("body > a")!.GetAttribute("href"));
            Assert.NotNull(document.QuerySelector("main#main"));
            Assert.NotEmpty(document.Title!);
            var ids = document.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.All(document.QuerySelectorAll("img"), image => Assert.NotEmpty(image.GetAttribute("alt")!));
        }
    }

    [Fact]
    public void Korean_emphasis_next_to_particles_is_emphasis()
    {
        Write();
        var document = Parse(Path.Combine(folder.Path, "01-small.html"));
        Assert.Equal(["디스크립터(descriptor)", "소켓은 운영체제의 것"],
            document.QuerySelectorAll("main section:first-of-type strong").Select(each => each.TextContent));
    }

    [Fact]
    public void A_notebook_without_cells_has_a_page()
    {
        var notebook =
            Notebook.Parse("{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}", Path.Combine(folder.Path, "index.ipynb"));
        var index = BookWriter.Write(folder.Path, [new NotebookResult(notebook, 0, 0, [], TimeSpan.Zero, false)], new(File.Exists));
        Assert.Equal("index-page.html", Parse(index).QuerySelector(".chapters a")!.GetAttribute("href"));
        Assert.True(File.Exists(Path.Combine(folder.Path, "index-page.html")));
    }

    [Fact]
    public void No_two_notebooks_have_one_page()
    {
        const string Empty = "{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}";
        var results = ((string[])["index", "index-page", "book"]).Select(name => new NotebookResult(
            Notebook.Parse(Empty, Path.Combine(folder.Path, name + ".ipynb")), 0, 0, [], TimeSpan.Zero, false)).ToList();
        var index = BookWriter.Write(folder.Path, results, new(File.Exists));
        Assert.Equal(
            ["book-page.html", "index-page-page.html", "index-page.html"],
            Parse(index).QuerySelectorAll(".chapters a").Select(link => link.GetAttribute("href")!.Split('#')[0]).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_pictures_of_one_name_from_different_folders_are_two_in_the_book()
    {
        foreach (var from in (string[])["a", "b"])
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, from));
            File.WriteAllText(Path.Combine(folder.Path, from, "same.svg"), $"<svg><title>{from}</title></svg>");
        }
        var book = Path.Combine(folder.Path, "book");
        WriteOne(book, [("markdown", "![처음](a/same.svg) ![다른 것](b/same.svg) <img src='a/same.svg' alt='다시'>")]);

        var sources = Parse(Path.Combine(book, "one.html")).QuerySelectorAll("img").Select(image => image.GetAttribute("src")!).ToList();
        Assert.Equal(["files/same.svg", "files/same-2.svg", "files/same.svg"], sources);
        Assert.Equal(["a", "b", "a"], sources.Select(source => Parse(Path.Combine(book, source)).QuerySelector("title")!.TextContent));
    }

    [Fact]
    public void Markup_that_no_XML_allows_costs_no_page()
    {
        const string Markup = "<p>앞 \u0000\u001b\ud800 <br>뒤<td>";
        WriteOne(folder.Path, [("code", "x")], form: ("text/html", Markup));
        Assert.Contains("앞", Parse(Path.Combine(folder.Path, "one.html")).QuerySelector(".rich")!.TextContent, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> TooMuch { get; } = new()
    {
        { "brackets", new string('[', 1000) + "글" },
        { "quotes", string.Concat(Enumerable.Repeat("> ", 200)) + "글" },
        { "lists", string.Concat(Enumerable.Repeat("- ", 300)) + "글" },
        { "emphasis", string.Concat(Enumerable.Repeat("*a ", 20_000)) + "글" },
        { "elements", string.Concat(Enumerable.Repeat("<b>", 20_000)) + "글" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void A_cell_that_is_too_deep_is_shown_as_text_and_costs_no_page(string name, string text)
    {
        WriteOne(folder.Path, [("markdown", "# 앞"), ("markdown", $"# {name}\n\n{text}"), ("markdown", "## 뒤")]);
        var page = Parse(Path.Combine(folder.Path, "one.html"));
        Assert.Equal(["앞", "뒤"], page.QuerySelectorAll("main h1, main h2").Select(each => each.TextContent));
        var shown = page.QuerySelectorAll("main section")[1];
        Assert.Contains("쓴 그대로 보인다", shown.QuerySelector("p.notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"# {name}\n\n{text}", shown.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void What_a_program_shows_as_Markdown_may_be_too_deep_as_well()
    {
        WriteOne(folder.Path, [("code", "x")], form: ("text/markdown", new string('[', 1000)));
        var output = Parse(Path.Combine(folder.Path, "one.html")).QuerySelector(".output pre")!;
        Assert.Contains("[[[", output.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<meta http-equiv=refresh content='0;url=https://example.org/'>")]
    [InlineData("<base href='https://example.org/'>")]
    [InlineData("<script>location = 'https://example.org/'</script>")]
    [InlineData("<iframe src='https://example.org/'></iframe>")]
    [InlineData("<form action='https://example.org/'><input type=submit></form>")]
    [InlineData("<a href='javascript:alert(1)'>누르기</a>")]
    [InlineData("[누르기](javascript:alert(1))")]
    [InlineData("<p onclick='alert(1)'>누르기</p>")]
    [InlineData("<p style='background: url(https://example.org/x.png)'>그림</p>")]
    [InlineData("<video poster='https://example.org/x.png'></video>")]
    [InlineData("<img srcset='https://example.org/x.png 2x' alt=''>")]
    [InlineData("<link rel=stylesheet href='https://example.org/x.css'>")]
    [InlineData("<style>@import 'https://example.org/x.css';</style>")]
    [InlineData("앞 <meta http-equiv=refresh content=0> 뒤")]
    public void Nothing_in_a_text_acts_on_the_page(string text)
    {
        WriteOne(folder.Path, [("markdown", "# 제목"), ("markdown", $"{text}\n\n남는 <b>글</b>")]);
        var cell = Parse(Path.Combine(folder.Path, "one.html")).QuerySelectorAll("main section")[1];
        Assert.Equal("글", cell.QuerySelector("b")!.TextContent);
        Assert.Empty(cell.QuerySelectorAll("meta, base, script, iframe, form, link, style, [onclick], [poster], [srcset]"));
        Assert.DoesNotContain("example.org", cell.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", cell.OuterHtml, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("../beside/a.png", true)]
    [InlineData("../beside/a.txt", false)]
    [InlineData("../../out.png", false)]
    [InlineData("link.png", false)]
    public void Only_pictures_beside_the_notebook_are_copied(string path, bool isCopied)
    {
        foreach (var file in (string[])["course/beside/a.png", "course/beside/a.txt", "out.png"])
        {
            var full = Path.Combine(folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, "secret");
        }
        var notebooks = Directory.CreateDirectory(Path.Combine(folder.Path, "course/notebooks")).FullName;
        File.CreateSymbolicLink(Path.Combine(notebooks, "link.png"), Path.Combine(folder.Path, "out.png"));
        var notebook = Notebook.Parse(
            $$"""
            {"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":"![그림]({{path}})"}],
             "metadata":{},"nbformat":4,"nbformat_minor":5}
            """,
            Path.Combine(notebooks, "one.ipynb"));
        var book = Path.Combine(folder.Path, "book");
        BookWriter.Write(book, [new NotebookResult(notebook, 0, 0, [], TimeSpan.Zero, false)], new(File.Exists));
        Assert.Equal(isCopied, Directory.Exists(Path.Combine(book, "files")));
        Assert.Equal(isCopied, Parse(Path.Combine(book, "one.html")).QuerySelector("main img") is not null);
    }

    [Theory]
    [InlineData("none/a.png")]
    [InlineData("none.png")]
    [InlineData("loop.png")]
    public void A_picture_that_is_not_there_costs_no_book_and_its_words_stay(string path)
    {
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop.png"), Path.Combine(folder.Path, "loop.png"));
        var notebook = Notebook.Parse(
            $$"""
            {"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":"![그림]({{path}})"}],
             "metadata":{},"nbformat":4,"nbformat_minor":5}
            """,
            Path.Combine(folder.Path, "one.ipynb"));
        var book = Path.Combine(folder.Path, "book");
        BookWriter.Write(book, [new NotebookResult(notebook, 0, 0, [], TimeSpan.Zero, false)], new(File.Exists));
        Assert.Equal("그림", Parse(Path.Combine(book, "one.html")).QuerySelector("main img")!.GetAttribute("alt"));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    public void What_a_program_shows_sends_no_reader_elsewhere(string type)
    {
        WriteOne(folder.Path, [("code", "x")], form: (type, "<svg><META http-equiv='refresh' content='0;url=x'></svg><p>남는 글</p>"));
        var shown = Parse(Path.Combine(folder.Path, "one.html")).QuerySelector(".output")!;
        Assert.Empty(shown.QuerySelectorAll("meta"));
        Assert.Contains("남는 글", shown.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_authors_write_in_HTML_stays()
    {
        const string Html = """
            <details open><summary id="물음">답</summary>

            가<sub>1</sub> <kbd>Enter</kbd> <span style="color: red" class="큰">빨강</span> [메일](mailto:a@b.c)

            </details>
            <table><tr><td colspan="2">칸</td></tr></table>
            """;
        WriteOne(folder.Path, [("markdown", Html)]);
        var cell = Parse(Path.Combine(folder.Path, "one.html")).QuerySelector("main section")!;
        foreach (var selector in (string[])["details[open] > summary#물음", "details sub", "kbd", "span.큰[style*=color]",
            "a[href='mailto:a@b.c']", "td[colspan='2']"])
            Assert.True(cell.QuerySelector(selector) is not null, $"{selector}\n{cell.OuterHtml}");
    }

    [Fact]
    public void A_pasted_picture_is_shown_wherever_it_is_named()
    {
        const string Text = "![가](attachment:a.png) <img src='attachment:a.png' alt='나'> <img src='attachment:b.png' alt='다'>";
        var json = Document(("markdown", Text));
        json["cells"]![0]!["attachments"] = new JsonObject { ["a.png"] = new JsonObject { ["image/png"] = "iVBORw0=" }, ["b.png"] = 3 };
        Write(folder.Path, json);
        var cell = Parse(Path.Combine(folder.Path, "one.html")).QuerySelector("main section")!;
        var pictures = cell.QuerySelectorAll("img[src='data:image/png;base64,iVBORw0=']");
        Assert.Equal(["가", "나"], pictures.Select(each => each.GetAttribute("alt")!));
        Assert.EndsWith("다", cell.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"$$ \begin{cases} a_1 & x \\ b_2 & *y* \end{cases} $$")]
    [InlineData("$$\na \\\\ b_1 <c>\n\\{d\\}\n$$")]
    [InlineData(@"값은 $\{a_1\} \\ *b* _c_$이다.")]
    [InlineData(@"$a_1$, $b_1$과 $\$c_1$")]
    public void A_formula_stays_as_it_was_written(string formula)
    {
        WriteOne(folder.Path, [("markdown", formula)]);
        Assert.Equal(formula, Parse(Path.Combine(folder.Path, "one.html")).QuerySelector("main section")!.TextContent.Trim());
    }

    [Fact]
    public void A_single_dollar_begins_no_formula()
    {
        WriteOne(folder.Path, [("markdown", "`$HOME`, $PATH와 **굵은** $USER")]);
        Assert.Equal(["굵은"], Parse(Path.Combine(folder.Path, "one.html")).QuerySelectorAll("strong").Select(each => each.TextContent));
    }

    [Fact]
    public void A_range_is_no_subscript()
    {
        WriteOne(folder.Path, [("markdown", "1장 1~5절과 3장 2~7절")]);
        Assert.Equal("1장 1~5절과 3장 2~7절", Parse(Path.Combine(folder.Path, "one.html")).QuerySelector("main p")!.InnerHtml);
    }

    [Fact]
    public void A_book_that_cannot_be_finished_leaves_what_was_there_before()
    {
        var results = new[] { Result("a"), Result("b") };
        BookWriter.Write(folder.Path, results, new(File.Exists));
        var before = Files();
        Directory.CreateDirectory(Path.Combine(folder.Path, "b.html.new"));
        Assert.ThrowsAny<SystemException>(() => BookWriter.Write(folder.Path, [Result("a", "# 새것"), Result("b")], new(File.Exists)));
        Directory.Delete(Path.Combine(folder.Path, "b.html.new"));
        Assert.Equal(before, Files());

        NotebookResult Result(string name, string text = "# 옛것") => new(
            Notebook.Parse(Document(("markdown", text)).ToJsonString(), Path.Combine(folder.Path, name + ".ipynb")),
            0, 0, [], TimeSpan.Zero, false);

        Dictionary<string, string> Files() => Directory.EnumerateFiles(folder.Path).Order().ToDictionary(path => path, File.ReadAllText);
    }

    /// <summary>A book of one notebook, one.ipynb.</summary>
    /// <param name="book">The book's folder.</param>
    /// <param name="cells">The cells' kinds and sources.</param>
    /// <param name="form">What the first cell shows, by its MIME type.</param>
    private void WriteOne(string book, (string Type, string Source)[] cells, (string Type, string Text)? form = null) =>
        Write(book, Document(cells), form);

    private void Write(string book, JsonObject json, (string Type, string Text)? form = null)
    {
        var notebook = Notebook.Parse(json.ToJsonString(), Path.Combine(folder.Path, "one.ipynb"));
        if (form is var (type, text))
        {
            var output = new CellOutputs(notebook.Cells[0], []);
            output.Display(new JsonObject { [type] = text }, "a");
            output.Settle();
        }
        BookWriter.Write(book, [new NotebookResult(notebook, 1, 1, [], TimeSpan.Zero, false)], new(File.Exists));
    }

    private static JsonObject Document(params (string Type, string Source)[] cells) => new()
    {
        ["cells"] = new JsonArray([.. cells.Select((cell, i) => new JsonObject
        {
            ["cell_type"] = cell.Type,
            ["id"] = $"cell-{i}",
            ["metadata"] = new JsonObject(),
            ["source"] = cell.Source,
            ["execution_count"] = 1,
            ["outputs"] = new JsonArray(),
        })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    private static IDocument Parse(string path) => new HtmlParser().ParseDocument(File.ReadAllText(path));

    private void Write()
    {
        var small = Notebook.Load(TestFiles.Asset("01-small.ipynb"));
        foreach (var (cell, number) in small.Cells.Where(cell => cell.IsCode).Select((cell, i) => (cell, i + 1)))
        {
            cell.ExecutionCount = number;
            var output = new CellOutputs(cell, []);
            switch (number)
            {
                case 1: output.Result(new JsonObject { ["text/plain"] = "2" }); break;
                case 2: output.Write("stdout", "\u001b[31m빨강\u001b[0m <b>\n"); output.Write("stderr", "오류\n"); break;
                case 3:
                    output.Display(
                    new JsonObject { ["text/html"] = "<svg width='1200' height='9'></svg>", ["text/plain"] = "그림" }, "a"); break;
                case 4: output.Display(new JsonObject { ["image/svg+xml"] = "<svg></svg>" }, "b"); break;
                case 5: output.Display(new JsonObject { ["text/html"] = "<p>HTML</p>" }, "c"); break;
                case 6: output.Display(new JsonObject { ["text/markdown"] = "**글**" }, "d"); break;
                case 7: output.Display(new JsonObject { ["image/png"] = "iVBO\nRw0=" }, "e"); break;
            }
            output.Settle();
        }
        var fails = Notebook.Load(TestFiles.Asset("03-fails.ipynb"));
        var failed = fails.Cells[1];
        failed.ExecutionCount = 2;
        var error = new CellError("System.Exception", "<나쁨>", 3, ["System.Exception: <나쁨>", "2번 셀, 3번째 줄:"]);
        new CellOutputs(failed, []).Error(error.Name, error.Message, error.Traceback);
        BookWriter.Write(folder.Path,
        [
            new NotebookResult(small, 7, 7, [], TimeSpan.FromSeconds(1.25), false),
            new NotebookResult(Notebook.Load(TestFiles.Asset("02-second.ipynb")), 1, 1, [], TimeSpan.FromSeconds(1), false),
            new NotebookResult(fails, 3, 2, [new CellFailure(failed, error, "")], TimeSpan.FromSeconds(2), false),
        ], new(File.Exists));
    }
}
