namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>What a chapter says of itself in its first cell.</summary>
/// <param name="Questions">The questions that it answers, the first column of its table.</param>
/// <param name="Time">The paragraph about how long it takes, as HTML; null where there is none.</param>
internal sealed record Opening(IReadOnlyList<OpeningQuestion> Questions, string? Time);
