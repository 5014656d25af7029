using System.Diagnostics;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EchoNotebooks.Browser.Tests.Book))]

namespace EchoNotebooks.Browser.Tests;

/// <summary>
/// The book that <c>echonb run</c> leaves after executing every notebook, and a real Chromium to look at it
/// with. Made once for all tests of this assembly.
/// </summary>
public sealed class Book : IAsyncLifetime
{
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(4);
    private string folder = "";
    private IPlaywright? playwright;

    /// <summary>The folder of the book's pages.</summary>
    public string Folder => Path.Combine(folder, "book");

    /// <summary>The browser; null where there is none, and then <see cref="Need.Program"/> has the reason.</summary>
    public IBrowser? Browser { get; private set; }

    /// <summary>Every page of the book, the index first.</summary>
    public IReadOnlyList<string> Pages =>
    [
        .. Directory.EnumerateFiles(Folder, "*.html")
            .OrderBy(page => Path.GetFileName(page) != "index.html").ThenBy(page => page, StringComparer.Ordinal),
    ];

    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium();
        if (chromium is null) return;
        folder = Directory.CreateTempSubdirectory("echo-notebooks-book-").FullName;
        await RunNotebooksAsync();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            // Chromium refuses its sandbox to root, and the gate runs as root.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of the given look, or a skipped test where there is no Chromium.</summary>
    public async Task<IPage> OpenAsync(string path, int width, ColorScheme scheme, bool scripts = true)
    {
        if (Browser is null) Need.Program("chromium", "sudo apt-get install chromium fonts-noto-cjk");
        var context = await Browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
        });
        var page = await context.NewPageAsync();
        if (path.Length > 0) await page.GotoAsync(new Uri(path).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        playwright?.Dispose();
        if (folder.Length > 0) Directory.Delete(folder, recursive: true);
    }

    private static string? Chromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "chromium")).FirstOrDefault(File.Exists);

    private async Task RunNotebooksAsync()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var start = new ProcessStartInfo(Path.Combine(Need.RepositoryRoot, "artifacts/bin/EchoNotebooks.Cli", configuration, "echonb"))
        {
            WorkingDirectory = Need.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["run", "--output", Path.Combine(folder, "run"), "--html", Folder])
            start.ArgumentList.Add(argument);
        using var echonb = Process.Start(start)!;
        var output = echonb.StandardOutput.ReadToEndAsync();
        var error = echonb.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(RunTimeout);
        try
        {
            await echonb.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            echonb.Kill(entireProcessTree: true);
            throw new TimeoutException($"echonb run took longer than {RunTimeout}");
        }
        if (echonb.ExitCode != 0) throw new InvalidOperationException($"echonb run: exit {echonb.ExitCode}\n{await output}\n{await error}");
    }
}
