using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>Every page of the book, in every look in which a class may see it.</summary>
public class BookPageTests(Book book)
{
    /// <summary>Of width, theme and scripts every two go together once, each way.</summary>
    public static TheoryData<int, ColorScheme, bool> Looks { get; } = new(
        (1280, ColorScheme.Light, true),
        (1280, ColorScheme.Dark, false),
        (390, ColorScheme.Light, false),
        (390, ColorScheme.Dark, true),
        (1920, ColorScheme.Light, true),
        (360, ColorScheme.Dark, false));

    /// <summary>A page has less, so that a phone opens it at once.</summary>
    private const int MostBytes = 1_000_000;

    /// <summary>What is printed between the margins of A4, in the pixels of a style sheet.</summary>
    private const int PaperWidth = 673;

    [Theory(Explicit = true)]
    [MemberData(nameof(Looks))]
    public async Task Every_page_fits_the_window_and_asks_nothing_of_a_network(int width, ColorScheme scheme, bool scripts)
    {
        var page = await book.OpenAsync("", width, scheme, scripts);
        var asked = new List<string>();
        var complaints = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:") && !request.Url.StartsWith("data:")) asked.Add(request.Url);
        };
        page.RequestFailed += (_, request) => complaints.Add($"{request.Url}: {request.Failure}");
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        foreach (var path in await Book.PagesAsync())
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{Path.GetFileName(path)} is {wide} px wide in a window of {width}");
            Assert.True(
                await page.Locator("img").EvaluateAllAsync<bool>("all => all.every(i => i.complete && i.naturalWidth > 0)"),
                $"a picture of {path} is missing");
            await KeepScreenshotAsync(page, path, width, scheme, scripts);
        }
        Assert.Empty(asked);
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task On_paper_nothing_is_cut()
    {
        var page = await book.OpenAsync("", PaperWidth, ColorScheme.Light);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var path in await Book.PagesAsync())
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
            var cut = await page.EvaluateAsync<string[]>("""
                width => [...document.querySelectorAll('main :not(.sr, svg *)')].filter(e => e.checkVisibility() && !e.closest('.sr'))
                  .filter(e => e.getBoundingClientRect().right > width + 1 || (e.localName !== 'svg' && e.scrollWidth > e.clientWidth + 1
                    && getComputedStyle(e).overflowX !== 'visible'))
                  .map(e => `${e.localName}.${e.className?.baseVal ?? e.className}: ${e.textContent.slice(0, 40)}`)
                """, PaperWidth);
            Assert.True(cut.Length == 0, $"{Path.GetFileName(path)}:\n{string.Join('\n', cut.Take(20))}");
        }
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task No_page_is_heavy_and_nothing_of_it_moves_while_it_appears()
    {
        var page = await book.OpenAsync("", 390, ColorScheme.Light);
        await page.AddInitScriptAsync("""
            addEventListener('DOMContentLoaded', () => {
              window.moved = 0;
              new PerformanceObserver(list => { for (const one of list.getEntries()) window.moved += one.value; })
                .observe({ type: 'layout-shift', buffered: true });
            });
            """);
        foreach (var path in await Book.PagesAsync())
        {
            Assert.InRange(new FileInfo(path).Length, 1, MostBytes);
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            // Two frames: the entries of the first are delivered in the second.
            var moved = await page.EvaluateAsync<double>(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.moved)))))");
            Assert.True(moved < 0.01, $"{Path.GetFileName(path)} moves by {moved}");
        }
        await page.Context.CloseAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task No_page_breaks_WCAG_AA(ColorScheme scheme, int width)
    {
        var options = Wcag.Of(scheme);
        // No rule of WCAG, and yet what leads those who hear the page.
        if (scheme == ColorScheme.Light) options.Rules = new() { ["heading-order"] = new() { Enabled = true } };
        var page = await book.OpenAsync("", width, scheme);
        foreach (var path in await Book.PagesAsync())
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            await page.EvaluateAsync("for (const one of document.querySelectorAll('details:not(.tl-step > details)')) one.open = true");
            var result = await page.RunAxe(options);
            var broken = result.Violations.SelectMany(rule => rule.Nodes.Select(node =>
                $"{rule.Id}: {node.Target} {node.Any.Concat(node.All).FirstOrDefault()?.Message}"));
            Assert.True(result.Violations.Length == 0, $"{Path.GetFileName(path)} ({scheme}):\n{string.Join('\n', broken)}");
        }
        await page.Context.CloseAsync();
    }

    /// <summary>ECHO_NOTEBOOKS_SCREENSHOTS=DIR keeps what the tests saw, for people to look at.</summary>
    private static async Task KeepScreenshotAsync(IPage page, string path, int width, ColorScheme scheme, bool scripts)
    {
        if (Environment.GetEnvironmentVariable("ECHO_NOTEBOOKS_SCREENSHOTS") is not { Length: > 0 } folder) return;
        var name = $"{Path.GetFileNameWithoutExtension(path)}-{width}-{scheme}-{(scripts ? "scripts" : "plain")}.png".ToLowerInvariant();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
    }
}
