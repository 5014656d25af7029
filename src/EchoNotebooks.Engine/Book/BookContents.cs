using EchoNotebooks.Engine.Book.Chapters;

namespace EchoNotebooks.Engine.Book;

/// <summary>All that a book tells.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Preface">What stands before the list of chapters; null for none.</param>
/// <param name="Chapters">Its chapters, in reading order.</param>
/// <param name="Texts">The other texts that they lead to.</param>
internal sealed record BookContents(
    string Title, PageText? Preface, IReadOnlyList<Chapter> Chapters, IReadOnlyList<BookText> Texts)
{
    /// <summary>Words that readers search with, each with the book's own for it.</summary>
    public IReadOnlyList<string[]> Synonyms { get; init; } = [];

    /// <summary>The terms that the chapters explain, each where it is explained first, by the alphabet.</summary>
    public IEnumerable<(Term Term, Chapter Chapter)> Glossary =>
        Chapters.SelectMany(chapter => chapter.Terms.Select(term => (Term: term, chapter)))
            .DistinctBy(each => each.Term.Name)
            .OrderBy(each => each.Term.Name, StringComparer.Ordinal);
}
