using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

namespace EchoNotebooks.Live.Tests;

/// <summary>A real Chromium, for one test.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>What the pages complained of in their consoles.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Chromium> StartAsync()
    {
        var program = Need.Program("chromium", "sudo apt-get install chromium fonts-noto-cjk");
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            // Chromium refuses its sandbox to root, and the gate runs as root.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    public async Task<IPage> OpenAsync(Uri address, int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        var page = await context.NewPageAsync();
        // Only a hang takes as long; a loaded machine does not.
        page.SetDefaultTimeout(60_000);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") Complaints.Add(message.Text); };
        page.PageError += (_, error) => Complaints.Add(error);
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
