using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Grading;

/// <summary>The judging process: one submission from its standard input, one answer on its standard output.</summary>
internal static class Judge
{
    /// <summary>What this program is called with when it is to judge.</summary>
    public const string Verb = "judge";

    /// <summary>Judges one submission.</summary>
    /// <returns>The exit code: 0 where it was judged.</returns>
    public static async Task<int> RunAsync()
    {
        // The token that makes an answer believed is in here, and the submission's program is the same user's.
        OwnMemory.Hide();
        var asked = JsonSerializer.Deserialize(await Console.In.ReadToEndAsync().ConfigureAwait(false), GradeJson.Default.JudgeRequest)!;
        var answer = await AnswerAsync(asked).ConfigureAwait(false);
        Console.Out.WriteLine(JsonSerializer.Serialize(answer, GradeJson.Default.JudgeAnswer));
        return 0;
    }

    private static async Task<JudgeAnswer> AnswerAsync(JudgeRequest asked)
    {
        try
        {
            var assessment = await Exercises.Get(asked.Exercise, asked.Seed).SubmitAsync(asked.Submission).ConfigureAwait(false);
            return new(asked.Token, Word(assessment.Outcome), [.. assessment.Findings.Select(Told)]);
        }
        catch (ExerciseException e)
        {
            // The submission is none that the exercise understands.
            return new(asked.Token, JudgedExercise.Failed, [new(e.Message)]);
        }
        catch (EchoServerException e)
        {
            return new(asked.Token, JudgedExercise.NotGraded, [new(e.Message)]);
        }
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Passed => JudgedExercise.Passed,
        Outcome.Failed => JudgedExercise.Failed,
        _ => JudgedExercise.NotGraded,
    };

    private static JudgedFinding Told(Finding finding) =>
        new(finding.Sentence, finding.At?.Index, finding.At?.Source?.ToString(), finding.Read);
}
