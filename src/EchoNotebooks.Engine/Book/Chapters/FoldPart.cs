namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>What a reader unfolds after having thought.</summary>
/// <param name="Summary">The line that is shown folded.</param>
/// <param name="IsOpen">Whether it stands open from the start.</param>
/// <param name="Parts">What is folded.</param>
/// <param name="Id">Where a link to it leads; null for nowhere.</param>
internal sealed record FoldPart(string Summary, bool IsOpen, IReadOnlyList<Part> Parts, string? Id = null) : Part;
