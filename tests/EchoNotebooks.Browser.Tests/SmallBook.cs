using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The book of a notebook that a test makes, as <c>echonb run</c> leaves it.</summary>
public sealed class SmallBook : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("book-").FullName;

    /// <summary>The folder of the book.</summary>
    public string Folder => Path.Combine(root, "book");

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Adds a file beside the notebook.</summary>
    public void Add(string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(root, "notebooks")).FullName, name), text);

    /// <summary>Runs the notebook <c>a.ipynb</c>.</summary>
    /// <param name="options">More options of the run.</param>
    /// <param name="cells">Its cells; those of which the source begins with # are text.</param>
    public async Task RunAsync(string[] options, params string[] cells)
    {
        Add("a.ipynb", JsonSerializer.Serialize(new
        {
            cells = cells.Select((source, i) => IsText(source)
                ? (object)new { cell_type = "markdown", id = $"c{i}", metadata = new { }, source }
                : new
                {
                    cell_type = "code",
                    execution_count = (int?)null,
                    id = $"c{i}",
                    metadata = new { },
                    outputs = Array.Empty<object>(),
                    source,
                }),
            metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
            nbformat = 4,
            nbformat_minor = 5,
        }));
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var start = new ProcessStartInfo(
            Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb"),
            ["run", "--output", "run", "--html", "book", .. options, "notebooks"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }

    /// <summary>The line by which a cell has the library.</summary>
    public static string Reference =>
        $"#r \"{Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll")}\"\nusing EchoNotebooks;";

    private static bool IsText(string source) => source.TrimStart('#') is [' ', ..] && source[0] == '#';
}
