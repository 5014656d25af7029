using System.Diagnostics;
using Deque.AxeCore.Playwright;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The page that <c>echonb trace --html</c> writes for a real server with two clients; made once.</summary>
public sealed class TracePage(Book book) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("echo-notebooks-trace-").FullName;

    public string Path => System.IO.Path.Combine(folder, "t.html");

    public async ValueTask InitializeAsync()
    {
        if (book.Browser is null) return;
        var configuration = System.IO.Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var bin = System.IO.Path.Combine(Need.RepositoryRoot, "artifacts/bin");
        var server = System.IO.Path.Combine(bin, "EchoNotebooks.EchoServer", configuration, "echo-server");
        var start = new ProcessStartInfo(
            System.IO.Path.Combine(bin, "EchoNotebooks.Cli", configuration, "echonb"),
            ["trace", "--clients", "2", "--html", Path, "--", server, "{port}"])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        using var echonb = Process.Start(start)!;
        var (output, errors) = (echonb.StandardOutput.ReadToEndAsync(), echonb.StandardError.ReadToEndAsync());
        await echonb.WaitForExitAsync();
        if (echonb.ExitCode != 0)
            throw new InvalidOperationException($"echonb trace: exit {echonb.ExitCode}\n{await output}\n{await errors}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>That page, in every look in which a class may see it.</summary>
public sealed class TracePageTests(Book book, TracePage trace) : IClassFixture<TracePage>
{
    [Fact]
    public async Task The_keys_the_slider_and_the_list_of_calls_all_lead_through_the_steps()
    {
        var page = await book.OpenAsync(trace.Path, 1280, ColorScheme.Light);
        var slider = page.Locator(".tl-slider");
        var now = page.Locator(".tl-now");
        var last = int.Parse((await slider.GetAttributeAsync("max"))!) - 1;
        Assert.True(last > 20);
        await Assertions.Expect(now).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0\\. "));

        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(now).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^2\\. "));
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(now).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^1\\. "));
        Assert.Equal("2", await slider.InputValueAsync());
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(now).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"^{last}\\. "));
        Assert.EndsWith($"#step-{last}", page.Url);

        // A front end's own scrolling box, as JupyterLab's notebook is one, does not take the keys away.
        await page.EvaluateAsync(
            "document.documentElement.tabIndex = -1; document.documentElement.style.cssText = 'height:300px;overflow:auto'");
        await page.Locator("[data-by='-1']").ClickAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(now).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"^{last - 2}\\. "));
        await page.EvaluateAsync("document.documentElement.removeAttribute('tabindex'); document.documentElement.style.cssText = ''");

        // The first close, by its row: marked there, in the source and in the picture.
        await page.Locator(".tl-calls a", new() { HasTextString = "close(" }).First.ClickAsync();
        await Assertions.Expect(now).ToContainTextAsync("close(");
        await Assertions.Expect(page.Locator(".tl-calls li.current")).ToContainTextAsync("close(");
        await Assertions.Expect(page.Locator(".tl-stage svg")).ToContainTextAsync("닫힘");
        await Assertions.Expect(page.Locator(".tl-words")).ToContainTextAsync("닫혔다");
        await Assertions.Expect(page.Locator(".tl-source tr.current")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".tl-source tr.current")).ToContainTextAsync("close", new() { IgnoreCase = true });

        Assert.True(await page.EvaluateAsync<bool>("""
            [['.tl-lines', 'tr.current'], ['.tl-calls', 'li.current']].every(([pane, row]) => {
              const [outer, inner] = [pane, pane + ' ' + row].map(one => document.querySelector(one).getBoundingClientRect());
              return inner.top >= outer.top && inner.bottom <= outer.bottom;
            })
            """), "the marked row stands outside its pane");

        // Only steps that change the ownership: the slider stops at the next of them.
        await page.Locator(".tl-only").CheckAsync();
        await page.Locator("[data-by='1']").ClickAsync();
        var index = await page.EvaluateAsync<string>("location.hash.slice(1)");
        Assert.NotNull(await page.Locator("#" + index).GetAttributeAsync("data-changes"));
        // The slider and the last button stop at such steps alone, too.
        for (var at = await page.Locator(".tl-step").CountAsync(); at > 0; at--)
        {
            await page.Locator(".tl-slider").EvaluateAsync("(e, at) => { e.value = at; e.dispatchEvent(new Event('input')); }", at);
            var shown = await page.EvaluateAsync<string>("location.hash");
            Assert.NotNull(await page.Locator(shown).GetAttributeAsync("data-changes"));
        }
        await page.Locator(".tl-slider").FocusAsync();
        await page.Keyboard.PressAsync("End");
        var end = page.Locator(".tl-step[data-changes]").Last;
        Assert.Equal("#" + await end.GetAttributeAsync("id"), await page.EvaluateAsync<string>("location.hash"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_link_to_a_step_opens_it()
    {
        var page = await book.OpenAsync("", 1280, ColorScheme.Light);
        await page.GotoAsync(new Uri(trace.Path).AbsoluteUri + "#step-7");
        await Assertions.Expect(page.Locator(".tl-now")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^7\\. "));
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(BookPageTests.Looks), MemberType = typeof(BookPageTests))]
    public async Task The_page_fits_the_window_and_without_scripts_every_step_stands_in_it(int width, ColorScheme scheme, bool scripts)
    {
        var page = await book.OpenAsync("", width, scheme, scripts);
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => { if (!request.Url.StartsWith("file:", StringComparison.Ordinal)) complaints.Add(request.Url); };
        await page.GotoAsync(new Uri(trace.Path).AbsoluteUri);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(wide <= width, $"{wide} px wide in a window of {width}");
        // What is hidden from eyes must be placed in the box that scrolls, or the page scrolls down to where it would stand.
        Assert.True(await page.EvaluateAsync<bool>("""
            [...document.querySelectorAll('.tl-scroll .sr')].every(e =>
              e.closest('.tl-scroll') !== e.offsetParent && e.closest('.tl-scroll').contains(e.offsetParent))
            """));
        var steps = page.Locator(".tl-step h4");
        if (scripts) await Assertions.Expect(steps.First).ToBeHiddenAsync();
        else
        {
            await Assertions.Expect(steps.First).ToBeVisibleAsync();
            await Assertions.Expect(steps.Last).ToBeVisibleAsync();
        }
        await Assertions.Expect(page.Locator(".tl-slider")).ToBeVisibleAsync(new() { Visible = scripts });
        // Where a picture's letters would be too small its table stands in its stead, a card for each descriptor.
        await Assertions.Expect(page.Locator((scripts ? ".tl-stage " : ".tl-step ") + (width < 600 ? ".facts td" : "svg")).First)
            .ToBeVisibleAsync();
        if (Environment.GetEnvironmentVariable("ECHO_NOTEBOOKS_SCREENSHOTS") is { Length: > 0 } kept)
        {
            var name = $"trace-{width}-{scheme}-{(scripts ? "scripts" : "plain")}.png".ToLowerInvariant();
            await page.ScreenshotAsync(new() { Path = Path.Combine(kept, name), FullPage = scripts });
        }
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_keeps_WCAG_AA(ColorScheme scheme)
    {
        var page = await book.OpenAsync(trace.Path, 1280, scheme);
        await page.Locator(".tl-calls a", new() { HasTextString = "close(" }).First.ClickAsync();
        var result = await page.RunAxe(Wcag.Of(scheme));
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.SelectMany(
            v => v.Nodes.Select(n => $"{v.Id}: {n.Target} {n.Any.Concat(n.All).FirstOrDefault()?.Message}"))));
        await page.Context.CloseAsync();
    }
}
