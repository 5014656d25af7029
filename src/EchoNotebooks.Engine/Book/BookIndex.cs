using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>The first page of the book: every notebook with how its run ended.</summary>
internal static class BookIndex
{
    public const string Title = "노트북 책";

    public static void Write(MarkupWriter html, IReadOnlyList<Chapter> pages, IReadOnlyList<BookText> texts)
    {
        using var main = html.Element("main", ("id", BookWriter.MainId));
        html.Line();
        html.Leaf("h1", Title);
        html.Line();
        html.Leaf("p", "노트북을 처음부터 끝까지 실행한 기록이다. 출력은 모두 그때 실제로 나온 것이다.");
        html.Line();
        using (html.Element("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "노트북 목록")))
        using (html.Element("table"))
        {
            using (html.Element("thead"))
            using (html.Element("tr"))
                foreach (var head in (string[])["노트북", "셀", "시간", "결과"]) html.Leaf("th", head, ("scope", "col"));
            html.Line();
            using (html.Element("tbody"))
                foreach (var page in pages) Row(html, page);
        }
        html.Line();
        if (texts.Count > 0) Texts(html, texts);
    }

    private static void Texts(MarkupWriter html, IReadOnlyList<BookText> texts)
    {
        html.Leaf("p", "함께 읽을 글:");
        html.Line();
        using (html.Element("ul"))
            foreach (var text in texts)
                using (html.Element("li"))
                    html.Leaf("a", text.Title, ("href", Uri.EscapeDataString(text.Name)));
        html.Line();
    }

    private static void Row(MarkupWriter html, Chapter page)
    {
        using (html.Element("tr"))
        {
            using (html.Element("td")) html.Leaf("a", page.Title, ("href", Uri.EscapeDataString(page.Name)));
            html.Leaf("td", $"{page.Result.CodeCells}");
            html.Leaf("td", $"{page.Result.Duration.TotalSeconds:0.0}초");
            using (html.Element("td", ("class", page.Result.Succeeded ? "good" : "bad")))
                if (page.FailedCell is { } id) html.Leaf("a", page.Verdict, ("href", $"{Uri.EscapeDataString(page.Name)}#{id}"));
                else html.Text(page.Verdict);
        }
        html.Line();
    }
}
