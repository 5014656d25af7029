using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>The repository's files.</summary>
internal static class RepositoryFiles
{
    /// <summary>
    /// The files that git knows or would take, by their paths in the repository; one that was deleted and not committed is not
    /// among them. Skips the running test where this is no clone.
    /// </summary>
    internal static async Task<string[]> AllAsync()
    {
        var git = Need.Program("git", "install git");
        string[] arguments = ["-C", Need.RepositoryRoot, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        using var process = Process.Start(new ProcessStartInfo(git, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(process.ExitCode == 0, "this is no clone of the repository; run the test in one");
        return
        [
            .. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(file => File.Exists(Path.Combine(Need.RepositoryRoot, file))),
        ];
    }
}
