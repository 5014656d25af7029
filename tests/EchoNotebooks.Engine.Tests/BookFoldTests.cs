using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Tests;

/// <summary>In the book no answer stands open before its question was thought about, and no failure is hidden.</summary>
public sealed class BookFoldTests : IDisposable
{
    private const string Sheet = "<style>.x{color:red}</style>";
    private const string Question = "<fieldset class=\"prediction\"><input type=\"radio\" name=\"q\"></fieldset>";
    private const string Verdict = "<details class=\"verdict\"><summary>펼쳐 본다</summary><p>커널의 답은 둘이다</p></details>";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Behind_a_question_the_answer_and_the_rest_of_its_section_are_folded()
    {
        var page = Write(
            [
                ("markdown", "# 장"), ("markdown", "## 하나\n\n몇일까?"), ("code", "묻기"), ("code", "보기"), ("code", "실험"),
                ("markdown", "둘이었다."), ("code", "더 보기"), ("markdown", "## 둘"), ("code", "나중"),
            ],
            (2, Question), (3, "<p>목록</p>"), (4, Verdict), (6, "<p>더</p>"), (8, "<p>나중</p>"));

        var fold = Assert.Single(page.QuerySelectorAll("details.fold"));
        Assert.False(fold.HasAttribute("open"));
        Assert.Equal(["커널의 답은 둘이다", "둘이었다.", "더"], fold.QuerySelectorAll("p").Select(each => each.TextContent));
        Assert.Equal("더 보기", fold.QuerySelector(".source code")!.TextContent);
        Assert.Equal(["묻기", "보기", "실험"], page.QuerySelectorAll(".asked > .cell code").Select(each => each.TextContent));
        Assert.NotNull(page.QuerySelector(".asked > .output fieldset.prediction"));
        Assert.Equal(["목록"], page.QuerySelectorAll(".asked > .output p").Select(each => each.TextContent));
        Assert.Equal(["나중"], page.QuerySelectorAll("main > .output p").Select(each => each.TextContent));
    }

    [Theory]
    [InlineData("- 가. 하나\n- 나. `둘`", 0)]
    [InlineData("- 가. 하나\n- 나. 셋", 1)]
    public void Options_that_the_reader_can_choose_are_not_listed_above_them_as_well(string list, int lists)
    {
        const string Options = """
            <fieldset class="prediction"><label><input type="radio" value="가"> 가. 하나</label><label><input type="radio" value="나">
             나. 둘</label></fieldset>
            """;
        var page = Write(
            [("markdown", "# 장"), ("markdown", $"## 절\n\n몇일까?\n\n{list}"), ("code", "묻기"), ("code", "실험")], (2, Options), (3, Verdict));
        Assert.Equal("몇일까?", page.QuerySelector(".text p")!.TextContent);
        Assert.Equal(lists, page.QuerySelectorAll(".text ul").Length);
        // From the question a link leads to its answer.
        var link = page.QuerySelector(".asked > .below a")!.GetAttribute("href")!;
        Assert.Equal("DETAILS", page.GetElementById(link[1..])!.TagName);
    }

    [Theory]
    [InlineData("<p>몇 개일까?</p>", "numeric")]
    [InlineData("<label>가. 하나</label><label>나. 둘</label>", null)]
    public void A_question_that_offers_nothing_to_choose_has_a_field_for_what_the_reader_writes(string question, string? mode)
    {
        var page = Write([("code", "묻기"), ("code", "실험")], (0, $"<fieldset class=\"prediction\">{question}</fieldset>"), (1, Verdict));
        var field = Assert.Single(page.QuerySelectorAll(".asked .prediction .answer input"));
        Assert.Equal(mode, field.GetAttribute("inputmode"));
        Assert.Empty(Write([("code", "묻기"), ("code", "실험")], (0, Question), (1, Verdict)).QuerySelectorAll(".answer"));
    }

    [Fact]
    public void A_verdict_needs_no_second_unfolding_and_stands_open_where_the_question_was_answered()
    {
        var page = Write([("code", "묻기"), ("code", "실험")], (0, Question), (1, Verdict.Replace("<details", "<details open")));
        Assert.True(page.QuerySelector("details.fold")!.HasAttribute("open"));
        Assert.Empty(page.QuerySelectorAll("details.verdict"));
        Assert.Equal("펼쳐 본다", page.QuerySelector(".verdict > .heading")!.TextContent);
    }

