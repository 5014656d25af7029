using System.Diagnostics;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>What publishing touches.</summary>
public sealed class PublishTests
{
    private static readonly string[] Folders = ["OutDir", "IntermediateOutputPath", "PublishDir"];

    [Theory(Explicit = true)]
    [InlineData("EchoNotebooks.EchoServer")]
    [InlineData("EchoNotebooks.Linux")]
    public async Task A_native_program_is_published_from_other_folders_than_those_of_a_build(string project)
    {
        var (built, published) = (await FoldersAsync(project), await FoldersAsync(project, "-p:PublishAot=true"));
        Assert.All(Folders, folder => Assert.NotEqual(built[folder], published[folder]));
        Assert.EndsWith($"/{project}/release/", built["OutDir"]);
    }

    private static async Task<Dictionary<string, string>> FoldersAsync(string project, params string[] properties)
    {
        string[] ask =
            ["msbuild", $"src/{project}", "-p:Configuration=Release", .. properties, $"-getProperty:{string.Join(',', Folders)}"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", ask)
        {
            WorkingDirectory = Need.RepositoryRoot,
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        var values = JsonNode.Parse(said)!["Properties"]!;
        return Folders.ToDictionary(folder => folder, folder => (string)values[folder]!);
    }
}
