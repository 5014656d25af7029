using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Tests;

public sealed class CellOutputsTests
{
    private readonly Notebook notebook = Notebook.Parse(
        """{"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":1,"outputs":[{"output_type":"stream","name":"stdout","text":"old"}],"source":""}],"metadata":{},"nbformat":4,"nbformat_minor":5}""", "x");

    [Fact]
    public async Task Adjoining_text_of_a_stream_is_one_output_and_order_is_kept()
    {
        var outputs = new CellOutputs(notebook.Cells[0], []);
        outputs.Write("stdout", "가\n나");
        outputs.Write("stdout", "다\n");
        outputs.Write("stderr", "e");
        outputs.Write("stdout", "라");
        outputs.Settle();
        Assert.Equal(["stdout:가\n나다\n", "stderr:e", "stdout:라"],
            notebook.Cells[0].Outputs.Select(output => $"{output!["name"]}:{string.Concat(((JsonArray)output["text"]!).Select(line => (string)line!))}"));
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }

    [Fact]
    public void What_a_cell_prints_is_cut_at_the_limit_with_a_note()
    {
        var outputs = new CellOutputs(notebook.Cells[0], []);
        for (var i = 0; i < 100; i++) outputs.Write(i % 2 == 0 ? "stdout" : "stderr", new string('x', 100_000));
        outputs.Settle();
        var json = notebook.ToJson();
        Assert.InRange(json.Length, CellOutputs.TextLimit, CellOutputs.TextLimit + 10_000);
        Assert.Contains("여기서 잘랐다", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updating_replaces_every_place_where_the_value_is_shown()
    {
        var outputs = new CellOutputs(notebook.Cells[0], []);
        outputs.Display(new Dictionary<string, string> { ["text/plain"] = "1" }, "a");
        outputs.Display(new Dictionary<string, string> { ["text/plain"] = "2" }, "b");
        outputs.Update(new Dictionary<string, string> { ["text/html"] = "<b>", ["application/json"] = "{\"x\":1}" }, "a");
        outputs.Update(new Dictionary<string, string> { ["text/plain"] = "3" }, "nobody");
        Assert.Equal(2, notebook.Cells[0].Outputs.Count);
        Assert.Equal(1, (int)notebook.Cells[0].Outputs[0]!["data"]!["application/json"]!["x"]!);
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }
}
