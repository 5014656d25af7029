using EchoNotebooks.Engine.Book.Chapters;

namespace EchoNotebooks.Engine.Book.Search;

/// <summary>The sections of a whole book. What its cells showed is not searched: it would give answers away.</summary>
internal static class SearchSections
{
    /// <summary>Those of the chapters, then those of the texts beside them.</summary>
    public static IEnumerable<SearchSection> Of(BookContents book) => book.Chapters.SelectMany(Of).Concat(book.Texts.SelectMany(Of));

    private static IEnumerable<SearchSection> Of(Chapter chapter)
    {
        var reader = new SectionReader(Uri.EscapeDataString(chapter.Name), chapter.Title, chapter.Opening.Questions, chapter.Terms);
        Read(reader, chapter.Head.Concat(chapter.Body), isFolded: false);
        return reader.Sections();
    }

    private static IEnumerable<SearchSection> Of(BookText text)
    {
        var reader = new SectionReader(Uri.EscapeDataString(text.Name), text.Title, [], []);
        reader.Text(text.Html, isFolded: false);
        return reader.Sections();
    }

    private static void Read(SectionReader reader, IEnumerable<Part> parts, bool isFolded)
    {
        foreach (var part in parts)
            switch (part)
            {
                case TextPart text:
                    reader.Text(text.Text.Html, isFolded);
                    break;
                case CodePart code:
                    reader.Code(string.Join('\n', code.Lines.Select(line => string.Concat(line.Select(token => token.Text)))));
                    break;
                case FoldPart fold:
                    Read(reader, fold.Parts, isFolded: true);
                    break;
                case QuestionPart question:
                    Read(reader, [.. question.Asking, .. question.Experiment], isFolded);
                    Read(reader, [question.Answer], isFolded);
                    break;
            }
    }
}
