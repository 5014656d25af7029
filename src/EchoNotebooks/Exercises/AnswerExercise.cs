using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>An exercise that asks for one or more numbers; the kernel is asked for the same when they are submitted.</summary>
internal abstract class AnswerExercise(string id, int seed, int stars, string task, string given, IReadOnlyList<string> hints)
    : Exercise(id, seed, stars, task, given, hints)
{
    private KernelAnswer? known;

    /// <summary>What the kernel says of a run.</summary>
    /// <param name="Numbers">The numbers that are asked for.</param>
    /// <param name="Timeline">Its recording; null where nothing is recorded.</param>
    /// <param name="Picture">What shows the numbers; null where steps do.</param>
    protected sealed record KernelAnswer(IReadOnlyList<int> Numbers, Timeline? Timeline = null, IView? Picture = null);

    /// <summary>Runs the program.</summary>
    protected abstract Task<KernelAnswer> AskKernelAsync(CancellationToken ct);

    /// <summary>The step with which a recording begins to differ from a wrong answer; null where it has none.</summary>
    protected virtual TraceStep? Differing(IReadOnlyList<int> answer, Timeline recorded) => null;

    /// <summary>The reply to a known wrong answer and the section to read; null for an unknown answer.</summary>
    protected abstract (string Sentence, string Read)? Reply(IReadOnlyList<int> answer, IReadOnlyList<int> seen);

    private protected sealed override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        var answer = new List<int>();
        foreach (var word in submission.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
            answer.Add(int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number : throw new ExerciseException($"연습 {Id}: \"{word}\"는 숫자가 아니다. {HowToSubmit}"));
        // The answer does not change, so the program runs only once.
        var (seen, timeline, picture) = known ??= await AskKernelAsync(ct).ConfigureAwait(false);
        if (answer.SequenceEqual(seen)) return new Assessment(this, Outcome.Passed, [], timeline);
        var (sentence, read) = Reply(answer, seen) ?? (OtherReply(seen), Section);
        var at = timeline is null ? null : Differing(answer, timeline);
        return new Assessment(this, Outcome.Failed, [new Finding(sentence, at) { Read = read, Picture = picture }], timeline);
    }

    /// <summary>The section that the exercise belongs to.</summary>
    protected abstract string Section { get; }

    private static string OtherReply(IReadOnlyList<int> seen) => seen.Count == 1
        ? "커널이 센 것은 다르다. 한 프로세스씩, 한 줄씩 손으로 따라가며 다시 센다."
        : "커널이 돌려준 번호와 다르다. 호출마다 그 프로세스의 빈 번호를 적어 가며 다시 본다.";
}
