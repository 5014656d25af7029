using EchoNotebooks.Engine.Book.Chapters;
using EchoNotebooks.Engine.Book.Search;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>The first page of the book: what it is, its chapters with their questions and how they ran, and its terms.</summary>
internal static class BookIndex
{
    public static void Write(MarkupWriter html, BookContents book)
    {
        using var main = html.Element("main", ("id", BookWriter.MainId));
        html.Line();
        SearchBox.Write(html);
        using (html.Element("section", ("class", "text")))
            if (book.Preface is { } preface) html.Raw(preface.Html);
            else Standard(html, book.Title);
        html.Line();
        Chapters(html, book.Chapters);
        if (book.Texts.Count > 0) Texts(html, book.Texts);
        Glossary(html, [.. book.Glossary]);
        SearchBox.WriteScript(html, SearchSections.Of(book), book.Synonyms);
    }

    private static void Standard(MarkupWriter html, string title)
    {
        html.Leaf("h1", title);
        html.Line();
        html.Leaf("p", "노트북을 처음부터 끝까지 실행한 기록이다. 출력은 모두 그때 실제로 나온 것이다.");
        html.Line();
    }

    private static void Chapters(MarkupWriter html, IReadOnlyList<Chapter> chapters)
    {
        html.Leaf("h2", "장마다 묻는 것", ("id", "chapters"));
        html.Line();
        var sheets = chapters.Select(chapter => chapter.Cover).OfType<Cover>().SelectMany(cover => cover.Sheets);
        foreach (var sheet in sheets.Distinct())
            using (html.Element("style")) html.Raw(sheet);
        using (html.Element("ol", ("class", "chapters")))
        {
            html.Line();
            foreach (var chapter in chapters)
            {
                using (html.Element("li")) Chapter(html, chapter);
                html.Line();
            }
        }
        html.Line();
    }

    private static void Chapter(MarkupWriter html, Chapter chapter)
    {
        var page = Uri.EscapeDataString(chapter.Name);
        using (html.Element("div", ("class", "about")))
        {
            using (html.Element("h3")) html.Leaf("a", chapter.Title, ("href", page));
            html.Line();
            if (chapter.Opening.Questions.Count > 0)
                using (html.Element("ul"))
                    foreach (var question in chapter.Opening.Questions)
                        using (html.Element("li"))
                            html.Leaf("a", question.Text, ("href", question.Section is { } section ? $"{page}#{section}" : page));
            html.Line();
            if (chapter.Opening.Time is { } time)
                using (html.Element("p")) html.Raw(time);
            using (html.Element("p", ("class", chapter.Result.Succeeded ? "good" : "bad")))
            {
                if (chapter.FailedCell is { } id) html.Leaf("a", chapter.Verdict, ("href", $"{page}#{id}"));
                else html.Text(chapter.Verdict);
                html.Text($": 셀 {chapter.Result.CodeCells}개를 {chapter.Result.Duration.TotalSeconds:0.0}초에 실행했다.");
            }
        }
        html.Line();
        if (chapter.Cover is { } cover)
            using (html.Element("div", ("class", "cover echo-notebooks"), ("aria-hidden", "true")))
                html.Raw(cover.Svg);
    }

    private static void Texts(MarkupWriter html, IReadOnlyList<BookText> texts)
    {
        html.Leaf("h2", "함께 읽을 글", ("id", "texts"));
        html.Line();
        using (html.Element("ul", ("class", "texts")))
            foreach (var text in texts)
                using (html.Element("li"))
                {
                    html.Leaf("a", text.Title, ("href", Uri.EscapeDataString(text.Name)));
                    if (text.Sections.Count > 0)
                        using (html.Element("ul"))
                            foreach (var section in text.Sections)
                                using (html.Element("li"))
                                    html.Leaf("a", section.Text, ("href", $"{Uri.EscapeDataString(text.Name)}#{section.Id}"));
                }
        html.Line();
    }

    private static void Glossary(MarkupWriter html, IReadOnlyList<(Term Term, Chapter Chapter)> terms)
    {
        if (terms.Count == 0) return;
        html.Leaf("h2", "용어", ("id", "glossary"));
        html.Line();
        using (html.Element("dl", ("class", "glossary")))
        {
            html.Line();
            foreach (var (term, chapter) in terms)
            {
                using (html.Element("dt"))
                {
                    html.Leaf("a", term.Name, ("href", $"{Uri.EscapeDataString(chapter.Name)}#{Uri.EscapeDataString(term.Id)}"));
                    html.Text(" ");
                    html.Leaf("span", term.English, ("lang", "en"));
                }
                html.Leaf("dd", term.Sentence);
                html.Line();
            }
        }
        html.Line();
    }
}
