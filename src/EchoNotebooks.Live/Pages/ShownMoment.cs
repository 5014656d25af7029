namespace EchoNotebooks.Live;

/// <summary>One moment as the page shows it.</summary>
/// <param name="Index">Its index; −1 for the present of a server that runs.</param>
/// <param name="Heading">What happened, as a programmer writes it.</param>
/// <param name="Sentence">The same as a sentence.</param>
/// <param name="Changes">What it changed, in sentences.</param>
/// <param name="File">The source file; null where it is not known.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Html">The picture.</param>
internal sealed record ShownMoment(
    int Index, string Heading, string Sentence, IReadOnlyList<string> Changes, string? File, int Line, string Html);
