using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>
/// The folder for temporary files is every user's. What is written there and then run or read lies in a folder that only its
/// owner may enter, under a name that nobody can foresee (Directory.CreateTempSubdirectory, mktemp -d).
/// </summary>
public sealed partial class TemporaryFileTests
{
    /// <summary>They name the folder and write nothing into it.</summary>
    private static readonly string[] WriteNothing =
    [
        // It makes a folder of its own where the usual one's path is too long for a socket.
        "src/EchoNotebooks.Engine/Run/KernelProcess.cs",
        // It deletes what a runtime of ours has left.
        "src/EchoNotebooks.Linux/DiagnosticPorts.cs",
        // They name the folder in an error.
        "src/EchoNotebooks.Linux/TemporaryFolder.cs",
        "src/EchoNotebooks/Programs/CCompiler.cs",
    ];

    [Fact]
    public async Task Nothing_is_written_straight_into_the_folder_that_all_users_share()
    {
        var shared = new List<string>();
        foreach (var file in await RepositoryFiles.AllAsync())
        {
            // The tests' temporary folder is their own: see the other test.
            if (!file.StartsWith("src/", StringComparison.Ordinal) && !file.StartsWith("notebooks/", StringComparison.Ordinal)) continue;
            var text = await File.ReadAllTextAsync(Path.Combine(Need.RepositoryRoot, file), TestContext.Current.CancellationToken);
            if (Shared().IsMatch(text)) shared.Add(file);
        }
        // An exception that is none any more goes, too.
        Assert.Equal(WriteNothing.Order(StringComparer.Ordinal), shared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_tests_have_a_temporary_folder_that_nobody_else_may_enter()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Owner, File.GetUnixFileMode(Path.GetTempPath()));
    }

    [GeneratedRegex(@"GetTempPath|GetTempFileName|[""'= ]/(?:var/)?tmp/|/dev/shm/")]
    private static partial Regex Shared();
}
