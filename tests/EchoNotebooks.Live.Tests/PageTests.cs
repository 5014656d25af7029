using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EchoNotebooks.Live.Tests;

/// <summary>The page in a real Chromium, as a lecturer plays the chapter on it.</summary>
public sealed class PageTests
{
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 60_000 };
    private static readonly (int Width, int Height)[] Sizes = [(1280, 800), (1920, 1080), (390, 844)];

    static PageTests() => SetDefaultExpectTimeout(60_000);

    [Fact(Explicit = true)]
    public async Task The_chapter_is_played_by_keys_and_by_clicks_and_two_windows_see_the_same()
    {
        await using var window = await Window.OpenTextbookAsync("--step");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(window.Address, 1280, 800);
        var heading = page.Locator("#heading");
        await Expect(page.Locator("#motion")).ToHaveTextAsync("멈춰 있다");
        await Expect(heading).ToContainTextAsync("listen(", Patient);

        // By keys: a client, accept, fork, and the closes of both.
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator("#list")).ToContainTextAsync("accept를 기다린다");
        await page.Keyboard.PressAsync("a");
        await Expect(heading).ToContainTextAsync("accept(", Patient);
        await Expect(page.Locator("#listing tr.current")).ToContainTextAsync("accept(");
        await page.Keyboard.PressAsync("f");
        await Expect(heading).ToContainTextAsync("fork(", Patient);
        await Expect(page.Locator("#picture")).ToContainTextAsync("자식 프로세스 1");
        await page.Keyboard.PressAsync("c");
        await Expect(heading).ToContainTextAsync("close(", Patient);
        await Expect(page.Locator("#listing tr.current")).ToContainTextAsync("close(");
        await Expect(page.Locator("#changes")).ToContainTextAsync("디스크립터가 닫혔다");
        await Expect(page.Locator("#lanes li.current")).ToContainTextAsync("close(");

        // Back in the history, and to the present again; what is shown of a step can be turned over.
        await page.Keyboard.PressAsync("Home");
        await Expect(heading).ToContainTextAsync("socket(", Patient);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(heading).ToContainTextAsync("bind(", Patient);
        await page.Keyboard.PressAsync("v");
        await Expect(page.Locator("[data-kind=before]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Locator("[data-kind='']").ClickAsync();
        await page.Locator("#present").ClickAsync();
        await Expect(heading).ToContainTextAsync("close(", Patient);

        // By clicks: it runs on, a client speaks, one from outside comes.
        await page.Locator("#run").ClickAsync();
        await Expect(page.Locator("#motion")).ToHaveTextAsync("돌고 있다");
        await page.Locator("#say").FillAsync("<img src=x onerror=alert(1)>");
        await page.Locator("#say-form button").ClickAsync();
        await Expect(page.Locator("#conversation .got")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        using var outside = new TcpClient();
        var port = (await window.StateAsync()).GetProperty("port").GetInt32();
        await outside.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await Expect(page.Locator("#list")).ToContainTextAsync("외부 클라이언트");

        // A second window, and the first one loaded anew, show the same.
        var second = await chromium.OpenAsync(window.Address, 390, 844, ColorScheme.Dark);
        await Expect(second.Locator("#list")).ToContainTextAsync("외부 클라이언트");
        await page.ReloadAsync();
        await Expect(page.Locator("#list")).ToContainTextAsync("외부 클라이언트");
        await Expect(page.Locator("#conversation .got")).ToHaveCountAsync(1);
        await second.CloseAsync();

        await page.Locator("[data-act=finish]").ClickAsync();
        await Expect(page.Locator("#conversation")).ToContainTextAsync("서버가 연결을 닫았다");
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator("#list")).ToContainTextAsync("클라이언트 2");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#who")).ToContainTextAsync("클라이언트 2");
        await page.Keyboard.PressAsync("r");
        await Expect(page.Locator("#conversation")).ToContainTextAsync("RST");

        // The server is killed: the history stays.
        var pid = (await window.StateAsync()).GetProperty("pid").GetInt32();
        outside.Close();
        using (var kill = Process.Start("kill", ["-KILL", pid.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Expect(page.Locator("#motion")).ToHaveTextAsync("끝났다");
        await page.Keyboard.PressAsync("Home");
        await Expect(heading).ToContainTextAsync("socket(", Patient);
        Assert.Equal([], chromium.Complaints);
    }

    [Fact(Explicit = true)]
    public async Task A_child_lives_to_its_end_by_keys_alone()
    {
        await using var window = await Window.OpenTextbookAsync("--step");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(window.Address, 1280, 800);
        var heading = page.Locator("#heading");
        await Expect(heading).ToContainTextAsync("listen(", Patient);
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator("#list")).ToContainTextAsync("accept를 기다린다");
        await page.Keyboard.PressAsync("n");
        await Expect(heading).ToContainTextAsync("accept(", Patient);

        // What is said while the server stands still is read when it goes on; the child ends when nothing more comes.
        await page.Keyboard.PressAsync("s");
        await Expect(page.Locator("#say")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync("안녕");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("w");
        await page.Keyboard.PressAsync("e");
        await Expect(heading).ToContainTextAsync("exit(", Patient);
        await Expect(page.Locator("#conversation .got")).ToHaveTextAsync("안녕");
        // The step is seen before the server stands still, and until then Space would only stop it.
        await Expect(page.Locator("#motion")).ToHaveTextAsync("멈춰 있다");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#motion")).ToHaveTextAsync("돌고 있다");
        await Expect(page.Locator("#lanes")).ToContainTextAsync("부모 프로세스: wait() = ");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#motion")).ToHaveTextAsync("멈춰 있다");
        await page.Keyboard.PressAsync("Space");

        // Five, and a hundred; from one to the other, and one of them is closed.
        await page.Keyboard.PressAsync("5");
        await window.UntilAsync(state => Window.Clients(state).Count == 6);
        await page.Keyboard.PressAsync("j");
        var first = await page.Locator("#who").TextContentAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#who")).Not.ToHaveTextAsync(first!);
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("#who")).ToHaveTextAsync(first!);
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator("#conversation")).ToContainTextAsync("닫았다: close.");
        await page.Keyboard.PressAsync("0");
        // A busy machine takes its time for a hundred; more than six are enough to see that they come.
        await window.UntilAsync(state => Window.Clients(state).Count > 12);
        Assert.Equal([], chromium.Complaints);
    }

    [Fact(Explicit = true)]
    public async Task The_page_fits_every_screen_in_both_themes_and_axe_finds_nothing()
    {
        await using var window = await Window.OpenTextbookAsync("--step");
        await PlayAsync(window);
        await using var chromium = await Chromium.StartAsync();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            foreach (var (width, height) in Sizes)
            {
                var page = await chromium.OpenAsync(window.Address, width, height, scheme);
                await Expect(page.Locator("#picture svg")).ToHaveCountAsync(1);
                await Expect(page.Locator("#listing tr.current")).ToHaveCountAsync(1);
                await Expect(page.Locator("#lanes li.current")).ToHaveCountAsync(1);
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{wide} px wide in a window of {width}");
                var cut = await page.Locator("#listing").EvaluateAsync<int>("pane => pane.scrollWidth - pane.clientWidth");
                Assert.True(cut <= 0, $"the source is cut by {cut} px in a window of {width}");
                if (width >= 1280)
                    Assert.Equal("", await page.EvaluateAsync<string>("""
                        ['#stage', '#picture svg', '#listing tr.current', '#lanes li.current', '#clients', '#output']
                          .filter(one => {
                            const box = document.querySelector(one).getBoundingClientRect();
                            return box.top < 0 || box.bottom > innerHeight || box.height < 10;
                          }).join()
                        """));
                if (Environment.GetEnvironmentVariable("ECHO_NOTEBOOKS_SCREENSHOTS") is { Length: > 0 } kept)
                    await page.ScreenshotAsync(new()
                    { Path = Path.Combine(kept, $"live-{width}-{scheme}.png".ToLowerInvariant()), FullPage = width < 1280 });
                // The README's picture.
                var isFirst = width == 1280 && scheme == ColorScheme.Light;
                if (isFirst && Environment.GetEnvironmentVariable("LIVE_PICTURE") is { Length: > 0 } file)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(Need.RepositoryRoot, file) });
                // Of what a page is in another size only the places differ.
                if (width == 1280) await NothingIsFoundByAxeAsync(page);
                await page.Context.CloseAsync();
            }
        Assert.Equal([], chromium.Complaints);
    }

    [Fact(Explicit = true)]
    public async Task A_page_that_only_watches_is_read_by_keys_and_says_when_its_program_has_ended()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var window = await Window.OpenAsync(server.Pid.ToString(CultureInfo.InvariantCulture));
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(window.Address, 1280, 800);
        var clients = await server.ConnectManyAsync(6, ct: TestContext.Current.CancellationToken);
        await Expect(page.Locator("#list")).ToContainTextAsync("자식 프로세스 6");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("#changes li")).Not.ToHaveCountAsync(0);
        await NothingIsFoundByAxeAsync(page);
        await page.Locator("#changes").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#present")).ToHaveAttributeAsync("aria-pressed", "true");

        await window.DisposeAsync();
        await Expect(page.Locator("#motion")).ToHaveTextAsync("이 창을 연 프로그램과 연결이 끊겼다");
        // What the page has shown stays.
        await Expect(page.Locator("#picture svg")).ToHaveCountAsync(1);
        foreach (var client in clients) await client.DisposeAsync();
    }

    private static async Task NothingIsFoundByAxeAsync(IPage page)
    {
        var found = await page.RunAxe(new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa") });
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.SelectMany(
            v => v.Nodes.Select(n => $"{v.Id}: {n.Target} {n.Any.Concat(n.All).FirstOrDefault()?.Message}"))));
    }

    /// <summary>Two clients; the server has accepted one, has forked for it, and both have closed what they do not need.</summary>
    private static async Task PlayAsync(Window window)
    {
        await window.CommandAsync(new { @do = "connect", count = 2 });
        await window.UntilAsync(state => Window.Clients(state).Count == 2);
        foreach (var point in (string[])["accept", "fork", "close", "close"]) await window.GoAsync(point);
        await window.CommandAsync(new { @do = "say", client = 1, text = "안녕하세요" });
        await window.UntilAsync(state => state.GetProperty("clients")[0].GetProperty("lines").GetInt32() == 2);
    }
}
