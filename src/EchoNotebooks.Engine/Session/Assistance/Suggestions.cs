namespace EchoNotebooks.Engine.Session.Assistance;

/// <summary>Suggestions for a span of the text.</summary>
/// <param name="Start">Where the text begins that a suggestion takes the place of (UTF-16).</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The suggestions, the best first.</param>
internal sealed record Suggestions(int Start, int End, IReadOnlyList<Suggestion> Items);
