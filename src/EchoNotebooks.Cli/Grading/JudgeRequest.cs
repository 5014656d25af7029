namespace EchoNotebooks.Cli.Grading;

/// <summary>What the judging process reads from its standard input.</summary>
/// <param name="Token">Is repeated in the answer: nothing else that is written there is an answer.</param>
/// <param name="Exercise">"E6".</param>
/// <param name="Seed">The lecturer's seed.</param>
/// <param name="Submission">The text that was handed in.</param>
internal sealed record JudgeRequest(string Token, string Exercise, int Seed, string Submission);
