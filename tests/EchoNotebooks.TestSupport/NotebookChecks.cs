using System.Text.Json.Nodes;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// What holds for a notebook of this repository as it is committed, and still after a front end has saved it without outputs.
/// </summary>
public static class NotebookChecks
{
    /// <summary>The notebook's cells that hold code.</summary>
    public static IEnumerable<JsonNode> CodeCells(JsonNode notebook) =>
        notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => cell!);

    /// <summary>The text of a cell.</summary>
    public static string Source(JsonNode cell) => Text(cell["source"]);

    /// <summary>What an executed cell printed, and what it showed in one form.</summary>
    public static string Shown(JsonNode cell, string form = "text/plain") =>
        string.Concat(cell["outputs"]!.AsArray().Select(output => Text(output!["text"] ?? output["data"]?[form]) + "\n"));

    /// <summary>No cell has the outputs of an earlier run.</summary>
    public static void HasNoOutputs(JsonNode notebook)
    {
        foreach (var cell in CodeCells(notebook))
        {
            Assert.Empty(cell["outputs"]!.AsArray());
            Assert.Null(cell["execution_count"]);
        }
    }

    /// <summary>Jupyter reads the one name (our kernel answers to both), Polyglot Notebooks the other.</summary>
    public static void AsksForTheCSharpKernel(JsonNode notebook)
    {
        var metadata = notebook["metadata"]!;
        Assert.Contains((string?)metadata["kernelspec"]!["name"], (string[])[".net-csharp", "echo-csharp"]);
        Assert.Equal("csharp", (string?)metadata["polyglot_notebook"]!["kernelInfo"]!["defaultKernelName"]);
    }

    /// <summary>Every cell runs in the right language without a word in it or in its metadata: nbconvert sends none.</summary>
    public static void HasOnlyCSharpAndMarkdownCells(JsonNode notebook)
    {
        foreach (var cell in notebook["cells"]!.AsArray())
        {
            Assert.Contains((string?)cell!["cell_type"], (string[])["code", "markdown"]);
            Assert.False(Source(cell).StartsWith("#!", StringComparison.Ordinal), Source(cell));
        }
    }

    private static string Text(JsonNode? text) =>
        text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)text ?? "";
}
