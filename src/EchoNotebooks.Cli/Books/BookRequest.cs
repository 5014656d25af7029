namespace EchoNotebooks.Cli.Books;

/// <summary>Which forms of the book were asked for.</summary>
/// <param name="Html">Its folder; null for the default.</param>
/// <param name="Single">Whether also as one HTML file.</param>
/// <param name="Pdf">Whether also as PDF.</param>
internal sealed record BookRequest(string? Html, bool Single, bool Pdf);
