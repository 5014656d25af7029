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

    /// <summary>
    /// The same by a user without rights: root becomes another user. Skips the running test where that user may not read the
    /// programs.
    /// </summary>
    public static Notebook StartAsOrdinaryUser(string what, params (string Name, string Value)[] environment)
    {
        if (Environment.UserName != "root") return Start([Program, what], environment);
        var setpriv = Need.Program("setpriv", "install util-linux");
        string[] nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"];
        using var mayRead = Process.Start(setpriv, [.. nobody[1..], "test", "-x", Program]);
        mayRead.WaitForExit();
        if (mayRead.ExitCode != 0) Assert.Skip($"an ordinary user may not read {Program}; run the tests as such a user");
        return Start([.. nobody, Program, what], environment);
    }

    /// <summary>The same started by another program, which executes the words that follow its own.</summary>
    public static Notebook StartBy(string[] starter, string what) => Start([.. starter, Program, what], []);

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
        await process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromSeconds(60), ct);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
