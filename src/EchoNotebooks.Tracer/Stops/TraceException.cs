namespace EchoNotebooks.Tracing;

/// <summary>Tracing cannot go on. The message is for people, in Korean, and says what to do.</summary>
internal sealed class TraceException(string message) : Exception(message);
