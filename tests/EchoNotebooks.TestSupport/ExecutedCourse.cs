using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EchoNotebooks.TestSupport;

/// <summary>
/// All notebooks as <c>echonb run</c> executes them, and the book. It is made once for all test programs of one build: it lies
/// under artifacts, named after what it was made from, and the next build's takes its place.
/// </summary>
public sealed class ExecutedCourse
{
    private static readonly Lazy<Task<ExecutedCourse>> Made = new(MakeAsync);
    private readonly string folder;

    private ExecutedCourse(string folder) => this.folder = folder;

    /// <summary>The names of the notebooks' files, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(PathOf(""), "*.ipynb").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>The committed file of a notebook.</summary>
    public static string PathOf(string name) => Path.Combine(Need.RepositoryRoot, "notebooks", name);

    /// <summary>The executed course; the first caller waits for its run.</summary>
    public static Task<ExecutedCourse> GetAsync() => Made.Value;

    /// <summary>The folder of the book's pages.</summary>
    public string Book => Path.Combine(folder, "book");

    /// <summary>A notebook with its outputs.</summary>
    public JsonNode Notebook(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run", name)))!;

    private static async Task<ExecutedCourse> MakeAsync()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb");
        var all = Directory.CreateDirectory(Path.Combine(Need.RepositoryRoot, "artifacts/obj/executed-course")).FullName;
        var course = new ExecutedCourse(Path.Combine(all, Key(Path.GetDirectoryName(program)!)));
        using var alone = await LockAsync(Path.Combine(all, "lock"));
        if (Directory.Exists(course.folder)) return course;
        foreach (var older in Directory.EnumerateDirectories(all)) Directory.Delete(older, recursive: true);
        // What did not end well is never taken for a course.
        var unfinished = course.folder + ".new";
        await RunAsync(program, unfinished);
        Directory.Move(unfinished, course.folder);
        return course;
    }

    private static async Task RunAsync(string program, string to)
    {
        string[] arguments = ["run", "--output", Path.Combine(to, "run"), "--html", Path.Combine(to, "book")];
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Need.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
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
            catch (IOException)
            {
                await Task.Delay(200);
            }
        }
    }

    /// <summary>Changes with every file that takes part: the notebooks, the library with its programs, and echonb.</summary>
    private static string Key(string echonb)
    {
        string[] folders = [PathOf(""), Path.Combine(Need.RepositoryRoot, "artifacts/lib"), echonb];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path}\t{File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))))[..16];
    }
}
