using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>How the repository's text is written.</summary>
public sealed class LineLengthTests
{
    private const int Most = 140;

    private static readonly string[] Code = [".cs", ".c", ".js", ".css", ".sh", ".targets", ".props", ".csproj", ".py"];

    [Fact]
    public async Task No_line_of_code_has_more_than_140_characters()
    {
        var tooLong = string.Join('\n',
            from file in await CommittedFilesAsync()
            where Code.Contains(Path.GetExtension(file)) || file == ".ci/run"
            // A file that was deleted and not yet committed is still listed.
            let path = Path.Combine(Need.RepositoryRoot, file)
            where File.Exists(path)
            from line in File.ReadLines(path).Index()
            where line.Item.Length > Most
            select $"{file}:{line.Index + 1}: {line.Item.Length}");
        Assert.True(tooLong.Length == 0, tooLong);
    }

    /// <summary>The files that git knows or would take, by their paths in the repository.</summary>
    private static async Task<string[]> CommittedFilesAsync()
    {
        var git = Need.Program("git", "install git");
        string[] arguments = ["-C", Need.RepositoryRoot, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        using var process = Process.Start(new ProcessStartInfo(git, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(process.ExitCode == 0, "this is no clone of the repository; run the test in one");
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
