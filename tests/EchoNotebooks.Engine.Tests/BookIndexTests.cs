using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Tests;

/// <summary>The index tells what the chapters say of themselves; a page tells where its outputs come from.</summary>
public sealed class BookIndexTests : IDisposable
{
    private const string Opening = """
        # 1. 첫 장

        | 물음 | 절 |
        | --- | --- |
        | `fork`는 무엇인가? | 2, 3 |
        | 무엇이 남는가? | |

        **걸리는 시간**: 25분. [1장](one.ipynb)을 먼저 본다.
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_question_leads_to_the_section_that_answers_it()
    {
        Write([("markdown", Opening), ("markdown", "## 1. 앞"), ("markdown", "## 2. 포크")]);
        var index = Parse("index.html");
        var questions = index.QuerySelectorAll(".chapters li li a");
        Assert.Equal(["fork는 무엇인가?", "무엇이 남는가?"], questions.Select(each => each.TextContent));
        Assert.Equal(["one.html#2-포크", "one.html"], questions.Select(each => each.GetAttribute("href")));
        Assert.NotNull(Parse("one.html").GetElementById("2-포크"));
        // A section that is not there is only named.
        var named = Parse("one.html").QuerySelectorAll("td:nth-child(2)");
        Assert.Equal(["2, 3", ""], named.Select(cell => cell.TextContent));
        Assert.Equal("#2-포크", Assert.Single(named[0].Children).GetAttribute("href"));
        var asked = Parse("one.html").QuerySelectorAll("td:first-child");
        Assert.Equal(["<a href=\"#2-포크\"><code>fork</code>는 무엇인가?</a>", "무엇이 남는가?"], asked.Select(cell => cell.InnerHtml));
        Assert.Equal("걸리는 시간: 25분. 1장을 먼저 본다.", index.QuerySelector(".chapters p")!.TextContent);
        Assert.Equal("one.html", index.QuerySelector(".chapters p a")!.GetAttribute("href"));
    }

    [Fact]
    public void A_term_stands_in_the_glossary_with_the_sentence_that_explains_it_and_leads_there()
    {
        Write([("markdown", "# 장\n\n**소켓**(socket)은 끝이다. **포트**(port)는 번호다. **굵은 말**은 용어가 아니다. 이것을 **끝**(end)이라 한다."),
            ("markdown", "다시 **소켓**(socket)이다.")]);
        var index = Parse("index.html");
        Assert.Equal(["끝 end", "소켓 socket", "포트 port"], index.QuerySelectorAll(".glossary dt").Select(each => each.TextContent));
        Assert.Equal(
            ["굵은 말은 용어가 아니다. 이것을 끝(end)이라 한다.", "소켓(socket)은 끝이다.", "포트(port)는 번호다."],
            index.QuerySelectorAll(".glossary dd").Select(each => each.TextContent));
        foreach (var link in index.QuerySelectorAll(".glossary dt a"))
        {
            var place = Uri.UnescapeDataString(link.GetAttribute("href")!).Split('#');
            Assert.Equal(link.TextContent, Parse(place[0]).GetElementById(place[1])!.TextContent);
        }
    }

    [Fact]
    public void A_preface_beside_the_notebooks_opens_the_index_and_its_links_lead_within_the_book()
    {
        File.WriteAllText(Path.Combine(folder.Path, "index.ko.md"), "# 책 이름\n\n[1장](one.ipynb), [표](table.md)");
        File.WriteAllText(Path.Combine(folder.Path, "table.md"), "# 표\n\n[앞](index.ko.md)\n\n## 한 절");
        File.WriteAllText(Path.Combine(folder.Path, "synonyms.ko.tsv"), "쓰레드\t스레드\r\n\nx\n");
        Write([("markdown", "# 장")]);
        var index = Parse("index.html");
        Assert.Equal("[[\"쓰레드\",\"스레드\"]]", index.GetElementById("search-synonyms")!.TextContent);
        Assert.Equal("책 이름", index.Title);
        Assert.Equal("책 이름", Assert.Single(index.QuerySelectorAll("h1")).TextContent);
        Assert.Equal(["one.html", "table.html"],
            index.QuerySelectorAll("main .text a:not(.anchor)").Select(each => each.GetAttribute("href")));
        Assert.Equal(["table.html", "table.html#한-절"], index.QuerySelectorAll(".texts a").Select(each => each.GetAttribute("href")));
        Assert.Equal(["index.html"], Parse("table.html").QuerySelectorAll("main a:not(.anchor)").Select(each => each.GetAttribute("href")));
    }

    [Fact]
    public void A_chapter_shows_the_picture_of_the_cell_that_has_the_tag_and_tells_nothing_by_it()
    {
        Write([("markdown", "# 장"), ("code", "그림")], notebook =>
        {
            notebook.Cells[1].Metadata["tags"] = new JsonArray("cover");
            const string Picture = "<style>.f{fill:red}</style><svg><title>답</title><desc>답</desc><path d='M0 0'></path></svg>";
            new CellOutputs(notebook.Cells[1], []).Display(new JsonObject { ["text/html"] = Picture }, "a");
        });
        var index = Parse("index.html");
        var cover = index.QuerySelector(".chapters .cover[aria-hidden=true]")!;
        Assert.NotNull(cover.QuerySelector("svg path"));
        Assert.DoesNotContain("답", cover.TextContent, StringComparison.Ordinal);
        Assert.Contains(index.QuerySelectorAll("main style"), sheet => sheet.TextContent == ".f{fill:red}");
    }

    [Fact]
    public void Every_page_tells_where_its_outputs_come_from_and_what_was_skipped()
    {
        Write([("markdown", "# 장")], provenance: new([("커밋", "abc"), (".NET", "10<b>")], ["cc: 없다"]));
        foreach (var page in (string[])["one.html", "index.html"])
        {
            var origin = Parse(page).QuerySelector("footer.origin")!;
            Assert.Equal(["커밋 abc", ".NET 10<b>"], origin.QuerySelectorAll("dl > div").Select(
                each => $"{each.QuerySelector("dt")!.TextContent} {each.QuerySelector("dd")!.TextContent}"));
            Assert.Equal(["cc: 없다"], origin.QuerySelectorAll("li").Select(each => each.TextContent));
        }
    }

    [Fact]
    public void Code_is_coloured_as_Roslyn_reads_it_and_copied_as_it_was_written()
    {
        const string Code = "using A;\nvar x = 12; // 주석 <b>\n\nvar t = \"\"\"\n    긴\n    글\n    \"\"\";\nclass C { }";
        Write([("code", Code)]);
        var page = Parse("one.html");
        Assert.Equal(Code, page.QuerySelector(".source code")!.TextContent);
        Assert.Equal(8, page.QuerySelectorAll(".source .line").Length);
        Assert.Contains("12", Of("hl-n"));
        Assert.Equal(["// 주석 <b>"], Of("hl-c"));
        Assert.Contains("using", Of("hl-k"));
        Assert.Contains("    글", Of("hl-s"));
        Assert.Equal(["C"], Of("hl-t"));

        IReadOnlyList<string> Of(string kind) => [.. page.QuerySelectorAll("." + kind).Select(each => each.TextContent)];
    }

    [Fact]
    public void A_listing_of_C_is_coloured_and_says_what_it_said()
    {
        const string Listing = """
            <div lang="ko" class="echo-notebooks"><div role="region" aria-label="a.c"><table class="listing" aria-label="a.c"><tbody>
            <tr><td class="code">/* 두 줄의</td></tr><tr><td class="code">주석 */ int a = 1;</td></tr>
            <tr><td class="code"><b>return</b> a &lt; 2;</td></tr></tbody></table></div></div>
            """;
        Write([("code", "가"), ("code", "나")], notebook =>
        {
            foreach (var cell in notebook.Cells)
                new CellOutputs(cell, []).Display(new JsonObject { ["text/html"] = Listing }, "a");
        });
        var page = Parse("one.html");
        var lines = page.QuerySelectorAll("#cell-0 + .output td.code").ToList();
        Assert.Equal(["/* 두 줄의", "주석 */ int a = 1;", "return a < 2;"], lines.Select(line => line.TextContent));
        Assert.Equal("<span class=\"hl-c\">주석 */</span> <span class=\"hl-k\">int</span> a = 1;", lines[1].InnerHtml);
        Assert.NotNull(lines[2].QuerySelector("b"));
        Assert.Equal(["a.c", "a.c (2)"], page.QuerySelectorAll(".output [role=region]").Select(each => each.GetAttribute("aria-label")));
    }

    [Fact]
    public void A_program_that_an_output_gives_is_coloured_line_by_line_and_folded_if_it_is_long()
    {
        const string Program =
            "<div lang=\"ko\" class=\"echo-notebooks\"><pre data-language=\"c\">int a = 1;\n\nreturn a &lt; 2;\n</pre></div>";
        var longer = Program.Replace("\n\n", string.Concat(Enumerable.Repeat("\n", 12)), StringComparison.Ordinal);
        Write([("code", "가"), ("code", "나")], notebook =>
        {
            new CellOutputs(notebook.Cells[0], []).Display(new JsonObject { ["text/html"] = Program }, "a");
            new CellOutputs(notebook.Cells[1], []).Display(new JsonObject { ["text/html"] = longer }, "b");
        });
        var page = Parse("one.html");
        Assert.Equal("프로그램 (13줄)", page.QuerySelector("details.whole-listing:has(pre) > summary")!.TextContent);
        var shown = page.QuerySelector(".output pre")!;
        Assert.Equal("int a = 1;\n\nreturn a < 2;", shown.TextContent);
        Assert.Equal(3, shown.QuerySelectorAll(".line").Length);
        Assert.Equal(["int", "return"], shown.QuerySelectorAll(".hl-k").Select(each => each.TextContent));
    }

    [Fact]
    public void An_output_of_more_elements_than_a_page_can_read_is_shown_as_it_is()
    {
        var deep = "<meta>" + string.Concat(Enumerable.Repeat("<b>", 200_000));
        Write([("code", "가"), ("code", "나")], notebook =>
        {
            new CellOutputs(notebook.Cells[0], []).Display(new JsonObject { ["text/html"] = deep }, "a");
            new CellOutputs(notebook.Cells[1], []).Display(new JsonObject { ["text/html"] = "<p>다음</p>" }, "b");
        });
        var page = Parse("one.html");
        Assert.StartsWith("<meta><b><b>", page.QuerySelector("pre.output")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("다음", page.QuerySelector(".output p")!.TextContent);
    }

    [Fact]
    public void Code_that_is_nested_too_deeply_for_Roslyn_costs_no_page()
    {
        var deep = new string('(', 20_000) + "1" + new string(')', 20_000);
        Write([("code", deep)]);
        Assert.Equal(deep, Parse("one.html").QuerySelector(".source code")!.TextContent);
    }

    private void Write((string Type, string Source)[] cells, Action<Notebook>? run = null, Provenance? provenance = null)
    {
        var json = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select((cell, i) => new JsonObject
            {
                ["cell_type"] = cell.Type, ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(), ["source"] = cell.Source,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        var notebook = Notebook.Parse(json.ToJsonString(), Path.Combine(folder.Path, "one.ipynb"));
        run?.Invoke(notebook);
        BookWriter.Write(
            folder.Path,
            [new NotebookResult(notebook, 1, 1, [], TimeSpan.Zero, false)],
            new BookSettings(File.Exists) { Provenance = provenance });
    }

    private IDocument Parse(string page) => new HtmlParser().ParseDocument(File.ReadAllText(Path.Combine(folder.Path, page)));
}
