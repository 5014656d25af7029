namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>A word that can stand at a place.</summary>
/// <param name="Text">The text to be written.</param>
/// <param name="Kind">Its kind, such as <c>function</c>; empty where it is not known.</param>
internal sealed record Suggestion(string Text, string Kind);
