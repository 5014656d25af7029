using System.Diagnostics;

namespace EchoNotebooks.Repository.Tests;

/// <summary>
/// Tests that end the process that they start; in a run of their own, for <see cref="LeftBehindTests"/>, one of them
/// leaves it running.
/// </summary>
public sealed class LeavingTests
{
    /// <summary>The environment variable of such a run.</summary>
    internal const string Leave = "ECHO_NOTEBOOKS_LEAVE_RUNNING";

    [Fact]
    public void Before() => StartAndEnd(leave: false);

    [Fact]
    public void A_process_is_left_running() => StartAndEnd(leave: Environment.GetEnvironmentVariable(Leave) is not null);

    [Fact]
    public void Behind() => StartAndEnd(leave: false);

    private static void StartAndEnd(bool leave)
    {
        // With a stdout of its own: the run that reads this one's would wait for its end.
        using var process = Process.Start(new ProcessStartInfo("sleep", ["600"]) { RedirectStandardOutput = true })!;
        if (leave) return;
        process.Kill();
        process.WaitForExit();
    }
}
