using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A Jupyter with folders of its own, which knows no kernel but those that a test puts there.</summary>
public sealed class JupyterHome : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Install = "sudo apt-get install jupyter-nbconvert";
    private readonly string folder = Directory.CreateTempSubdirectory("jupyter-home-").FullName;

    private JupyterHome()
    {
        foreach (var name in (string[])["data", "runtime", "config", "ipython", "home"])
            Directory.CreateDirectory(Path.Combine(folder, name));
    }

    /// <summary>Skips the running test where nbconvert is missing.</summary>
    public static async Task<JupyterHome> CreateAsync()
    {
        if (!File.Exists(Python)) Assert.Skip($"{Python} is not on this machine; {Install}");
        var home = new JupyterHome();
        if ((await home.RunAsync("-c", "import nbconvert")).Exit == 0) return home;
        home.Dispose();
        Assert.Skip($"nbconvert is not on this machine; {Install}");
        return home;
    }

    /// <summary>The folder for Jupyter's data (JUPYTER_DATA_DIR).</summary>
    public string Data => Path.Combine(folder, "data");

    private string Saved => Path.Combine(folder, "executed");

    /// <summary>What kernels find in their environment beyond this process's own.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    /// <summary>A file of this Jupyter's own; its folder is made.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Executes notebooks, each in a kernel of its own and from its own folder.</summary>
    /// <returns>What nbconvert saved.</returns>
    public async Task<IReadOnlyList<JsonNode>> ExecuteAsync(IReadOnlyList<string> notebooks, bool allowErrors = false)
    {
        var (exit, said) = await TryExecuteAsync(notebooks, allowErrors);
        Assert.True(exit == 0, said);
        return [.. notebooks.Select(path => JsonNode.Parse(File.ReadAllText(Path.Combine(Saved, Path.GetFileName(path))))!)];
    }

    /// <summary>The same where it may fail.</summary>
    /// <returns>How nbconvert ended and what it said.</returns>
    public Task<(int Exit, string Said)> TryExecuteAsync(IReadOnlyList<string> notebooks, bool allowErrors = false)
    {
        string[] how = ["--execute", "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.startup_timeout=600"];
        if (allowErrors) how = [.. how, "--allow-errors"];
        return RunAsync(["-m", "nbconvert", "--to", "notebook", .. how, "--output-dir", Saved, .. notebooks]);
    }

    /// <summary>Removes all of it.</summary>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(int Exit, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_DATA_DIR"] = Data;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config");
        start.Environment["IPYTHONDIR"] = Path.Combine(folder, "ipython");
        start.Environment["HOME"] = Path.Combine(folder, "home");
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("JUPYTER_PATH");
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
