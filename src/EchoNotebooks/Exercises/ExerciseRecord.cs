namespace EchoNotebooks;

/// <summary>How one exercise went in this session: once passed, it stays passed.</summary>
/// <param name="Id">"E6".</param>
/// <param name="Outcome">The best, or else the last.</param>
/// <param name="Tries">How many submissions were judged.</param>
/// <param name="Read">Where the last feedback sends the reader; empty where it was passed.</param>
internal sealed record ExerciseRecord(string Id, Outcome Outcome, int Tries, IReadOnlyList<string> Read)
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, ExerciseRecord> ById = [];

    /// <summary>Remembers what became of a submission.</summary>
    public static void Remember(Exercise exercise, Assessment assessment)
    {
        lock (Gate)
        {
            var before = ById.GetValueOrDefault(exercise.Id) ?? new(exercise.Id, Outcome.NotGraded, 0, []);
            ById[exercise.Id] = before.With(assessment);
        }
    }

    /// <summary>All, in the order of the exercises.</summary>
    public static IReadOnlyList<ExerciseRecord> All()
    {
        lock (Gate) return [.. Exercises.All.Where(ById.ContainsKey).Select(id => ById[id])];
    }

    /// <summary>The record with one more submission.</summary>
    internal ExerciseRecord With(Assessment assessment)
    {
        var tries = Tries + (assessment.Outcome == Outcome.NotGraded ? 0 : 1);
        return Outcome == Outcome.Passed ? this with { Tries = tries }
            : new(Id, assessment.Outcome, tries, [.. assessment.Findings.Select(finding => finding.Read).OfType<string>().Distinct()]);
    }
}
