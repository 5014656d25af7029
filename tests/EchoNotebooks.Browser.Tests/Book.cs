using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EchoNotebooks.Browser.Tests.Book))]

namespace EchoNotebooks.Browser.Tests;

/// <summary>
/// The book that <c>echonb run</c> leaves after executing every notebook, and a real Chromium to look at it
/// with. One browser serves all tests of this assembly.
/// </summary>
public sealed class Book : IAsyncLifetime
{
    private IPlaywright? playwright;

    /// <summary>The browser; null where there is none, and then <see cref="Need.Program"/> has the reason.</summary>
    public IBrowser? Browser { get; private set; }

    /// <summary>Every page of the book, the index first; the first test that asks has the notebooks executed.</summary>
    public static async Task<IReadOnlyList<string>> PagesAsync()
    {
        var folder = (await ExecutedCourse.GetAsync()).Book;
        return
        [
            .. Directory.EnumerateFiles(folder, "*.html")
                .OrderBy(page => Path.GetFileName(page) != "index.html").ThenBy(page => page, StringComparer.Ordinal),
        ];
    }

    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium();
        if (chromium is null) return;
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
    }

    private static string? Chromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "chromium")).FirstOrDefault(File.Exists);
}