    [Fact]
    public void A_failed_cell_is_not_folded_and_is_told_on_the_index_and_on_top_of_its_page()
    {
        var page = Write([("markdown", "# 장"), ("code", "묻기"), ("code", "실험"), ("markdown", "<details>답</details>")], 2,
            (1, Question), (2, Verdict));
        Assert.Empty(page.QuerySelectorAll("details.fold"));
        Assert.Equal("#cell-2", page.QuerySelector(".notice a")!.GetAttribute("href"));
        Assert.NotNull(page.QuerySelector("#cell-2 ~ .output .verdict"));
        Assert.NotNull(page.QuerySelector("#cell-2 ~ pre.error"));
        Assert.NotNull(Parse("index.html").QuerySelector(".bad a[href='one.html#cell-2']"));
    }

    [Fact]
    public void A_question_without_a_verdict_in_its_section_folds_nothing()
    {
        var page = Write([("code", "묻기"), ("code", "건너뜀"), ("markdown", "## 둘"), ("code", "다른 실험")],
            (0, Question), (1, "<p>추적할 수 없다</p>"), (3, Verdict));
        Assert.Empty(page.QuerySelectorAll("details.fold"));
    }

    [Fact]
    public void What_a_folded_text_explains_is_folded()
    {
        var page = Write([("code", "실험"), ("markdown", "<details>\n<summary>답</summary>\n\n둘\n\n</details>"), ("code", "끝")],
            (0, "<p>결과</p>"), (2, "<p>보이는 결과</p>"));
        Assert.Equal(["결과"], page.QuerySelectorAll("details.fold .output p").Select(each => each.TextContent));
        Assert.Equal(["보이는 결과"], page.QuerySelectorAll("main > .output p").Select(each => each.TextContent));
    }

    [Fact]
    public void A_style_sheet_of_many_views_stands_once_in_a_page()
    {
        var page = Write([("code", "가"), ("code", "나")], (0, "<p>하나</p>"), (1, "<p>둘</p>"));
        Assert.Single(page.QuerySelectorAll("main style"));
        Assert.Equal(["하나", "둘"], page.QuerySelectorAll(".echo-notebooks p").Select(each => each.TextContent));
    }

    [Fact]
    public void A_page_leads_to_each_of_its_headings_and_cells()
    {
        var page = Write([("markdown", "# 장"), ("markdown", "## 절 하나"), ("code", "셀")], (2, "<p>결과</p>"));
        var links = page.QuerySelectorAll("a.anchor, a.count").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(["#장", "#절-하나", "#cell-2"], links.Select(Uri.UnescapeDataString));
        Assert.All(links, link => Assert.NotNull(page.GetElementById(Uri.UnescapeDataString(link[1..]))));
    }

    private IDocument Write((string Type, string Source)[] cells, params (int Cell, string Markup)[] shown) => Write(cells, null, shown);

    /// <summary>Writes a book of one notebook, each of whose outputs is a view as the library frames it.</summary>
    private IDocument Write((string Type, string Source)[] cells, int? failed, params (int Cell, string Markup)[] shown)
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
        var outputs = notebook.Cells.Select(cell => cell.IsCode ? new CellOutputs(cell, []) : null).ToList();
        foreach (var (cell, markup) in shown)
        {
            var view = $"<div lang=\"ko\" class=\"echo-notebooks\">{Sheet}{markup}</div>";
            outputs[cell]!.Display(new JsonObject { ["text/html"] = view }, "a");
        }
        var failures = new List<CellFailure>();
        if (failed is { } at)
        {
            var error = new CellError("E", "E", null, ["E"]);
            outputs[at]!.Error(error.Name, error.Message, error.Traceback);
            failures.Add(new CellFailure(notebook.Cells[at], error, ""));
        }
        BookWriter.Write(folder.Path, [new NotebookResult(notebook, 1, 1, failures, TimeSpan.Zero, false)], new(File.Exists));
        return Parse("one.html");
    }

    private IDocument Parse(string page) => new HtmlParser().ParseDocument(File.ReadAllText(Path.Combine(folder.Path, page)));
}
