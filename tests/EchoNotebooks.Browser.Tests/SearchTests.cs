using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The search of the book's first page, with the script that the page carries.</summary>
public partial class SearchTests(Book book)
{
    private const int MostBytes = 500_000;

    /// <summary>What is found stands among so many places, the best first.</summary>
    private const int Looked = 3;

    private const string Ask = """
        queries => queries.map(query => {
          const input = document.querySelector('#search input');
          input.value = query;
          input.dispatchEvent(new Event('input'));
          return [...document.querySelectorAll('#search li a')].map(link => decodeURIComponent(link.getAttribute('href')));
        })
        """;

    /// <param name="list">Questions with the place that answers each: in the words of the book, in those of readers.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="needed">How many must find their place.</param>
    [Theory(Explicit = true)]
    [InlineData("SearchQueries.tsv", 100, 95)]
    [InlineData("SearchOwnWords.tsv", 30, 27)]
    public async Task Of_100_questions_with_particles_95_find_their_place_and_of_30_in_readers_words_27(string list, int count, int needed)
    {
        var file = Path.Combine(AppContext.BaseDirectory, list);
        var questions = File.ReadLines(file).Select(line => line.Split('\t')).ToList();
        Assert.Equal(count, questions.Select(question => question[0]).Distinct().Count());
        var index = (await Book.PagesAsync())[0];
        Assert.InRange(new FileInfo(index).Length, 1, MostBytes);
        var page = await book.OpenAsync(index, 1280, ColorScheme.Light);
        var found = await page.EvaluateAsync<string[][]>(Ask, questions.Select(question => question[0]));
        var missed = questions.Zip(found).Where(pair => !pair.Second.Take(Looked).Contains(pair.First[1])).ToList();
        var told = string.Join('\n', missed.Select(pair =>
            $"{pair.First[0]}: {pair.First[1]}, not {string.Join(' ', pair.Second.Take(Looked))}"));
        var complaint = string.Create(CultureInfo.InvariantCulture, $"{missed.Count} missed:\n{told}");
        Assert.True(questions.Count - missed.Count >= needed, complaint);
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task The_keyboard_leads_from_the_words_to_the_place()
    {
        var page = await book.OpenAsync((await Book.PagesAsync())[0], 390, ColorScheme.Light);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "책에서 찾기" }).FocusAsync();
        await page.Keyboard.InsertTextAsync("없는낱말들");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("찾지 못했다");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync("자식이 serv_sock을 닫으면");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("곳을 찾았다");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal("5. 자식이 serv_sock을 닫으면", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(Place(), new() { Timeout = 60_000 });
        // The address changes before the page is there, and it scrolls when it is.
        var place = await page.EvaluateAsync<string>("decodeURIComponent(location.hash.slice(1))");
        await Assertions.Expect(page.Locator($"[id='{place}']")).ToBeInViewportAsync(new() { Timeout = 60_000 });
        Assert.Empty(complaints);
        await page.Context.CloseAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_is_found_keeps_WCAG_AA(ColorScheme scheme)
    {
        var page = await book.OpenAsync((await Book.PagesAsync())[0], 390, scheme);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("부모는 왜 clnt_sock을 닫을까");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("곳을 찾았다");
        var result = await page.RunAxe(Wcag.Of(scheme));
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Target}")));
        await page.Context.CloseAsync();
    }

    [Fact(Explicit = true)]
    public async Task Without_scripts_there_is_nothing_to_search_with()
    {
        var page = await book.OpenAsync((await Book.PagesAsync())[0], 1280, ColorScheme.Light, scripts: false);
        Assert.False(await page.Locator("#search").IsVisibleAsync());
        await page.Context.CloseAsync();
    }

    [GeneratedRegex("03-descriptors\\.html#5-")]
    private static partial Regex Place();
}
