using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A question with its options: what is asked, which answers it understands, and how they are judged.</summary>
/// <param name="id">Notebook and section: "1-3".</param>
/// <param name="text">The question, one or two sentences.</param>
/// <param name="expected">The answer that the notebook explains: "나", "가라", "6".</param>
internal abstract class Question(string id, string text, string expected)
{
    /// <summary>The names of options, in their order.</summary>
    protected const string Letters = "가나다라마바사";

    public string Id { get; } = id;

    public string Text { get; } = text;

    /// <summary>How an answer is written, in a sentence.</summary>
    public abstract string HowToAnswer { get; }

    /// <summary>The options by their letters; empty where a number is asked for.</summary>
    public abstract IReadOnlyList<(char Letter, string Text)> Options { get; }

    /// <summary>What kind of control shows an option on a page: "radio" (one), "checkbox" (several), null for none.</summary>
    public virtual string? Control => null;

    /// <summary>The answer that the notebook explains. It decides no verdict: only a proof of the course looks at it.</summary>
    public string Expected { get; } = expected;

    /// <summary>The section to read again: "1장 3절".</summary>
    public string Section => string.Create(CultureInfo.InvariantCulture, $"{Id.Split('-')[0]}장 {Id.Split('-')[1]}절");

    /// <summary>An answer in its one form: letters in order, a number without spaces.</summary>
    /// <exception cref="PredictionException">It is none of the answers that the question understands.</exception>
    public abstract string Normalize(string answer);

    /// <summary>Asks every option whether it holds.</summary>
    /// <param name="seen">What was read from the kernel.</param>
    /// <param name="answer">The normalised answer; empty where there is none yet.</param>
    /// <exception cref="PredictionException">The question judges another type.</exception>
    public abstract Judgement Judge(object? seen, string answer);

    /// <summary>The answers of which one must be right: all of them where there are few, else the right one and its neighbours.</summary>
    /// <param name="judgement">What the kernel's answer says of the options.</param>
    public abstract IReadOnlyList<string> Candidates(Judgement judgement);

    /// <summary>Why an answer is not understood, and what is.</summary>
    protected PredictionException NotAnAnswer(string answer) =>
        new($"물음 {Id}: \"{answer}\"는 답으로 알아볼 수 없다. {HowToAnswer}");
}

/// <summary>A question about a value of one type.</summary>
internal abstract class Question<T>(string id, string text, string expected, Func<T, string>? describe)
    : Question(id, text, expected)
{
    public sealed override Judgement Judge(object? seen, string answer)
    {
        if (seen is not T value)
        {
            var other = Particle.Is(seen?.GetType().Name ?? "null");
            throw new PredictionException($"물음 {Id}는 {typeof(T).Name} 값을 보고 판정한다. Check에 넘긴 것은 {other}.");
        }
        return Judge(value, answer) with { Seen = describe is null ? Describe(value) : describe(value) };
    }

    protected abstract Judgement Judge(T seen, string answer);

    /// <summary>A number, a letter or a text as it is; nothing for what is better shown as a picture.</summary>
    private static string? Describe(T value) => value switch
    {
        bool yes => yes ? "그렇다" : "아니다",
        string or char => $"{value}",
        IFormattable number when typeof(T).IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
