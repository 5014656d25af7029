namespace EchoNotebooks;

/// <summary>How one question went in this session: as it stood when the kernel was first asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer at that moment; empty for none.</param>
/// <param name="IsRight">Whether it was right; null for no answer.</param>
internal sealed record PredictionRecord(Question Question, string Answer, bool? IsRight)
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, PredictionRecord> ById = [];

    /// <summary>Remembers a check, if it is the first of its question.</summary>
    public static void Remember(Question question, string answer, Judgement judgement)
    {
        lock (Gate) ById.TryAdd(question.Id, new(question, answer, judgement.IsRight));
    }

    /// <summary>All, in the order of the questions.</summary>
    public static IReadOnlyList<PredictionRecord> All()
    {
        lock (Gate) return [.. QuestionList.All.Where(question => ById.ContainsKey(question.Id)).Select(question => ById[question.Id])];
    }
}
