namespace EchoNotebooks.Fuzz;

/// <summary>What reads foreign bytes.</summary>
/// <param name="Read">Reads them, and throws nothing but what is a fault: what it may throw is caught there.</param>
/// <param name="Seeds">What it should understand, for a beginning.</param>
internal sealed record Reader(Action<byte[]> Read, params IReadOnlyList<string> Seeds);
