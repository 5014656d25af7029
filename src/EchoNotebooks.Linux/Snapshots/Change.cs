namespace EchoNotebooks.Linux;

/// <summary>One thing in two snapshots.</summary>
/// <param name="Before">What the earlier snapshot says of it.</param>
/// <param name="After">What the later one says.</param>
public sealed record Change<T>(T Before, T After);
