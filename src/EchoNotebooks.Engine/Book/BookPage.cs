using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>Writes a chapter's page.</summary>
internal static class BookPage
{
    /// <summary>Writes what stands in the page's body.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="chapter">What it tells.</param>
    /// <param name="before">The chapter before it; null for none.</param>
    /// <param name="after">The chapter after it; null for none.</param>
    public static void Write(MarkupWriter html, Chapter chapter, Chapter? before, Chapter? after)
    {
        PageNavigation.Write(html, "위쪽 이동", before, after);
        using (html.Element("main", ("id", BookWriter.MainId)))
        {
            html.Line();
            if (!chapter.Headings.Any(heading => heading.Level == 1))
            {
                html.Leaf("h1", chapter.Title);
                html.Line();
            }
            Failures(html, chapter);
            PartWriter.Write(html, chapter.Head);
            Contents(html, chapter.Headings);
            PartWriter.Write(html, chapter.Body);
        }
        html.Line();
        PageNavigation.Write(html, "아래쪽 이동", before, after);
    }

    private static void Failures(MarkupWriter html, Chapter chapter)
    {
        if (chapter.Result.Failures.Count == 0 && !chapter.Result.Interrupted) return;
        using (html.Element("p", ("class", "notice bad")))
        {
            html.Text("이 노트북은 끝까지 제대로 실행되지 않았다: ");
            if (chapter.FailedCell is { } id) html.Leaf("a", chapter.Verdict, ("href", "#" + id));
            else html.Text(chapter.Verdict);
            html.Text(".");
        }
        html.Line();
    }

    private static void Contents(MarkupWriter html, IReadOnlyList<Heading> headings)
    {
        var shown = headings.Where(heading => heading.Level is 2 or 3).ToList();
        if (shown.Count < 2) return;
        using (html.Element("nav", ("class", "toc"), ("aria-label", "차례")))
        using (html.Element("details"))
        {
            html.Leaf("summary", "차례");
            using (html.Element("ol"))
                foreach (var heading in shown)
                    using (html.Element("li", ("class", $"level-{heading.Level}")))
                        html.Leaf("a", heading.Text, ("href", "#" + heading.Id));
        }
        html.Line();
    }
}
