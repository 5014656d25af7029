namespace EchoNotebooks;

/// <summary>
/// A prediction beside the kernel's answer. Where nothing was predicted, everything stands folded: the reader unfolds it
/// after having thought.
/// </summary>
public sealed partial class Verdict
{
    internal Verdict(Question question, string answer, Judgement judgement, object? show)
    {
        Question = question;
        Answer = answer;
        Judgement = judgement;
        Show = show;
    }

    /// <summary>Whether the prediction was right; null where nothing was predicted.</summary>
    public bool? IsRight => Judgement.IsRight;

    internal Question Question { get; }

    /// <summary>Empty where nothing was predicted.</summary>
    internal string Answer { get; }

    internal Judgement Judgement { get; }

    /// <summary>What shows the kernel's answer.</summary>
    internal object? Show { get; }
}
