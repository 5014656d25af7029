using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;
using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>.NET Interactive's own reader and writer of notebooks as an outside check of what we commit and of what we write.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task A_committed_notebook_comes_back_as_it_was(string notebook) =>
        ComesBack(await File.ReadAllTextAsync(ExecutedCourse.PathOf(notebook), TestContext.Current.CancellationToken));

    [Theory(Explicit = true)]
    [MemberData(nameof(Notebooks))]
    public async Task A_notebook_that_our_engine_executed_comes_back_with_all_outputs(string notebook) =>
        ComesBack((await ExecutedCourse.GetAsync()).Notebook(notebook).ToJsonString());

    private static void ComesBack(string json)
    {
        var back = Notebook.Parse(json).ToJupyterJson();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(back)), back);
    }
}
