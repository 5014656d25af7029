namespace EchoNotebooks.Cli.Grading;

/// <summary>How one exercise of one notebook was judged.</summary>
/// <param name="Id">"E6".</param>
/// <param name="Outcome">"passed", "failed", or "not graded": then the machine is at fault.</param>
/// <param name="HandedIn">Whether the notebook has a submission for it.</param>
/// <param name="Findings">What was found wrong.</param>
internal sealed record JudgedExercise(string Id, string Outcome, bool HandedIn, IReadOnlyList<JudgedFinding> Findings)
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string NotGraded = "not graded";
}
