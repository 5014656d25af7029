using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Tests;

public sealed class NotebookTests
{
    [Theory]
    [InlineData("01-small.ipynb")]
    [InlineData("02-second.ipynb")]
    [InlineData("03-fails.ipynb")]
    public void A_notebook_that_Jupyter_wrote_is_written_byte_for_byte_as_it_was_read(string name)
    {
        var path = TestFiles.Asset(name);
        Assert.Equal(File.ReadAllText(path), Notebook.Load(path).ToJson());
    }

    [Fact]
    public void What_is_not_known_stays_where_it_was()
    {
        const string Json = """
            {
             "zeta": {"한글": [1, 2.50, 1e3, null, true]},
             "cells": [
              {
               "cell_type": "code", "future": {"x": 1}, "execution_count": null, "id": "a", "metadata": {"tags": ["t"]},
               "outputs": [{"output_type": "hologram", "cube": [1]}], "source": "1"
              },
              {"cell_type": "quantum", "id": "q", "metadata": {}, "state": "both"}
             ],
             "metadata": {"kernelspec": {"name": "k", "display_name": "K", "more": 1}},
             "nbformat": 4, "nbformat_minor": 7
            }
            """;
        var written = Notebook.Parse(Json, "x.ipynb").ToJson();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json), JsonNode.Parse(written)), written);
        Assert.Contains("2.50", written, StringComparison.Ordinal);
        Assert.True(written.IndexOf("zeta", StringComparison.Ordinal) < written.IndexOf("cells", StringComparison.Ordinal));
    }

    [Fact]
    public void Letters_of_every_script_are_written_as_they_are()
    {
        var notebook = Notebook.Parse(WithSource("\"한글 \\ud83d\\ude00 <b> & ' + \\u001b \\\\ud83d \\ufeff\""), "x.ipynb");
        var json = notebook.ToJson();
        Assert.Contains("한글 😀 <b> & ' + \\u001b \\\\ud83d \ufeff", json, StringComparison.Ordinal);
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
        Assert.Contains("\n \"cells\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_notebooks_get_unique_ids_and_become_4_5()
    {
        const string Json = """
            {"cells":[{"cell_type":"markdown","metadata":{},"source":["a\n","b"]},
                      {"cell_type":"code","metadata":{},"source":"1"},
                      {"cell_type":"markdown","id":"cell-1","metadata":{},"source":""}],
             "metadata":{},"nbformat":4,"nbformat_minor":2}
            """;
        var notebook = Notebook.Parse(Json, "old.ipynb");
        var root = JsonNode.Parse(notebook.ToJson())!;
        Assert.Equal(5, root["nbformat_minor"]!.GetValue<int>());
        Assert.Equal(3, notebook.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal("a\nb", notebook.Cells[0].Source);
        Assert.Equal(1, notebook.Cells[1].Number);
        Assert.Equal(notebook.ToJson(), Notebook.Parse(Json, "old.ipynb").ToJson());
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }

    [Theory]
    [InlineData("{", "1번째 줄 2번째 바이트에서 JSON으로 읽을 수 없다")]
    [InlineData("{\n\"nbformat\": 나", "2번째 줄 13번째 바이트에서")]
    [InlineData("[1]", "노트북이 아니다")]
    [InlineData("{\"a\":1}", "노트북이 아니다")]
    [InlineData("null", "노트북이 아니다")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "nbformat 3")]
    [InlineData("{\"nbformat\":5,\"cells\":[]}", "nbformat 5")]
    [InlineData("{\"nbformat\":\"4\",\"cells\":[]}", "nbformat")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":{}}", "배열이 아니다")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[3]}", "1번째 셀")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[{\"source\":\"\"}]}", "cell_type")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[{\"cell_type\":\"code\",\"source\":[1]}]}", "source")]
    [InlineData("{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[{\"cell_type\":\"code\",\"source\":\"\\ud800\"}]}", "source")]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "nbformat")]
    public void A_broken_notebook_is_named_and_explained(string json, string reason)
    {
        var e = Assert.Throws<NotebookException>(() => Notebook.Parse(json, "폴더/x.ipynb"));
        Assert.StartsWith("폴더/x.ipynb: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_no_notebook_is_named_and_explained()
    {
        using var folder = new TemporaryFolder();
        Refused(Path.Combine(folder.Path, "none.ipynb"), "그런 파일이 없다");
        Refused(folder.File("x.py", ""), "노트북이 아니다");
        Directory.CreateDirectory(Path.Combine(folder.Path, "dir.ipynb"));
        Refused(Path.Combine(folder.Path, "dir.ipynb"), "폴더다");
        File.WriteAllBytes(Path.Combine(folder.Path, "bytes.ipynb"), [0xC3, 0x28]);
        Refused(Path.Combine(folder.Path, "bytes.ipynb"), "UTF-8");

        static void Refused(string path, string reason) =>
            Assert.Contains(reason, Assert.Throws<NotebookException>(() => Notebook.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_outputs_array_and_count_are_supplied()
    {
        var notebook = Notebook.Parse(
            "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"cell_type\":\"code\",\"id\":\"a\",\"source\":\"\"}]}", "x");
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }

    [Theory]
    [InlineData("1", "{}", "{}", "csharp", "1")]
    [InlineData("#!csharp\n1", "{}", "{}", "csharp", "\n1")]
    [InlineData("#!C#\n1", "{}", "{}", "csharp", "\n1")]
    [InlineData("#!html", "{}", "{}", "html", "")]
    [InlineData("\n #!markdown --x\ny", "{}", "{}", "markdown", "\n \ny")]
    [InlineData("#!html\n1", "{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"}}", "{}", "html", "\n1")]
    [InlineData("1", "{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"},\"dotnet_interactive\":{\"language\":\"csharp\"}}", "{}", "fsharp",
        "1")]
    [InlineData("1", "{\"dotnet_interactive\":{\"language\":\"html\"}}", "{}", "html", "1")]
    [InlineData("1", "{}", "{\"kernelInfo\":{\"defaultKernelName\":\"html\"},\"kernelspec\":{\"language\":\"C#\"}}", "html", "1")]
    [InlineData("1", "{}", "{\"polyglot_notebook\":{\"kernelInfo\":{\"defaultKernelName\":\"pwsh\"}}}", "pwsh", "1")]
    [InlineData("1", "{}", "{\"kernelspec\":{\"name\":\".net-csharp\"}}", "csharp", "1")]
    [InlineData("1", "{}", "{\"kernelspec\":{\"name\":\"python3\"}}", "python3", "1")]
    [InlineData("1", "{}", "{\"kernelspec\":{\"name\":\"x\",\"language\":\"C#\"}}", "csharp", "1")]
    public void The_language_of_a_cell_is_found_in_the_order_that_NET_Interactive_has(
        string source, string cellMetadata, string metadata, string language, string code)
    {
        var json = $$"""
            {"cells":[{"cell_type":"code","id":"a","metadata":{{cellMetadata}},"outputs":[],"source":{{JsonSerializer.Serialize(source)}}}],
             "metadata":{{metadata}},"nbformat":4,"nbformat_minor":5}
            """;
        var notebook = Notebook.Parse(json, "x.ipynb");
        Assert.Equal(new CellLanguage(language, code), CellLanguage.Of(notebook.Cells[0], notebook));
    }

    [Fact]
    public async Task A_dib_becomes_a_notebook_that_Jupyter_accepts()
    {
        var notebook = Notebook.Load(TestFiles.Asset("04-plain.dib"));
        Assert.Equal(["markdown", "code", "code"], notebook.Cells.Select(cell => cell.Type));
        Assert.Equal("var a = 20;\na * 2", notebook.Cells[1].Source);
        Assert.Equal("html", CellLanguage.Of(notebook.Cells[2], notebook).Name);
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }

    [Fact]
    public void In_a_dib_only_a_language_begins_a_cell()
    {
        using var folder = new TemporaryFolder();
        var notebook = Notebook.Load(folder.File("x.dib", "1\n#!time\n2\r\n#!c#\n3\n#!csharp\n\n#!fsharp\n4"));
        Assert.Equal(["1\n#!time\n2", "3", "4"], notebook.Cells.Select(cell => cell.Source));
        Assert.Equal("fsharp", CellLanguage.Of(notebook.Cells[2], notebook).Name);
        Assert.Contains("#!meta", Assert.Throws<NotebookException>(() => Notebook.Load(folder.File("y.dib", "#!meta\n{"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"cells\":[{\"cell_type\":\"code\",\"id\":\"a\",\"metadata\":{},\"source\":\"\"}],"
        + "\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}")]
    [InlineData("{\"cells\":[],\"nbformat\":4,\"nbformat_minor\":5}")]
    [InlineData("{\"cells\":[],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":4}")]
    public async Task The_schema_refuses_what_is_wrong(string json) => Assert.NotEmpty(await NotebookSchema.ErrorsAsync(json));

    private static string WithSource(string jsonString) =>
        $$"""
        {"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":{{jsonString}}}],
         "metadata":{},"nbformat":4,"nbformat_minor":5}
        """;
}
