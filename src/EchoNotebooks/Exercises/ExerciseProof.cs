namespace EchoNotebooks;

/// <summary>Whether an exercise tells right from wrong: the model passes, a blank does not, wrong solutions get a reply each.</summary>
internal static class ExerciseProof
{
    /// <summary>Judges all of these on this machine.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What keeps it from being proved, in Korean; null where it is.</returns>
    public static async Task<string?> WhyNotAsync(Exercise exercise, CancellationToken ct)
    {
        if (exercise.WhyNot is { } reason) return $"채점할 수 없다. {reason}";
        var right = await exercise.SubmitAsync(exercise.ModelSolution, ct).ConfigureAwait(false);
        if (right.Outcome != Outcome.Passed) return $"모범 답이 맞지 않는다고 나왔다. {Findings(right)}";
        if ((await exercise.SubmitAsync("", ct).ConfigureAwait(false)).Outcome == Outcome.Passed) return "빈 제출이 맞았다고 나왔다.";
        var replies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, submission) in exercise.WrongSolutions)
        {
            var wrong = await exercise.SubmitAsync(submission, ct).ConfigureAwait(false);
            if (wrong.Outcome != Outcome.Failed) return $"\"{name}\"이라는 틀린 답이 틀렸다고 나오지 않았다. {Findings(wrong)}";
            if (!replies.TryAdd(Findings(wrong), name))
                return $"\"{name}\"과 \"{replies[Findings(wrong)]}\"에 같은 말을 한다. {Findings(wrong)}";
        }
        return replies.Count >= 3 ? null : $"틀린 답이 {replies.Count}개뿐이다.";
    }

    private static string Findings(Assessment assessment) => string.Join(" ", assessment.Findings.Select(finding => finding.Sentence));
}
