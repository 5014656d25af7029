using Deque.AxeCore.Playwright;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>A step in one look, at the widths at which a class sees it: VS Code's output, the book, a phone.</summary>
public sealed class StepGeometryTests(Book book)
{
    private static readonly string LooksAtSteps =
        File.ReadAllText(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Browser.Tests/StepGeometry.js"));

    [Fact]
    public async Task A_step_is_seen_whole_and_aligned_at_every_size()
    {
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        await StepPage.ShowAsync(page, StepPage.Steps.Select(one => (one.Name, (IView)one.Step)));
        var wrong = new List<string>();
        foreach (var width in (int[])[1130, 850, 1770, 1280, 360])
        {
            await page.SetViewportSizeAsync(width, 660);
            wrong.AddRange(await page.EvaluateAsync<string[]>(LooksAtSteps, width));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Arrow_keys_switch_between_before_after_and_what_changed_and_one_key_enlarges()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light);
        var close = StepPage.Steps.First(one => one.Name == "close-0").Step;
        await StepPage.ShowAsync(page, [("close", close)]);
        var (before, now) = (page.Locator(".en-before svg"), page.Locator(".en-now svg"));
        var ghost = now.Locator("g.gone").First;
        await Assertions.Expect(before).ToBeHiddenAsync();
        await Assertions.Expect(ghost).ToBeVisibleAsync();

        // After a click VS Code takes the keyboard away, and of an arrow it goes to the next cell.
        await page.EvaluateAsync("window.told = 0; for (const what of ['click', 'keydown']) addEventListener(what, () => window.told++)");
        await page.Locator(".en-d").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(now).ToBeVisibleAsync();
        await Assertions.Expect(ghost).ToBeHiddenAsync();
        Assert.DoesNotContain("→", await ShownTextAsync(now), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(before).ToBeVisibleAsync();
        await Assertions.Expect(now).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(ghost).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("window.told"));

        // Enter sends no form.
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ghost).ToBeVisibleAsync();

        await page.SetViewportSizeAsync(1770, 900);
        var width = (await now.BoundingBoxAsync())!.Width;
        await page.Locator(".en-big").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(before).ToBeHiddenAsync();
        Assert.True((await now.BoundingBoxAsync())!.Width > 1.9 * width);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(828)]
    [InlineData(1080)]
    public async Task The_table_of_a_picture_is_no_wider_than_the_output_and_has_no_empty_column(int width)
    {
        var page = await book.OpenAsync("", width, ColorScheme.Light);
        var steps = StepPage.Steps.Where(one => one.Name is "fork" or "close-0" or "end-of-file")
            .SelectMany(one => ((string, IView)[])
                [(one.Name, one.Step), ($"{one.Name}-two-columns", one.Step.After!.Since(one.Step.Before).AsTwoColumns())]);
        await StepPage.ShowAsync(page, steps);
        await page.EvaluateAsync("for (const box of document.querySelectorAll('details')) box.open = true");
        var wrong = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('table.facts')].filter(table => table.getClientRects().length).flatMap(table => {
              const name = table.closest('section').id, room = table.parentElement;
              const empty = [...table.querySelectorAll('th')].filter((head, i) => head.getClientRects().length &&
                [...table.querySelectorAll('tbody tr')].every(row => !row.cells[i].textContent));
              // Side by side a table has half of the room, and scrolls.
              const isHalf = room.clientWidth < 800;
              return [...empty.map(head => `${name}: ${head.textContent} is empty`),
                ...(room.scrollWidth > room.clientWidth && !isHalf ? [`${name}: ${room.scrollWidth} > ${room.clientWidth}`] : [])];
            })
            """);
        Assert.Empty(wrong);
        await page.Context.CloseAsync();
    }

    /// <summary>JupyterLab leaves style sheets, drawings and scripts out of a notebook that its reader does not trust.</summary>
    [Fact]
    public async Task Where_style_sheets_are_left_out_a_view_says_what_is_missing_and_only_there()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light);
        await StepPage.ShowAsync(page, StepPage.Steps.Take(2).Select(one => (one.Name, (IView)one.Step)));
        var hints = page.GetByText("Trust Notebook");
        await Assertions.Expect(hints.First).ToBeHiddenAsync();
        await Assertions.Expect(hints.Last).ToBeHiddenAsync();
        // Each cell that runs again is trusted by itself.
        await page.EvaluateAsync(
            "for (const one of document.querySelector('section').querySelectorAll('style, svg, script')) one.remove()");
        await Assertions.Expect(hints.First).ToBeVisibleAsync();
        await Assertions.Expect(hints.Last).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keys_of_a_prediction_s_options_stay_there_since_letters_are_commands_of_the_front_end()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light);
        await StepPage.ShowAsync(page, [("question", Predict.Ask("3-2"))]);
        var options = page.Locator("[type=radio]");
        Assert.True(await options.CountAsync() > 2);
        await page.EvaluateAsync("window.told = 0; addEventListener('keydown', event => { if (event.key !== 'Shift') window.told++; })");
        await options.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(options.Nth(2)).ToBeFocusedAsync();
        await Assertions.Expect(options.Nth(2)).ToBeCheckedAsync();
        foreach (var key in (string[])["x", "Shift+M", "Space", "Enter"]) await page.Keyboard.PressAsync(key);
        Assert.Equal(0, await page.EvaluateAsync<int>("window.told"));
        // The front end's own: it runs the cell.
        await page.Keyboard.PressAsync("Shift+Enter");
        Assert.True(await page.EvaluateAsync<int>("window.told") > 0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Without_scripts_both_pictures_stand_below_one_another()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light, scripts: false);
        await StepPage.ShowAsync(page, [("close", StepPage.Steps.First(one => one.Name == "close-0").Step)]);
        var before = await page.Locator(".en-before svg").BoundingBoxAsync();
        var now = await page.Locator(".en-now svg").BoundingBoxAsync();
        Assert.NotNull(before);
        Assert.NotNull(now);
        Assert.True(before.Y + before.Height <= now.Y);
        await Assertions.Expect(page.Locator(".en-now g.gone").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_step_keeps_WCAG_AA(ColorScheme scheme)
    {
        var page = await book.OpenAsync("", 850, scheme);
        var steps = StepPage.Steps.Where(one => one.Name is "fork" or "close-0");
        await StepPage.ShowAsync(page, steps.Select(one => (one.Name, (IView)one.Step)));
        var result = await page.RunAxe(Wcag.Of(scheme));
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.SelectMany(
            v => v.Nodes.Select(n => $"{v.Id}: {n.Target} {n.Any.Concat(n.All).FirstOrDefault()?.Message}"))));
        await page.Context.CloseAsync();
    }

    private static async Task<string> ShownTextAsync(ILocator picture) => await picture.EvaluateAsync<string>(
        "svg => [...svg.querySelectorAll('text')].filter(t => t.getBoundingClientRect().width > 0).map(t => t.textContent).join(' ')");
}
