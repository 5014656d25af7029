using System.Diagnostics;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>Our own engine's run of all notebooks, once for all tests: a process, for it brings another Roslyn.</summary>
internal static class OurEngine
{
    private static readonly Lazy<Task<Dictionary<string, JsonNode>>> Run = new(RunAsync);

    /// <summary>The names of the notebooks' files.</summary>
    public static IReadOnlyList<string> Notebooks { get; } =
        [.. Directory.EnumerateFiles(PathOf(""), "*.ipynb").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static string PathOf(string notebook) => Path.Combine(Need.RepositoryRoot, "notebooks", notebook);

    /// <summary>A notebook with the outputs of our engine.</summary>
    public static async Task<JsonNode> ExecutedAsync(string notebook) => (await Run.Value)[notebook];

    private static async Task<Dictionary<string, JsonNode>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("our-engine-").FullName;
        try
        {
            var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
            var program = Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb");
            var start = new ProcessStartInfo(program, ["run", "notebooks", "--output", folder, "--html", Path.Combine(folder, "book")])
            {
                WorkingDirectory = Need.RepositoryRoot,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, string.Concat(said));
            return Notebooks.ToDictionary(name => name, name => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
