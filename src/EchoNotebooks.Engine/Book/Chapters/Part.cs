namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A piece of a chapter. The parts stand in reading order.</summary>
internal abstract record Part;
