using System.Diagnostics;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A Jupyter of its own: folders for its data, its cache and its home, with our kernel installed in them.</summary>
internal sealed class Installed : IDisposable
{
    /// <summary>Only a hang reaches it: six notebooks took four minutes on a busy machine.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(20);
    private readonly string folder = Directory.CreateTempSubdirectory("jupyter-").FullName;

    public string Home => Path.Combine(folder, "home");

    public string Data => Path.Combine(folder, "data");

    public string Cache => Path.Combine(folder, "cache");

    public string Out => Path.Combine(folder, "out");

    public string KernelsFolder => Path.Combine(Data, "kernels");

    public string KernelFile(string name = "echo-csharp") => Path.Combine(KernelsFolder, name, "kernel.json");

    public static async Task<Installed> CreateAsync(string? program = null)
    {
        var installed = new Installed();
        var (exit, output) = await installed.RunAsync(program ?? KernelProcess.Program, "jupyter", "install");
        Assert.True(exit == 0, output);
        return installed;
    }

    public void Prepare(ProcessStartInfo start)
    {
        foreach (var path in (string[])[Home, Data, Cache, Out]) Directory.CreateDirectory(path);
        start.Environment["HOME"] = Home;
        start.Environment["JUPYTER_DATA_DIR"] = Data;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config");
        start.Environment["IPYTHONDIR"] = Path.Combine(folder, "ipython");
        start.Environment["XDG_CACHE_HOME"] = Cache;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("JUPYTER_PATH");
    }

    /// <summary>Runs a program to its end in this Jupyter.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        Prepare(start);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Debian's Python, which has Jupyter's modules; skips the test where a module is missing.</summary>
    public async Task<string> PythonWith(string module)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || (await RunAsync(python, "-c", $"import {module}")).Exit != 0)
            Assert.Skip($"{module} is not on this machine; sudo apt-get install jupyter-client jupyter-nbconvert python3-nbclient");
        return python;
    }
}
