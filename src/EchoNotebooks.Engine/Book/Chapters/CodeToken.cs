namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A piece of a line of code.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct CodeToken(string Text, CodeKind Kind);
