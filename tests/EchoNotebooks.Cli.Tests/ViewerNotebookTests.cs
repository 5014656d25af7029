using System.Text.Json.Nodes;
using System.Xml.Linq;
using EchoNotebooks.Cli.Publishing;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Tests;

/// <summary>A published notebook as GitHub shows it: without style sheets, and without drawings in HTML.</summary>
public sealed class ViewerNotebookTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_picture_is_an_image_and_what_else_is_told_stands_behind_it()
    {
        const string View = "<div class=\"echo-notebooks\"><style>.echo-notebooks{--en-a:red}</style><svg "
            + "xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"두 소켓\"><text>가</text></svg><table></table></div>";
        var outputs = Outputs(View + View);
        Assert.Equal(3, outputs.Count);
        foreach (var output in outputs.Take(2))
        {
            var picture = XDocument.Parse((string)output!["data"]!["image/svg+xml"]!);
            Assert.Equal("svg", picture.Root!.Name.LocalName);
            Assert.Equal([".echo-notebooks{--en-a:red}", "가"], picture.Root.Elements().Select(each => each.Value));
            Assert.Equal("두 소켓", (string?)output["data"]!["text/plain"]);
            Assert.False(output["data"]!.AsObject().ContainsKey("text/html"));
        }
        var rest = (string)outputs[2]!["data"]!["text/html"]!;
        Assert.DoesNotContain("role=\"img\"", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", rest, StringComparison.Ordinal);
        Assert.Contains("<table", rest, StringComparison.Ordinal);
        Assert.Equal("글", (string?)outputs[2]!["data"]!["text/plain"]);
    }

    [Fact]
    public void A_timeline_is_told_in_words()
    {
        var picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"></svg>";
        var rest = Assert.Single(Outputs(string.Concat(Enumerable.Repeat($"<p>걸음</p>{picture}", 5)) + "<script>1</script>"))!;
        Assert.Equal(string.Concat(Enumerable.Repeat("<p>걸음</p>", 5)), (string?)rest["data"]!["text/html"]);
    }

    [Fact]
    public void What_its_text_leads_to_is_found_from_where_the_copy_lies()
    {
        folder.AddText("글.md", "");
        folder.AddText("../img/p.svg", "");
        const string Source = "![그림](../img/p.svg) <img src='../img/p.svg'> [글](글.md#절) [장](b.ipynb) "
            + "[밖](https://a.b/c) [절](#d) [없다](x.md) [NUL](a%00b)";
        var copy = ViewerNotebook.Of(Read(new JsonObject { ["cell_type"] = "markdown", ["source"] = Source }), "/copy/deep");
        var root = $"../..{string.Join('/', folder.Root.Split('/').Select(Uri.EscapeDataString))}";
        Assert.Equal(
            $"![그림]({root}/img/p.svg) <img src='{root}/img/p.svg'> [글]({root}/notebooks/%EA%B8%80.md#절) [장](b.ipynb) "
            + "[밖](https://a.b/c) [절](#d) [없다](x.md) [NUL](a%00b)",
            copy.Cells[0].Source);
    }

    private JsonArray Outputs(string html) => ViewerNotebook.Of(
        Read(new JsonObject
        {
            ["cell_type"] = "code",
            ["source"] = "",
            ["outputs"] = new JsonArray(new JsonObject
            {
                ["output_type"] = "display_data",
                ["data"] = new JsonObject { ["text/html"] = html, ["text/plain"] = "글" },
            }),
        }),
        folder.Output).Cells[0].Outputs;

    private Notebook Read(JsonObject cell) => Notebook.Parse(
        new JsonObject { ["cells"] = new JsonArray(cell), ["nbformat"] = 4, ["nbformat_minor"] = 4 }.ToJsonString(),
        Path.Combine(folder.Notebooks, "a.ipynb"));
}
