using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EchoNotebooks.Repository.Tests;

/// <summary>What a run of tests says of a process that one of them left running.</summary>
public sealed partial class LeftBehindTests
{
    [Fact]
    public async Task A_process_that_is_left_running_is_told_once_with_the_test_that_started_it()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--filter-class", $"*.{nameof(LeavingTests)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [LeavingTests.Leave] = "1" },
        };
        using var run = Process.Start(start)!;
        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        var told = Assert.Single(LeftProcess().Matches(output));
        using (var left = Process.GetProcessById(int.Parse(told.Groups["pid"].Value, CultureInfo.InvariantCulture))) left.Kill();
        Assert.Contains(nameof(LeavingTests.A_process_is_left_running), told.Groups["tests"].Value, StringComparison.Ordinal);
        Assert.Contains("failed: 1", output, StringComparison.Ordinal);
        Assert.Contains("succeeded: 3", output, StringComparison.Ordinal);
        Assert.NotEqual(0, run.ExitCode);
    }

    [GeneratedRegex(@"(?<pid>\d+) sleep 600, born while: (?<tests>.*)")]
    private static partial Regex LeftProcess();
}
