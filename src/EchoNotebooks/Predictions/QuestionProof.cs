namespace EchoNotebooks;

/// <summary>Whether a question decides what was read: one of its answers is judged right, the one that the notebook
/// explains, and every other one wrong.</summary>
internal static class QuestionProof
{
    /// <summary>Judges every answer that the question knows.</summary>
    /// <param name="question">The question.</param>
    /// <param name="seen">What was read from the kernel.</param>
    /// <returns>What keeps it from being proved, in Korean; null where it is.</returns>
    public static string? WhyNot(Question question, object? seen)
    {
        var judgement = question.Judge(seen, "");
        var read = judgement.Seen is null ? "" : $" 커널의 답: {judgement.Seen}.";
        if (judgement.Truth is null) return $"어느 보기도 맞지 않는다.{read}";
        var candidates = question.Candidates(judgement);
        var right = candidates.Where(answer => question.Judge(seen, answer).IsRight == true).ToList();
        if (right.Count > 1) return $"맞는 답이 하나가 아니다: {string.Join(", ", right)}.{read}";
        if (right.Count == 0) return $"맞다고 판정되는 답이 없다.{read}";
        if (right[0] != question.Expected) return $"노트북이 설명하는 답은 {question.Expected}인데 커널의 답은 {right[0]}이다.{read}";
        return candidates.Count > 1 ? null : "틀렸다고 판정되는 답이 없다.";
    }
}
