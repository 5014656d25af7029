using System.Diagnostics;
using System.Globalization;

namespace EchoNotebooks.Cli.Tests;

/// <summary>Programs that the tests of <c>echonb snapshot</c> run.</summary>
internal static class SnapshotRuns
{
    public static readonly string Echonb = Path.Combine(AppContext.BaseDirectory, "echonb");

    public static readonly string Myself = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts a program that the test writes to and reads from.</summary>
    public static Process StartWithPipes(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
