using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>A process that plays the notebook (tests/EchoNotebooks.TestNotebook), so that it can be killed.</summary>
internal sealed class Notebook : IDisposable
{
    private readonly Process process;

    private Notebook(Process process) => this.process = process;

    public static Notebook Start(string what, params (string Name, string Value)[] environment) => Start([Program, what], environment);

    /// <summary>The same where the kernel refuses something (<see cref="RefusedCalls"/>).</summary>
    public static Notebook StartRefused(string services, string what) => Start([RefusedCalls.Program, services, Program, what], []);

    private static string Program { get; } = Path.Combine(
        Need.RepositoryRoot,
        "artifacts/bin/EchoNotebooks.TestNotebook",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
        "EchoNotebooks.TestNotebook");

    private static Notebook Start(string[] command, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // A runtime that is killed leaves its debugging pipes in the folder for temporary files.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>The line that it says when it is ready. Twenty servers may take minutes on a busy machine.</summary>
    public async Task<string> SaysAsync(CancellationToken ct) =>
        await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(TimeSpan.FromMinutes(10), ct)
        ?? throw new InvalidOperationException("the notebook said nothing");

    /// <summary>SIGKILL to it alone.</summary>
    public void Kill() => process.Kill();

    /// <summary>Lets it return from its Main.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromSeconds(20), ct);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
