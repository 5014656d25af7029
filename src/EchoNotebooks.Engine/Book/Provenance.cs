namespace EchoNotebooks.Engine.Book;

/// <summary>Where and when the outputs of a book came to be.</summary>
/// <param name="Facts">What the outputs depend on, and what it was: a name, then a version or a time.</param>
/// <param name="Lacks">What the machine did not offer, why, and what was skipped for it; a sentence each.</param>
public sealed record Provenance(IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<string> Lacks);
