using EchoNotebooks.Cli.Books;

namespace EchoNotebooks.Cli.Running;

/// <summary>What <c>echonb run</c> was asked for.</summary>
/// <param name="Paths">Files and folders; empty for the repository's notebooks.</param>
/// <param name="Output">Where executed notebooks go; null for the default.</param>
/// <param name="Book">The forms of the book.</param>
/// <param name="Timeout">How long a cell may take.</param>
/// <param name="AllowErrors">Whether to go on after a failed cell.</param>
/// <param name="Teacher">Whether predictions and exercises are proved, too.</param>
/// <param name="Publish">Whether numbers that differ from run to run are replaced in what is left.</param>
internal sealed record RunRequest(
    IReadOnlyList<string> Paths, string? Output, BookRequest Book, TimeSpan Timeout, bool AllowErrors, bool Teacher, bool Publish);
