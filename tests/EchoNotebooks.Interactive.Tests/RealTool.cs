using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>A Jupyter of its own that knows one kernel, the real tool's, under the name that our notebooks ask for.</summary>
internal sealed class RealTool : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Greeting = "dotnet-interactive-this-cell";
    private const string Install = "sudo apt-get install jupyter-nbconvert";
    private readonly string folder = Directory.CreateTempSubdirectory("real-tool-").FullName;

    private RealTool(string program)
    {
        var kernel = Directory.CreateDirectory(Path.Combine(folder, "data/kernels/.net-csharp")).FullName;
        var spec = new { argv = InteractiveTool.KernelCommand(program), display_name = ".NET (C#)", language = "C#" };
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), JsonSerializer.Serialize(spec));
    }

    /// <summary>Skips the running test where the tool is not restored or nbconvert is missing.</summary>
    public static async Task<RealTool> CreateAsync()
    {
        var program = InteractiveTool.TryFind(Need.RepositoryRoot);
        if (program is null) Assert.Skip($"the local tool dotnet-interactive is not restored; {InteractiveTool.Mend}");
        if (!File.Exists(Python)) Assert.Skip($"{Python} is not on this machine; {Install}");
        var tool = new RealTool(program);
        if ((await tool.RunAsync("-c", "import nbconvert")).Exit == 0) return tool;
        tool.Dispose();
        Assert.Skip($"nbconvert is not on this machine; {Install}");
        return tool;
    }

    /// <summary>A file of this Jupyter's own.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Executes notebooks, each in a kernel of its own and from its own folder.</summary>
    /// <returns>What nbconvert saved, without what the tool shows of its own before the first cell's outputs.</returns>
    public async Task<IReadOnlyList<JsonNode>> ExecuteAsync(IReadOnlyList<string> notebooks, bool allowErrors = false)
    {
        var saved = Path.Combine(folder, "executed");
        string[] how = ["--execute", "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.startup_timeout=600"];
        if (allowErrors) how = [.. how, "--allow-errors"];
        var (exit, said) = await RunAsync(["-m", "nbconvert", "--to", "notebook", .. how, "--output-dir", saved, .. notebooks]);
        Assert.True(exit == 0, said);
        return [.. notebooks.Select(path => ReadWithoutGreeting(Path.Combine(saved, Path.GetFileName(path))))];
    }

    private static JsonNode ReadWithoutGreeting(string path)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(path))!;
        NotebookChecks.CodeCells(notebook).First()["outputs"]!.AsArray()
            .RemoveAll(output => output!["data"]?["text/html"]?.ToJsonString().Contains(Greeting, StringComparison.Ordinal) == true);
        return notebook;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(int Exit, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["data", "runtime", "config", "ipython", "home"])
            Directory.CreateDirectory(Path.Combine(folder, name));
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(folder, "data");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config");
        start.Environment["IPYTHONDIR"] = Path.Combine(folder, "ipython");
        start.Environment["HOME"] = Path.Combine(folder, "home");
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("JUPYTER_PATH");
        InteractiveTool.Quiet(start.Environment);
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
