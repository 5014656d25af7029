using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Tests;

public sealed class CellOutputsTests
{
    private readonly Notebook notebook = Notebook.Parse(
        """
        {"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":1,
          "outputs":[{"output_type":"stream","name":"stdout","text":"old"}],"source":""}],
         "metadata":{},"nbformat":4,"nbformat_minor":5}
        """, "x");

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
            notebook.Cells[0].Outputs.Select(
                output => $"{output!["name"]}:{string.Concat(((JsonArray)output["text"]!).Select(line => (string)line!))}"));
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }

    [Fact]
    public void Clearing_takes_away_at_once_or_when_something_new_comes()
    {
        var outputs = new CellOutputs(notebook.Cells[0], []);
        outputs.Write("stdout", "1");
        outputs.Clear();
        Assert.Empty(notebook.Cells[0].Outputs);
        outputs.Write("stdout", "2");
        outputs.Clear(wait: true);
        outputs.Settle();
        Assert.Equal("2", (string?)notebook.Cells[0].Outputs[0]!["text"]![0]);
        outputs.Result(new JsonObject { ["text/plain"] = "3" });
        Assert.Equal("3", (string?)Assert.Single(notebook.Cells[0].Outputs)!["data"]!["text/plain"]![0]);
        outputs.Write("stdout", "4");
        Assert.Equal(2, notebook.Cells[0].Outputs.Count);
    }

    [Fact]
    public async Task Updating_replaces_every_place_where_the_value_is_shown()
    {
        var outputs = new CellOutputs(notebook.Cells[0], []);
        outputs.Display(new JsonObject { ["text/plain"] = "1" }, "a");
        outputs.Display(new JsonObject { ["text/plain"] = "2" }, "b");
        outputs.Update(new JsonObject { ["text/html"] = "<b>", ["application/json"] = new JsonObject { ["x"] = 1 } }, "a");
        outputs.Update(new JsonObject { ["text/plain"] = "3" }, "nobody");
        Assert.Equal(2, notebook.Cells[0].Outputs.Count);
        Assert.Equal(1, (int)notebook.Cells[0].Outputs[0]!["data"]!["application/json"]!["x"]!);
        await NotebookSchema.CheckAsync(notebook.ToJson());
    }
}
