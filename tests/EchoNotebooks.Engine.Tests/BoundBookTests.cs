using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Tests;

/// <summary>The book as one file: it needs no other file, and no page of it reaches into another one by accident.</summary>
public sealed class BoundBookTests : IDisposable
{
    private const string Sheet = "<style>.x{color:red}</style>";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_link_leads_to_a_place_of_its_own_page_and_every_id_is_there_once()
    {
        var book = Write();
        var ids = book.QuerySelectorAll("[id]").Select(element => element.Id!).ToList();
        Assert.Equal(ids.Distinct(), ids);
        foreach (var link in book.QuerySelectorAll("a[href]"))
            Assert.Contains(Uri.UnescapeDataString(link.GetAttribute("href")!)[1..], ids);
        Assert.Equal(
            ["#1-%EC%9E%A5.html/끝", "#1-%EC%9E%A5.html", "#index.html", "#2.html/끝", "#text.html", "#2.html/cell-2"],
            book.QuerySelectorAll("[id='2.html'] .text > p > a").Select(link => link.GetAttribute("href")));
        Assert.Equal("끝 2", book.GetElementById("2.html/끝")!.NextElementSibling!.TextContent);
        Assert.Equal("끝 1", book.GetElementById("1-장.html/끝")!.NextElementSibling!.TextContent);
    }

    [Fact]
    public void What_the_search_finds_is_in_the_one_page()
    {
        var book = Write();
        var sections = JsonNode.Parse(book.GetElementById("search-sections")!.TextContent)!.AsArray();
        var addresses = sections.Select(section => (string)section!["address"]!).ToList();
        Assert.Contains("#1-%EC%9E%A5.html/끝", addresses);
        Assert.All(addresses, address => Assert.NotNull(book.GetElementById(Uri.UnescapeDataString(address)[1..])));
    }

    [Fact]
    public void A_choice_on_one_page_is_none_on_another()
    {
        var choices = Write().QuerySelectorAll("input[type=radio]").Select(choice => choice.GetAttribute("name"));
        Assert.Equal(["1-장.html/q", "2.html/q"], choices);
    }

    [Fact]
    public void Pictures_are_part_of_it_and_a_style_sheet_stands_in_it_once()
    {
        var book = Write();
        var picture = Assert.Single(book.QuerySelectorAll("img")).GetAttribute("src")!;
        Assert.StartsWith("data:image/svg+xml;base64,", picture, StringComparison.Ordinal);
        Assert.Equal("<svg/>", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(picture.Split(',')[1])));
        Assert.Equal(picture, Assert.Single(book.QuerySelectorAll("picture > source")).GetAttribute("srcset"));
        Assert.Single(book.QuerySelectorAll("body style"));
        Assert.Single(book.QuerySelectorAll("main"));
        Assert.Equal(["index.html", "1-장.html", "2.html", "text.html"], book.QuerySelectorAll("article.page").Select(page => page.Id));
        var landmarks = book.QuerySelectorAll("nav, [role=region]").Select(each => each.GetAttribute("aria-label")).ToList();
        Assert.Equal(landmarks.Distinct(), landmarks);
    }

    [Fact]
    public void A_notebook_of_its_name_gets_another_page()
    {
        File.WriteAllText(Path.Combine(folder.Path, "book.ipynb"), Json([("markdown", "# 책")]));
        BookWriter.Write(Path.Combine(folder.Path, "html"), [Result("book.ipynb")], Settings());
        Assert.NotNull(Read().GetElementById("book-page.html"));
        Assert.True(File.Exists(Path.Combine(folder.Path, "html/book-page.html")));
    }

    private IDocument Write()
    {
        File.WriteAllText(Path.Combine(folder.Path, "p.svg"), "<svg/>");
        File.WriteAllText(Path.Combine(folder.Path, "p.narrow.svg"), "<svg/>");
        File.WriteAllText(Path.Combine(folder.Path, "text.md"), "# 글\n\n[끝](2.ipynb#끝)");
        Add("1-장.ipynb", ("markdown", "# 첫 장\n\n![그림](p.svg)"), ("code", "묻기"), ("markdown", "## 끝\n\n끝 1"));
        Add(
            "2.ipynb",
            ("markdown", "# 다음 장\n\n[a](1-장.ipynb#끝) [b](1-장.ipynb) [c](index.ko.md) [d](#끝) [e](text.md) [f](#cell-2)"),
            ("code", "묻기"), ("markdown", "## 끝\n\n끝 2"));
        File.WriteAllText(Path.Combine(folder.Path, "index.ko.md"), "# 책\n\n[끝](1-장.ipynb#끝)");
        BookWriter.Write(Path.Combine(folder.Path, "html"), [Result("1-장.ipynb"), Result("2.ipynb")], Settings());
        return Read();
    }

    private BookSettings Settings() => new(File.Exists) { WholeFile = Path.Combine(folder.Path, "html", BookWriter.WholePage) };

    private IDocument Read() =>
        new HtmlParser().ParseDocument(File.ReadAllText(Path.Combine(folder.Path, "html", BookWriter.WholePage)));

    private void Add(string name, params (string Type, string Source)[] cells) =>
        File.WriteAllText(Path.Combine(folder.Path, name), Json(cells));

    private static string Json((string Type, string Source)[] cells) => JsonSerializer.Serialize(new
    {
        cells = cells.Select(cell => new { cell_type = cell.Type, metadata = new { }, source = cell.Source }),
        metadata = new { },
        nbformat = 4,
        nbformat_minor = 4,
    });

    private NotebookResult Result(string name)
    {
        var notebook = Notebook.Load(Path.Combine(folder.Path, name));
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
            new CellOutputs(cell, []).Result(new JsonObject
            {
                ["text/html"] = $"<div class=\"echo-notebooks\">{Sheet}<div role=\"region\" aria-label=\"그림\"></div>"
                    + "<input type=\"radio\" name=\"q\"></div>",
            });
        return new NotebookResult(notebook, 1, 1, [], TimeSpan.Zero, false);
    }
}
