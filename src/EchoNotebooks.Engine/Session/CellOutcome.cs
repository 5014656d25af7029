namespace EchoNotebooks.Engine.Session;

/// <summary>What one run of a cell came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Value">The value of its last expression as MIME bundle (type, then text); null where it has none.</param>
/// <param name="Error">What went wrong; null only when it succeeded.</param>
public sealed record CellOutcome(CellEnd End, IReadOnlyDictionary<string, string>? Value, CellError? Error);
