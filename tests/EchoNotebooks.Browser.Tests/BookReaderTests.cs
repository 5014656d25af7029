using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>What a reader does in the book: answers, unfolds, changes the colours, copies, follows a link, prints.</summary>
public class BookReaderTests(Book book)
{
    private const string Fold = ".asked:has([name=prediction-3-4]) > details.fold";
    private const string Verdict = Fold + " .verdict";

    [Theory(Explicit = true)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_appears_when_an_option_is_chosen_with_scripts_and_without(bool scripts)
    {
        var page = await OpenAsync("03-descriptors.html", scripts: scripts);
        await Assertions.Expect(page.Locator(Verdict)).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(Fold + " section.text").First).ToBeHiddenAsync();
        await page.Locator("[name=prediction-3-4][value=가]").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(Verdict)).ToBeVisibleAsync();
        // Where it may lie below the screen, the question says so.
        await page.Locator(".asked:has([name=prediction-3-4]) > .below a").ClickAsync();
        await Assertions.Expect(page.Locator(Verdict)).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator(Fold + " section.text").First).ToBeVisibleAsync();
        Assert.Contains("✗ 내가 고른 답", await MarkAsync("가"), StringComparison.Ordinal);
        await page.Locator("[name=prediction-3-4][value=나]").CheckAsync();
        var mark = await MarkAsync("나");
        Assert.Contains("내가 고른 답", mark, StringComparison.Ordinal);
        Assert.DoesNotContain("✗", mark, StringComparison.Ordinal);
        // No other question of the page is answered by it.
        Assert.Equal(1, await page.Locator(".asked .verdict").EvaluateAllAsync<int>("all => all.filter(e => e.checkVisibility()).length"));
        await page.Context.CloseAsync();

        Task<string> MarkAsync(string letter) => page.Locator($"{Verdict} [data-answer={letter}]")
            .EvaluateAsync<string>("li => getComputedStyle(li, '::before').content");
    }

    [Fact(Explicit = true)]
    public async Task Of_several_options_the_reader_says_when_there_are_enough_and_the_page_counts_what_was_right()
    {
        var page = await OpenAsync("01-model.html");
        var asked = page.Locator(".asked:has([name=prediction-1-5])");
        var counted = page.Locator(".prediction-summary .own");
        await Assertions.Expect(counted).ToContainTextAsync("아직 고른 답이 없다");
        await asked.Locator("[value=가]").CheckAsync();
        await Assertions.Expect(asked.Locator(".verdict")).ToBeHiddenAsync();
        await Assertions.Expect(counted).ToHaveTextAsync("답한 물음 1개 가운데 0개가 맞았다. 다시 볼 물음: 예측 1-5");
        await asked.Locator("[value=라]").CheckAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "커널의 답 보기" }).ClickAsync();
        await Assertions.Expect(asked.Locator(".verdict")).ToBeVisibleAsync();
        await Assertions.Expect(counted).ToHaveTextAsync("답한 물음 1개 가운데 1개가 맞았다.");
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task Who_goes_to_another_page_and_comes_back_finds_the_answers_given_and_what_was_searched()
    {
        var page = await OpenAsync("index.html");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("부모가 clnt_sock을 닫으면");
        await page.Locator("#search li a").First.ClickAsync();
        await page.WaitForURLAsync(new Regex("03-descriptors"));
        await page.Locator("[name=prediction-3-4][value=가]").CheckAsync();
        await page.Locator(".asked:has(.timeline) .answer input").FillAsync("9");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator(".tools a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.GotoAsync(new Uri(await PathAsync("03-descriptors.html")).AbsoluteUri);
        await Assertions.Expect(page.Locator("[name=prediction-3-4][value=가]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator(Verdict)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".asked:has(.timeline) .verdict.hit")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("부모가 clnt_sock을 닫으면");
        await Assertions.Expect(page.Locator("#search li a").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task A_number_that_the_reader_writes_opens_the_answer_and_finds_its_reply()
    {
        var page = await OpenAsync("01-model.html");
        var asked = page.Locator(".asked:has(.prediction .answer)").First;
        var verdict = asked.Locator(".verdict");
        await Assertions.Expect(verdict).ToBeHiddenAsync();
        await asked.GetByLabel("내 답").FillAsync("05");
        await Assertions.Expect(verdict).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(verdict).ToBeVisibleAsync();
        await Assertions.Expect(verdict.Locator(".mine")).ToHaveTextAsync(new Regex("틀린 답 \\(5\\)"));
        var told = await verdict.EvaluateAsync<string>("all => getComputedStyle(all, '::before').content");
        Assert.Contains("틀렸다", told, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task A_folded_answer_opens_by_the_keyboard_and_by_a_link_into_it_and_in_print()
    {
        var page = await OpenAsync("03-descriptors.html");
        await page.Locator(Fold + " > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(Verdict)).ToBeVisibleAsync();
        await page.GotoAsync("about:blank");
        await page.GotoAsync(new Uri(await PathAsync("03-descriptors.html")).AbsoluteUri + "#parent-closes-sentence");
        await Assertions.Expect(page.Locator("#parent-closes-sentence")).ToBeInViewportAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await page.Locator(".asked .verdict").EvaluateAllAsync<bool>("all => all.every(e => e.checkVisibility())"));
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task By_keys_alone_a_reader_unfolds_chooses_reads_the_verdict_and_steps_through_the_timeline()
    {
        var page = await OpenAsync("03-descriptors.html");
        await TabToAsync("details.fold > summary");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("details.fold").First).ToHaveAttributeAsync("open", "");

        await TabToAsync("[name=prediction-3-4]");
        await Assertions.Expect(page.Locator(Verdict)).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("[name=prediction-3-4][value=나]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator(Verdict)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".asked:has([name=prediction-3-4]) > details.fold")).ToHaveAttributeAsync("open", "");

        // The timeline is folded behind a question for a number.
        await TabToAsync(".asked:has(.timeline) .answer input");
        await page.Keyboard.InsertTextAsync("9");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(".timeline .tl-slider");
        var heading = page.Locator(".timeline .tl-now h4");
        await Assertions.Expect(heading).ToHaveTextAsync(new Regex("^0\\. "));
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(heading).ToHaveTextAsync(new Regex("^1\\. "));
        await page.Context.CloseAsync();

        async Task TabToAsync(string place)
        {
            for (var tabs = 0; tabs < 300; tabs++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("place => document.activeElement.matches(place)", place)) return;
            }
            Assert.Fail($"{place} is not reached by Tab");
        }
    }

    [Fact(Explicit = true)]
    public async Task The_reader_s_colours_are_kept_from_page_to_page()
    {
        var page = await OpenAsync("index.html");
        var light = await BackgroundAsync(page);
        await page.Locator("button.theme").ClickAsync();
        var dark = await BackgroundAsync(page);
        Assert.NotEqual(light, dark);
        await page.GotoAsync(new Uri(await PathAsync("01-model.html")).AbsoluteUri);
        Assert.Equal(dark, await BackgroundAsync(page));
        await Assertions.Expect(page.Locator("button.theme")).ToHaveTextAsync("밝은 화면");
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task Code_is_copied_without_its_line_numbers()
    {
        var page = await OpenAsync("01-model.html");
        await page.EvaluateAsync("navigator.clipboard.writeText = async text => { window.copied = text; }");
        await page.Locator("#setup .copy").ClickAsync();
        await Assertions.Expect(page.Locator("#setup .copy")).ToHaveTextAsync("복사했다");
        Assert.Equal(
            "#r \"../artifacts/lib/EchoNotebooks.dll\"\nusing EchoNotebooks;", await page.EvaluateAsync<string>("window.copied"));
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task Without_scripts_the_steps_of_a_timeline_open_one_at_a_time()
    {
        var page = await OpenAsync("03-descriptors.html", scripts: false);
        await page.Locator("details.fold:has(.timeline) > summary").ClickAsync();
        var steps = page.Locator(".tl-step > details");
        await steps.Nth(1).Locator("summary").First.ClickAsync();
        await Assertions.Expect(steps.Nth(1).Locator(".tl-text")).ToBeVisibleAsync();
        await Assertions.Expect(steps.Nth(0).Locator(".tl-text")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    private static Task<string> BackgroundAsync(IPage page) =>
        page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static async Task<string> PathAsync(string name) => (await Book.PagesAsync()).Single(page => Path.GetFileName(page) == name);

    private async Task<IPage> OpenAsync(string name, bool scripts = true) =>
        await book.OpenAsync(await PathAsync(name), 1280, ColorScheme.Light, scripts);
}
