namespace EchoNotebooks.Cli.Books;

/// <summary>A PDF could not be made; the message says in Korean why, and what to do.</summary>
internal sealed class PdfException(string message) : Exception(message);
