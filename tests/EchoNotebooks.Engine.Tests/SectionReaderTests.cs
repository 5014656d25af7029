using System.Text.Json;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Engine.Book.Search;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Tests;

/// <summary>What of a page is searched.</summary>
public sealed class SectionReaderTests
{
    private readonly SectionReader reader = new(
        "a.html", "1. 장", [new OpeningQuestion("왜 닫는가?", ["절"]), new OpeningQuestion("무엇을?", [])],
        [new Term("소켓", "socket", "", "소켓")]);

    [Fact]
    public void A_section_begins_at_its_heading_and_has_the_code_of_its_cells()
    {
        reader.Text("<h1 id='장'>1. 장</h1><p>여는 말</p><h2 id='절'>1. 절</h2><p>글</p>", isFolded: false);
        reader.Code("close(3)");
        reader.Text("<p>더</p>", isFolded: false);
        Assert.Equal(
            [
                new SearchSection("a.html", true, "1. 장", "1. 장") { Text = "여는 말" },
                new SearchSection("a.html#절", false, "1. 장", "1. 절") { Questions = "왜 닫는가?", Text = "글 더", Code = "close(3)" },
            ],
            reader.Sections());
    }

    [Fact]
    public void What_a_reader_unfolds_is_kept_apart_from_what_may_be_shown()
    {
        reader.Text("<p>물음</p><details><summary>답</summary>둘이다.</details><p>다음</p>", isFolded: false);
        reader.Text("<p>까닭</p>", isFolded: true);
        var section = Assert.Single(reader.Sections());
        Assert.Equal(("물음 다음", "둘이다. 까닭"), (section.Text, section.Folded));
    }

    [Fact]
    public void A_term_is_explained_in_the_section_where_it_stands()
    {
        reader.Text("<h2 id='가'>가</h2>글<h2 id='나'>나</h2><p><strong id='소켓'>소켓</strong>(socket)은 끝이다.</p>", isFolded: false);
        Assert.Equal([null, "소켓"], reader.Sections().Select(section => section.Terms));
    }

    [Fact]
    public void No_text_ends_the_element_that_carries_it()
    {
        const string Evil = "</script><script>alert(1)</script><!--<script>";
        reader.Code(Evil);
        using var writer = new StringWriter();
        using (var html = new MarkupWriter(writer)) SearchBox.WriteScript(html, reader.Sections(), [[Evil, "글"]]);
        using var page = new HtmlParser().ParseDocument(writer.ToString());
        Assert.Equal(["search-sections", "search-synonyms", "search-script"], page.QuerySelectorAll("script").Select(script => script.Id));
        using var data = JsonDocument.Parse(page.GetElementById("search-sections")!.TextContent);
        Assert.Equal(Evil, data.RootElement[0].GetProperty("code").GetString());
        using var synonyms = JsonDocument.Parse(page.GetElementById("search-synonyms")!.TextContent);
        Assert.Equal(Evil, synonyms.RootElement[0][0].GetString());
    }
}
