namespace EchoNotebooks;

/// <summary>A question that one of its options answers: "나".</summary>
internal sealed class ChoiceQuestion<T>(
    string id, string text, string expected, Choice<T>[] choices, Func<T, string>? describe = null)
    : Question<T>(id, text, expected, describe)
{
    public override string HowToAnswer => choices.Length == 2
        ? $"{Letters[0]}와 {Letters[1]} 가운데 하나를 적는다."
        : $"{string.Join(", ", Letters.Take(choices.Length))} 가운데 하나를 적는다.";

    public override string Control => "radio";

    public override IReadOnlyList<(char Letter, string Text)> Options => [.. choices.Select((choice, i) => (Letters[i], choice.Text))];

    public override string Normalize(string answer)
    {
        var letter = answer.Trim();
        return letter.Length == 1 && Letters.IndexOf(letter[0], StringComparison.Ordinal) is >= 0 and var at && at < choices.Length
            ? letter
            : throw NotAnAnswer(answer);
    }

    public override IReadOnlyList<string> Candidates(Judgement judgement) => [.. judgement.Options.Select(option => option.Letter)];

    protected override Judgement Judge(T seen, string answer)
    {
        List<JudgedOption> options =
        [
            .. choices.Select((choice, i) =>
                new JudgedOption($"{Letters[i]}", choice.Text, choice.Holds(seen), answer == $"{Letters[i]}", choice.Reply)),
        ];
        return new()
        {
            Options = options,
            Truth = options.Find(option => option.Holds)?.Letter,
            IsRight = answer.Length == 0 ? null : options.Exists(option => option.IsChosen && option.Holds),
        };
    }
}
