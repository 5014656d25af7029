namespace EchoNotebooks.Cli.Grading;

/// <summary>What the judging process writes, on a line of its own.</summary>
/// <param name="Token">That of the request.</param>
/// <param name="Outcome">As in <see cref="JudgedExercise"/>.</param>
/// <param name="Findings">What was found wrong.</param>
internal sealed record JudgeAnswer(string Token, string Outcome, IReadOnlyList<JudgedFinding> Findings);
