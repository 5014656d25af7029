using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>A newcomer's first command builds for minutes, and the SDK shows nothing meanwhile (build/FirstBuild.targets).</summary>
public sealed class FirstBuildTests : IDisposable
{
    /// <summary>Not in TMPDIR: MSBuild's Exec fails where that has a blank in its name.</summary>
    private readonly string artifacts = Directory.CreateDirectory($"/tmp/first-{Guid.NewGuid():N}").FullName;

    public void Dispose() => Directory.Delete(artifacts, recursive: true);

    [Fact(Explicit = true)]
    public async Task The_first_build_says_at_once_that_it_builds_and_how_long_and_no_other_does()
    {
        Assert.Matches("처음이라 .* 빌드한다.*분", await RestoreAsync());
        Directory.CreateDirectory(Path.Combine(artifacts, "bin", "EchoNotebooks.Cli"));
        Assert.Equal("", await RestoreAsync());
    }

    /// <summary>What is said on stderr by a program that, as <c>dotnet run</c>, shows nothing of the build.</summary>
    private async Task<string> RestoreAsync()
    {
        var project = Path.Combine(Need.RepositoryRoot, "src/EchoNotebooks.Cli/EchoNotebooks.Cli.csproj");
        using var restore = Process.Start(new ProcessStartInfo(
            "dotnet", ["msbuild", project, "-t:Restore", $"-p:ArtifactsPath={artifacts}", "-nologo", "-v:q", "-nr:false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NUGET_SCRATCH"] = artifacts, ["TMPDIR"] = artifacts },
        })!;
        var output = restore.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await restore.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(restore.ExitCode == 0, await output + said);
        return said.Trim();
    }
}
