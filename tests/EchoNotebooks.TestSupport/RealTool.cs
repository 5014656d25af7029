using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A Jupyter of its own that knows one kernel, .NET Interactive's, under the name that our notebooks ask for.</summary>
public sealed class RealTool : IDisposable
{
    private const string Greeting = "dotnet-interactive-this-cell";

    private RealTool(JupyterHome home, string program)
    {
        Home = home;
        var spec = new { argv = InteractiveTool.KernelCommand(program), display_name = ".NET (C#)", language = "C#" };
        home.Write("data/kernels/.net-csharp/kernel.json", JsonSerializer.Serialize(spec));
        InteractiveTool.Quiet(home.Environment);
    }

    /// <summary>Skips the running test where the tool is not restored or nbconvert is missing.</summary>
    public static async Task<RealTool> CreateAsync()
    {
        var program = InteractiveTool.TryFind(Need.RepositoryRoot);
        if (program is null) Assert.Skip($"the local tool dotnet-interactive is not restored; {InteractiveTool.Mend}");
        return new RealTool(await JupyterHome.CreateAsync(), program);
    }

    /// <summary>The Jupyter that starts it.</summary>
    public JupyterHome Home { get; }

    /// <summary>Executes notebooks, each in a kernel of its own and from its own folder.</summary>
    /// <returns>What nbconvert saved, without what the tool shows of its own before the first cell's outputs.</returns>
    public async Task<IReadOnlyList<JsonNode>> ExecuteAsync(IReadOnlyList<string> notebooks, bool allowErrors = false)
    {
        var executed = await Home.ExecuteAsync(notebooks, allowErrors);
        foreach (var notebook in executed)
        {
            NotebookChecks.CodeCells(notebook).First()["outputs"]!.AsArray()
                .RemoveAll(output => output!["data"]?["text/html"]?.ToJsonString().Contains(Greeting, StringComparison.Ordinal) == true);
        }
        return executed;
    }

    /// <summary>Removes its Jupyter.</summary>
    public void Dispose() => Home.Dispose();
}
