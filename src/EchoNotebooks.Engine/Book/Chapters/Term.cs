namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A term where it is explained: strong in the text, with its English name in parentheses behind it.</summary>
/// <param name="Name">The term.</param>
/// <param name="English">Its English name.</param>
/// <param name="Sentence">The sentence that it stands in.</param>
/// <param name="Id">Where a link to it leads.</param>
internal sealed record Term(string Name, string English, string Sentence, string Id);
