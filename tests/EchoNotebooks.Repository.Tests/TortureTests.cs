using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>A quarter of a minute of what EchoNotebooks.Torture does for as long as one likes.</summary>
public sealed class TortureTests
{
    private const string Minutes = "0.25";

    [Fact(Explicit = true)]
    public async Task A_short_torture_loses_nothing_and_leaves_nothing()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Torture", configuration, "EchoNotebooks.Torture");
        using var torture = Process.Start(new ProcessStartInfo(program, [Minutes]) { RedirectStandardOutput = true })!;
        var said = await torture.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await torture.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(torture.ExitCode == 0, said);
        Assert.EndsWith("(nothing lost, nothing left)\n", said, StringComparison.Ordinal);
    }
}
