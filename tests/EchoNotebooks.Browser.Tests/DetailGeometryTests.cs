using Microsoft.Playwright;

namespace EchoNotebooks.Browser.Tests;

/// <summary>A snapshot with everything beyond ownership, where a class sees it and on a phone.</summary>
public sealed class DetailGeometryTests(Book book)
{
    private const string LooksAtPicture = """
        (width) => {
          const wrong = [], say = what => wrong.push(width + ': ' + what);
          const seen = e => e.getClientRects().length > 0 && e.getBoundingClientRect().width > 0;
          const root = document.querySelector('.echo-notebooks'), svg = root.querySelector('.en-picture>svg');
          if (root.scrollWidth > root.clientWidth) say('the frame scrolls sideways');
          const box = root.querySelector('.en-picture');
          if (box.scrollWidth > box.clientWidth + 1) say('cut: ' + box.scrollWidth + ' in ' + box.clientWidth);
          if (seen(svg) !== (width > 1000)) say('the drawing is ' + (seen(svg) ? 'shown' : 'hidden'));
          const frame = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].filter(seen).map(t => [t.textContent, t.getBoundingClientRect()]);
          for (const [i, [words, a]] of texts.entries()) {
            if (a.left < frame.left || a.right > frame.right + 1 || a.bottom > frame.bottom) say('cut: ' + words);
            for (const [others, b] of texts.slice(i + 1))
              if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.35 * Math.min(a.height, b.height))
                say('overlap: ' + words + ' and ' + others);
          }
          for (const group of svg.querySelectorAll('g[data-key]:not([data-key^=line])')) {
            const frame = group.querySelector('rect').getBoundingClientRect();
            // The sign of a descriptor's owner stands on the edge.
            const own = group.dataset.key.startsWith('descriptor') ? ':scope>text:not([text-anchor])' : ':scope>text';
            for (const t of group.querySelectorAll(own))
              if (seen(t) && (t.getBoundingClientRect().right > frame.right || t.getBoundingClientRect().bottom > frame.bottom))
                say('out of its box: ' + t.textContent);
          }
          const cells = [...root.querySelectorAll('.facts td')].filter(td => td.textContent.includes('SIGCHLD: '));
          if (!seen(svg) && !cells.some(seen)) say('no signals');
          for (const td of cells.filter(seen))
            if (width < 1000 && td.getBoundingClientRect().right > width) say('cut: ' + td.textContent);
          return wrong;
        }
        """;

    [Fact]
    public async Task Nothing_of_a_detailed_snapshot_is_cut_or_overlaps()
    {
        await using var server = await EchoServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var client = await server.ConnectAsync(TestContext.Current.CancellationToken);
        var page = await book.OpenAsync("", 1130, ColorScheme.Light);
        await StepPage.ShowAsync(page, [("details", server.Snapshot(with: Details.All))]);
        var wrong = new List<string>();
        foreach (var width in (int[])[1130, 360])
        {
            await page.SetViewportSizeAsync(width, 660);
            wrong.AddRange(await page.EvaluateAsync<string[]>(LooksAtPicture, width));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await page.Context.CloseAsync();
    }
}
