namespace EchoNotebooks.Cli.Grading;

/// <summary>What a notebook hands in for one exercise.</summary>
/// <param name="Exercise">"E6".</param>
/// <param name="Text">The submission; null where the cell does not say it as text.</param>
/// <param name="Cell">The number of the cell.</param>
internal sealed record Submission(string Exercise, string? Text, int Cell);
