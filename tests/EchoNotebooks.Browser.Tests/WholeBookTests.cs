using System.Text;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>The book as one file and as PDF, of a notebook with a question and a timeline.</summary>
public sealed partial class WholeBookTests(Book book) : IDisposable
{
    private readonly SmallBook small = new();

    public void Dispose() => small.Dispose();

    [Fact(Explicit = true)]
    public async Task One_file_is_read_searched_and_stepped_through_without_any_other_and_printed_with_outline_and_page_numbers()
    {
        Need.Program("chromium", "sudo apt-get install chromium fonts-noto-cjk");
        small.Add("p.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='4'/></svg>");
        await small.RunAsync(
            ["--single", "--pdf"],
            "# 1. 장\n\n![그림](p.svg)\n\n[2절](#2-닫으면)",
            $"{SmallBook.Reference}\nvar q = Predict.Ask(\"1-3\").Answer(\"\");\nq",
            "q.Check(6)",
            "## 2. 닫으면\n\n소켓을 닫으면 사라진다.",
            "if (EchoServer.CanTrace) display(await EchoServer.RecordAsync(ServerProgram.CSharp));");
        var pdf = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(
            Path.Combine(small.Folder, "book.pdf"), TestContext.Current.CancellationToken));
        // Nothing else of the book is there any more.
        var file = Path.Combine(small.Folder, "book.html");
        foreach (var other in Directory.EnumerateFiles(small.Folder, "*", SearchOption.AllDirectories).Where(other => other != file))
            File.Delete(other);

        var page = await book.OpenAsync("", 390, ColorScheme.Light);
        var asked = new List<string>();
        var complaints = new List<string>();
        page.Request += (_, request) => { if (!request.Url.StartsWith("data:")) asked.Add(request.Url); };
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await page.GetByRole(AriaRole.Searchbox).FillAsync("소켓을 닫으면");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[id='a.html/2-닫으면']")).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator(".timeline .tl-slider")).ToHaveCountAsync(EchoServer.CanTrace ? 1 : 0);
        Assert.True(await page.Locator("img").EvaluateAllAsync<bool>("all => all.length === 1 && all.every(i => i.naturalWidth > 0)"));
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 390);
        var options = Wcag.Of(ColorScheme.Light);
        var broken = (await page.RunAxe(options)).Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Target}"));
        Assert.Empty(broken);
        Assert.Equal([new Uri(file).AbsoluteUri], asked);
        Assert.Empty(complaints);
        await page.Context.CloseAsync();

        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.Matches(Outline(), pdf);
        Assert.True(PdfPage().Count(pdf) > 2);
    }

    [GeneratedRegex("/Outlines [0-9]+ 0 R")]
    private static partial Regex Outline();

    [GeneratedRegex("/Type /Page\\b")]
    private static partial Regex PdfPage();
}
