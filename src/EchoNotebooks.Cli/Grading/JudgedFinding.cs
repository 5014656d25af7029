namespace EchoNotebooks.Cli.Grading;

/// <summary>What one finding says, as results have it.</summary>
/// <param name="Sentence">What is wrong, in Korean.</param>
/// <param name="Step">The step of the recording that shows it; null for none.</param>
/// <param name="Source">The line of the submission: "program.c:61"; null where that is not known.</param>
/// <param name="Read">The section to read again: "03 §4"; null for none.</param>
internal sealed record JudgedFinding(string Sentence, int? Step = null, string? Source = null, string? Read = null);
