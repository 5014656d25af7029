using EchoNotebooks.Views;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>A timeline at the widths at which a class sees it: nothing is cut, and slider, heading and picture are in one view.</summary>
public sealed class TimelineGeometryTests(Book book)
{
    /// <summary>What is wrong at each of the steps, one after another.</summary>
    private const string LooksAtSteps = """
        (width) => [...Array(Number(document.querySelector('.tl-slider').max)).keys()].flatMap(step => {
          const slider = document.querySelector('.tl-slider');
          slider.value = step + 1;
          slider.dispatchEvent(new Event('input'));
          const found = [];
          const wrong = { push: what => found.push('step ' + step + ' at ' + width + ': ' + what) };
          if (!document.querySelector('.tl-now h4').textContent.startsWith(step + '. ')) wrong.push('another step is shown');
          const box = name => document.querySelector(name).getBoundingClientRect();
          const frame = document.querySelector('.echo-notebooks');
          if (frame.scrollWidth > frame.clientWidth) wrong.push('the frame scrolls sideways');
          const picture = document.querySelector('.tl-stage .en-picture');
          if (picture.scrollWidth > picture.clientWidth + 1) wrong.push('the picture is cut');
          const room = width === 1770 ? 880 : 660;
          const svg = picture.querySelector('svg');
          if (svg.getBoundingClientRect().width > 0) {
            const share = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            for (const text of svg.querySelectorAll('text'))
              if (parseFloat(getComputedStyle(text).fontSize) * share < 10.99) wrong.push('small: ' + text.textContent);
            const height = svg.getBoundingClientRect().bottom - box('.tl-bar').top;
            if (height > room) wrong.push('from the slider to the end of the picture: ' + height);
          }
          const current = box('.tl-calls .current').bottom - box('.tl-bar').top;
          if (box('.tl-calls').top < box('.tl-stage').bottom && current > room)
            wrong.push('the current call lies below the screen: ' + current);
          for (const [a, b] of [['.tl-bar', '.tl-now'], ['.tl-now', '.tl-stage']])
            if (box(a).bottom > box(b).top + 1) wrong.push(a + ' lies over ' + b);
          const panes = ['.tl-stage', '.tl-sequence', '.tl-source', '.tl-words'].map(name => [name, box(name)]);
          for (const [i, [a, x]] of panes.entries())
            for (const [b, y] of panes.slice(i + 1))
              if (Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1)
                wrong.push(a + ' lies over ' + b);
          return found;
        })
        """;

    [Fact]
    public async Task Nothing_of_a_timeline_is_cut_and_slider_heading_and_picture_are_in_one_view_at_every_size()
    {
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        var wrong = new List<string>();
        foreach (var timeline in (Timeline[])[StepPage.Read(), StepPage.ReadThreeClients()])
        {
            await StepPage.ShowAsync(page, [("timeline", timeline)]);
            foreach (var width in (int[])[1130, 850, 1770, 1280, 1209, 1100, 360])
            {
                await page.SetViewportSizeAsync(width, 660);
                // The heights are held anew when a frame has been drawn.
                await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                wrong.AddRange(await page.EvaluateAsync<string[]>(LooksAtSteps, width));
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await page.Context.CloseAsync();
    }

    /// <summary>JupyterLab takes the data from the timeline of a notebook that it does not trust, beside one that it trusts.</summary>
    [Fact]
    public async Task A_timeline_whose_data_were_taken_stays_a_list_of_steps()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light);
        var whole = View.ToHtml(StepPage.Read());
        var taken = System.Text.RegularExpressions.Regex.Replace(whole, " data-[a-z]+=\"[^\"]*\"|<script>.*?</script>", "",
            System.Text.RegularExpressions.RegexOptions.Singleline);
        await page.SetContentAsync($"<!DOCTYPE html><body><section>{taken}</section><section>{whole}</section>");
        await Assertions.Expect(page.Locator(".timeline.live")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("undefined")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("section:first-child .tl-step").Nth(3)).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Arrows_up_and_down_go_through_the_steps_and_reach_neither_the_page_nor_the_front_end()
    {
        var page = await book.OpenAsync("", 850, ColorScheme.Light);
        await StepPage.ShowAsync(page, [("timeline", StepPage.Read())]);
        await page.EvaluateAsync(
            "window.reached = 0; addEventListener('keydown', event => { if (event.key !== 'Shift') window.reached++; })");
        await page.Locator("[data-by='1']").FocusAsync();
        foreach (var key in (string[])["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]) await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Locator(".tl-now h4")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^2\\. "));
        // A pane that scrolls takes the arrows itself, and keeps them too.
        Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        await page.Locator(".tl-calls").FocusAsync();
        var top = await page.EvaluateAsync<double>("scrollY");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal(0, await page.EvaluateAsync<int>("window.reached"));
        Assert.Equal(top, await page.EvaluateAsync<double>("scrollY"));

        // A call that was clicked leads on by the arrows, and Tab comes to the current call alone. VS Code would follow its link.
        await page.EvaluateAsync("window.clicked = 0; addEventListener('click', () => window.clicked++)");
        await page.Locator(".tl-calls a").Nth(5).ClickAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".tl-now h4")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^6\\. "));
        await Assertions.Expect(page.Locator(".tl-calls a").Nth(6)).ToBeFocusedAsync();
        Assert.Equal(1, await page.Locator(".tl-calls a:not([tabindex='-1'])").CountAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("window.clicked"));
        var scrolled = await page.Locator(".tl-calls").EvaluateAsync<double>("pane => pane.scrollTop");
        // JupyterLab's commands for cells are letters.
        foreach (var key in (string[])["x", "j", "d", "d", "Shift+M", "Shift+ArrowDown", "Space", "Enter"])
            await page.Keyboard.PressAsync(key);
        Assert.Equal(scrolled, await page.Locator(".tl-calls").EvaluateAsync<double>("pane => pane.scrollTop"));
        Assert.Equal(0, await page.EvaluateAsync<int>("window.reached"));

        var stage = page.Locator(".tl-stage svg");
        await page.SetViewportSizeAsync(1130, 900);
        var width = (await stage.BoundingBoxAsync())!.Width;
        await page.Locator("[data-by='1']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".tl-now h4")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^7\\. "));
        Assert.Equal(0, await page.EvaluateAsync<int>("window.reached"));
        await page.Keyboard.PressAsync("f");
        Assert.True((await stage.BoundingBoxAsync())!.Width > 1.3 * width);
        await page.Context.CloseAsync();
    }
}
