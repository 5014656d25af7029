using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// All notebooks and the book as the README's command leaves them, in artifacts/run and artifacts/book, and what their predictions
/// prove. The first test that needs them calls that command, unless its results are newer than what they are made from and no cell
/// failed.
/// </summary>
public sealed class ExecutedCourse
{
    private static readonly Lazy<Task<ExecutedCourse>> Made = new(MakeAsync);
    /// <summary>Only a hang reaches it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private static readonly string Artifacts = Path.Combine(Need.RepositoryRoot, "artifacts");

    private ExecutedCourse()
    {
    }

    /// <summary>The names of the notebooks' files, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(PathOf(""), "*.ipynb").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The committed file of a notebook.</summary>
    public static string PathOf(string name) => Path.Combine(Need.RepositoryRoot, "notebooks", name);

    /// <summary>The executed course; the first caller waits for its run.</summary>
    public static Task<ExecutedCourse> GetAsync() => Made.Value;

    /// <summary>The folder of the book's pages.</summary>
    public string Book { get; } = Path.Combine(Artifacts, "book");

    /// <summary>The file with what each check of a prediction proved.</summary>
    public string Proofs { get; } = Path.Combine(Artifacts, "run/proofs.jsonl");

    /// <summary>A notebook with its outputs.</summary>
    public JsonNode Notebook(string name) => JsonNode.Parse(File.ReadAllText(Executed(name)))!;

    private static string Executed(string name) => Path.Combine(Artifacts, "run", name);

    private static async Task<ExecutedCourse> MakeAsync()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(Artifacts, "bin/EchoNotebooks.Cli", configuration, "echonb");
        var course = new ExecutedCourse();
        using var alone = await LockAsync(Path.Combine(Artifacts, "obj/executed-course.lock"));
        if (!course.IsUpToDate(program)) await course.RunAsync(program);
        return course;
    }

    private bool IsUpToDate(string program)
    {
        string[] sources =
            [PathOf(""), Path.Combine(Need.RepositoryRoot, "img"), Path.Combine(Artifacts, "lib"), Path.GetDirectoryName(program)!];
        var results = Names.Select(Executed).Append(Proofs).Append(Path.Combine(Book, "index.html"))
            .Concat(Names.Select(name => Path.Combine(Book, Path.ChangeExtension(name, ".html")))).ToList();
        if (!results.All(File.Exists)) return false;
        var newest = sources.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Max(File.GetLastWriteTimeUtc);
        return results.Min(File.GetLastWriteTimeUtc) > newest
            && !Names.SelectMany(name => NotebookChecks.CodeCells(Notebook(name))).SelectMany(cell => cell["outputs"]!.AsArray())
                .Any(output => (string?)output!["output_type"] == "error");
    }

    private async Task RunAsync(string program)
    {
        // Each check adds a line to it. After a first build there is no such folder yet.
        Directory.CreateDirectory(Path.GetDirectoryName(Proofs)!);
        File.Delete(Proofs);
        var start = new ProcessStartInfo(program, ["run"])
        {
            WorkingDirectory = Need.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ECHO_NOTEBOOKS_PROOFS"] = Proofs;
        using var process = Process.Start(start)!;
        string[] said;
        try
        {
            said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Limit);
            await process.WaitForExitAsync();
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        if (process.ExitCode != 0) throw new InvalidOperationException($"echonb run: exit {process.ExitCode}\n{string.Concat(said)}");
    }

    /// <summary>Another test program may be making it: then this one waits until that one has ended its work, or itself.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200);
            }
        }
    }
}
