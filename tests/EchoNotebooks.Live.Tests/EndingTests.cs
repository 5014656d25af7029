using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Live.Tests;

/// <summary><c>echonb live</c> as a process, and what is left of it.</summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Nothing_is_left_after_Ctrl_C_or_after_a_kill(string signal)
    {
        Need.Program("cc", "install gcc or clang with its C headers");
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var echonb = Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb");
        // The leader of a group of its own, as in a terminal: a Ctrl+C reaches all of it.
        var start = new ProcessStartInfo("setsid", [echonb, "live", "--no-browser", "--", Window.Textbook])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var address = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("http://127.0.0.1:", address);
        var started = Descendants(process.Id);
        Assert.True(started.Count >= 3, string.Join(' ', started)); // echo-live, echo-tracer, the server
        using (var kill = Process.Start("kill", [$"-{signal}", "--", $"-{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        if (signal == "INT") Assert.True(process.ExitCode == 0, await errors);
        await Wait.UntilAsync(
            () => !started.Exists(pid => Directory.Exists($"/proc/{pid}")), () => $"the end of {string.Join(' ', started)}");
    }

    private static List<int> Descendants(int pid)
    {
        var facts = Linux.DescriptorSnapshot.Take([pid], children: true);
        return [.. facts.Processes.Select(process => process.Pid).Where(found => found != pid)];
    }
}
