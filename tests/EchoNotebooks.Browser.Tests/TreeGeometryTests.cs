using System.Text.Json;
using EchoNotebooks.Views;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>A process tree where a class sees it, and on a phone as cards.</summary>
public sealed class TreeGeometryTests(Book book)
{
    private const string Looks = """
        () => {
          const box = document.querySelector('.en-picture'), svg = box.querySelector('svg');
          const seen = e => e.getClientRects().length > 0 && e.getBoundingClientRect().width > 0;
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          const sizes = [...svg.querySelectorAll('text')].map(t => parseFloat(t.getAttribute('font-size') ?? 14) * scale);
          const cards = [...box.querySelectorAll('.facts tbody tr')].filter(seen).map(tr =>
            [...tr.cells].filter(seen).map(td => td.textContent).join(' | '));
          const [drawn, cut] = [seen(svg), box.scrollWidth > box.clientWidth + 1];
          return JSON.stringify({ drawn, least: drawn ? Math.min(...sizes) : 0, cards, cut });
        }
        """;

    [Fact]
    public async Task On_a_phone_each_process_is_a_card_with_its_client_and_on_a_screen_the_tree_is_drawn()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var client = await server.ConnectAsync(TestContext.Current.CancellationToken);
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        await StepPage.ShowAsync(page, [("tree", server.ProcessTree())]);
        var wide = await LookAsync(page);
        Assert.Equal((true, false), (wide.Drawn, wide.Cut));
        Assert.True(wide.Least >= 11, $"{wide.Least}");
        await page.SetViewportSizeAsync(360, 800);
        var narrow = await LookAsync(page);
        Assert.Equal((false, false), (narrow.Drawn, narrow.Cut));
        Assert.Equal(2, narrow.Cards.Length);
        Assert.StartsWith($"부모 프로세스 | pid {server.Pid}", narrow.Cards[0]);
        Assert.StartsWith("자식 프로세스 1 | pid ", narrow.Cards[1]);
        Assert.Contains($"| clnt_sock | 클라이언트 1 | {client.LocalEndPoint}", narrow.Cards[1], StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_picture_that_follows_a_server_keeps_its_place_when_clients_come()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        var before = await HeightAsync();
        await server.ConnectManyAsync(5, ct: TestContext.Current.CancellationToken);
        Assert.Equal(before, await HeightAsync(), tolerance: 1);
        Assert.InRange(before, 450, 600);
        await page.Context.CloseAsync();

        async Task<float> HeightAsync()
        {
            var tree = server.ProcessTree();
            await StepPage.ShowAsync(page, [("followed", new WatchedPicture(tree, "", new TreeDrawing(tree).Height, keepsPlace: true))]);
            return (await page.Locator("#followed").BoundingBoxAsync())!.Height;
        }
    }

    [Fact]
    public async Task A_picture_of_many_processes_is_no_higher_than_a_screen_unless_its_letters_would_be_too_small()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await server.ConnectManyAsync(3, ct: TestContext.Current.CancellationToken);
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        await StepPage.ShowAsync(page, [("shown", server.Snapshot())]);
        var drawing = page.Locator(".en-picture > svg");
        var natural = await drawing.EvaluateAsync<double>("svg => svg.viewBox.baseVal.height");
        var width = await drawing.EvaluateAsync<double>("svg => svg.viewBox.baseVal.width");
        Assert.InRange(natural, 650, 1000);
        Assert.Equal(Math.Max(600, natural * 11 / 14), (await drawing.BoundingBoxAsync())!.Height, tolerance: 1);
        // Nothing stands empty at its left: it begins where its text does.
        Assert.Equal(Math.Max(600, natural * 11 / 14) * width / natural, await WidthAsync(drawing), tolerance: 1);
        await page.GetByLabel("크게 보기").CheckAsync();
        Assert.True((await drawing.BoundingBoxAsync())!.Height > natural);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_tree_and_an_ownership_picture_are_as_wide_as_the_output_when_that_is_asked_for()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var client = await server.ConnectAsync(TestContext.Current.CancellationToken);
        var page = await book.OpenAsync("", 1770, ColorScheme.Light);
        foreach (var shown in (IView[])[server.ProcessTree(), server.Snapshot()])
        {
            await StepPage.ShowAsync(page, [("shown", shown)]);
            var (drawing, room) = (page.Locator(".en-picture > svg"), page.Locator(".en-picture"));
            var before = await WidthAsync(drawing);
            await page.GetByLabel("크게 보기").FocusAsync();
            await page.Keyboard.PressAsync("Space");
            Assert.True(before < await WidthAsync(room) - 100, $"{shown.GetType().Name}: {before}");
            Assert.Equal(await WidthAsync(room), await WidthAsync(drawing), tolerance: 1);
        }
        await page.Context.CloseAsync();
    }

    private static async Task<float> WidthAsync(ILocator element) => (await element.BoundingBoxAsync())!.Width;

    private static async Task<Shown> LookAsync(IPage page) =>
        JsonSerializer.Deserialize<Shown>(await page.EvaluateAsync<string>(Looks), JsonSerializerOptions.Web)!;

    private sealed record Shown(bool Drawn, double Least, string[] Cards, bool Cut);
}
