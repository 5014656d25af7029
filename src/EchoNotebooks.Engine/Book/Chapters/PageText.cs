namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>Markdown as it stands in a page.</summary>
/// <param name="Html">Clean of all that acts.</param>
/// <param name="BeginsSection">Whether a heading stands first.</param>
/// <param name="BeginsFolded">Whether what stands first is to be unfolded by the reader.</param>
internal sealed record PageText(string Html, bool BeginsSection = false, bool BeginsFolded = false);
