namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>The source of a code cell.</summary>
/// <param name="Id">Where a link to the cell leads.</param>
/// <param name="Number">1 for the first code cell of the notebook.</param>
/// <param name="Count">What stands in brackets beside it; null before it ran.</param>
/// <param name="Lines">Its lines; none where the cell only carries text or markup, which its output shows.</param>
internal sealed record CodePart(
    string Id, int Number, int? Count, IReadOnlyList<IReadOnlyList<CodeToken>> Lines) : Part;
