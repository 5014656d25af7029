namespace EchoNotebooks;

/// <summary>
/// A question and the reader's answer. Shown, it is the question with its options. What is right is known only after
/// <see cref="Check"/>.
/// </summary>
public sealed partial class Prediction
{
    private readonly Question question;
    private string answer = "";

    internal Prediction(Question question) => this.question = question;

    /// <summary>Answers. An empty text is no answer yet; answering again replaces the answer.</summary>
    /// <param name="answer">가·나·다, several letters where several are asked for, or digits.</param>
    /// <exception cref="PredictionException">It is none of the answers that the question understands.</exception>
    public Prediction Answer(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        this.answer = string.IsNullOrWhiteSpace(answer) ? "" : question.Normalize(answer);
        return this;
    }

    /// <summary>Holds the answer against what was read from the kernel.</summary>
    /// <param name="seen">What was read.</param>
    /// <param name="show">What shows it: a snapshot, a timeline, a step; it stands within the verdict, so it gives nothing away.</param>
    /// <exception cref="PredictionException">The question judges a value of another type.</exception>
    public Verdict Check<T>(T seen, object? show = null)
    {
        var judgement = question.Judge(seen, answer);
        PredictionRecord.Remember(question, answer, judgement);
        ProofFile.Add(question, seen);
        return new Verdict(question, answer, judgement, show);
    }
}
