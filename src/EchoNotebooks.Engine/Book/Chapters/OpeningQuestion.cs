namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A question that a chapter answers.</summary>
/// <param name="Text">The question.</param>
/// <param name="Section">The id of the section that begins to answer it; null where none is named.</param>
internal sealed record OpeningQuestion(string Text, string? Section);
