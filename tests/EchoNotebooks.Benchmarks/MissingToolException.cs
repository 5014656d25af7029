namespace EchoNotebooks.Benchmarks;

/// <summary>Something that this machine lacks; the message says what, and what to do.</summary>
internal sealed class MissingToolException(string message) : Exception(message);
