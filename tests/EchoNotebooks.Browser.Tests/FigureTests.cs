using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The geometry of every diagram as a real browser lays it out: nothing cut, nothing written over something else.</summary>
public class FigureTests(Book book)
{
    /// <summary>For each svg element: texts that leave the picture, and pairs of texts that overlap by more than a hair.</summary>
    private const string LooksAtTexts = """
        () => [...document.querySelectorAll('svg')].flatMap(svg => {
          const frame = svg.getBoundingClientRect();
          if (frame.width === 0) return [];
          const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && t.getClientRects().length)
            .map(t => ({ words: t.textContent.trim(), box: t.getBoundingClientRect() }));
          const leaves = box => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
            box.bottom > frame.bottom + 1;
          const outside = texts.filter(t => leaves(t.box))
            .map(t => `cut: "${t.words}"`);
          const over = texts.flatMap((a, i) => texts.slice(i + 1).filter(b =>
              Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1.5 &&
              Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 0.35 * Math.min(a.box.height, b.box.height))
            .map(b => `overlap: "${a.words}" and "${b.words}"`));
          return [...outside, ...over];
        })
        """;

    [Fact(Explicit = true)]
    public async Task No_text_of_a_diagram_in_the_book_is_cut_or_written_over()
    {
        var page = await book.OpenAsync("", 1280, ColorScheme.Light);
        var diagrams = 0;
        foreach (var path in await Book.PagesAsync())
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            diagrams += await page.Locator("svg").CountAsync();
            var wrong = await page.EvaluateAsync<string[]>(LooksAtTexts);
            Assert.True(wrong.Length == 0, $"{Path.GetFileName(path)}:\n{string.Join('\n', wrong)}");
        }
        Assert.True(diagrams > 0, "the book has no diagram");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(2.5, 40)]
    [InlineData(1_500, 20_000)]
    [InlineData(250_000, 3_000_000)]
    public async Task No_number_of_a_chart_is_cut_or_written_over_however_large_it_is(double least, double most)
    {
        var comparison = new LoadComparison([.. new[] { least, most }.Select(value =>
            new LoadResult(ServerProgram.CSharp, 1, value, TimeSpan.FromMicroseconds(value), (long)(value * 1024)))], 1);
        var page = await book.OpenAsync("", 1280, ColorScheme.Light);
        await page.SetContentAsync(View.ToHtml(comparison));
        Assert.Equal(3, await page.Locator("svg").CountAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(LooksAtTexts));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_figure_in_a_text_is_as_dark_as_the_front_end_although_the_system_is_light()
    {
        var figure = Convert.ToBase64String(await File.ReadAllBytesAsync(
            Path.Combine(Need.RepositoryRoot, "img/figure-2.svg"), TestContext.Current.CancellationToken));
        var image = $"<img src=\"data:image/svg+xml;base64,{figure}\">";
        var inLight = await LookAsync("vscode-light", ColorScheme.Light);
        var inDark = await LookAsync("vscode-dark", ColorScheme.Light);
        Assert.NotEqual(inLight, inDark);
        Assert.Equal(await LookAsync("vscode-dark", ColorScheme.Dark), inDark);

        async Task<string> LookAsync(string theme, ColorScheme system)
        {
            var page = await book.OpenAsync("", 900, system);
            var view = View.ToHtml(StepPage.Read().Output);
            await page.SetContentAsync($"<body style=\"background:gray\" class=\"{theme}\">{image}{view}</body>");
            var look = await page.Locator("img").ScreenshotAsync();
            await page.Context.CloseAsync();
            return Convert.ToBase64String(look);
        }
    }

    [Theory(Explicit = true)]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(719)]
    [InlineData(720)]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task The_letters_of_a_figure_have_at_least_11_pixels_in_the_book(int width)
    {
        var page = await book.OpenAsync("", width, ColorScheme.Light);
        var figures = 0;
        foreach (var path in await Book.PagesAsync())
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            var letters = await page.EvaluateAsync<double[]>("""
                () => {
                  document.querySelectorAll('details').forEach(fold => fold.open = true);
                  return [...document.querySelectorAll('.text img')].map(img => 14 * img.getBoundingClientRect().width / img.naturalWidth);
                }
                """);
            Assert.All(letters, letter => Assert.True(letter >= 11, $"{Path.GetFileName(path)}: {letter} px"));
            figures += letters.Length;
        }
        Assert.Equal(3, figures);
        await page.Context.CloseAsync();
    }

    public static TheoryData<string> Figures { get; } =
        new(Directory.EnumerateFiles(Path.Combine(Need.RepositoryRoot, "img"), "*.svg").Select(p => Path.GetFileName(p)!));

    [Theory]
    [MemberData(nameof(Figures))]
    public async Task No_text_of_a_figure_is_cut_or_written_over(string name)
    {
        var page = await book.OpenAsync("", 1280, ColorScheme.Light);
        var figure = Path.Combine(Need.RepositoryRoot, "img", name);
        await page.SetContentAsync(await File.ReadAllTextAsync(figure, TestContext.Current.CancellationToken));
        Assert.Empty(await page.EvaluateAsync<string[]>(LooksAtTexts));
        await page.Context.CloseAsync();
    }
}
