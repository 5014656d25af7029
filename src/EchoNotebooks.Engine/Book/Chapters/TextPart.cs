namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>The text of a cell.</summary>
/// <param name="Id">Where a link to the cell leads.</param>
/// <param name="Text">What it says.</param>
internal sealed record TextPart(string Id, PageText Text) : Part;
