namespace EchoNotebooks;

/// <summary>A question that a set of its options answers: "가라".</summary>
internal sealed class ManyQuestion<T>(
    string id, string text, string expected, Choice<T>[] choices, Func<T, string>? describe = null)
    : Question<T>(id, text, expected, describe)
{
    public override string HowToAnswer => $"맞는 것을 모두 이어서 적는다. 예: {Letters[1..choices.Length]}";

    public override string Control => "checkbox";

    public override IReadOnlyList<(char Letter, string Text)> Options => [.. choices.Select((choice, i) => (Letters[i], choice.Text))];

    public override string Normalize(string answer)
    {
        var letters = answer.Where(c => !char.IsWhiteSpace(c) && c != ',').Distinct().ToList();
        var known = Letters[..choices.Length];
        if (letters.Count == 0 || letters.Exists(letter => !known.Contains(letter))) throw NotAnAnswer(answer);
        return string.Concat(known.Where(letters.Contains));
    }

    public override IReadOnlyList<string> Candidates(Judgement judgement)
    {
        var letters = judgement.Options.Select(option => option.Letter[0]).ToList();
        return
        [
            .. Enumerable.Range(1, (1 << letters.Count) - 1)
                .Select(set => string.Concat(letters.Where((_, i) => (set & (1 << i)) != 0))),
        ];
    }

    protected override Judgement Judge(T seen, string answer)
    {
        List<JudgedOption> options =
        [
            .. choices.Select((choice, i) =>
                new JudgedOption($"{Letters[i]}", choice.Text, choice.Holds(seen), answer.Contains(Letters[i]), choice.Reply)),
        ];
        var missing = string.Join(", ", options.Where(option => option.Holds && !option.IsChosen).Select(option => option.Letter));
        var tooMuch = string.Join(", ", options.Where(option => option.IsChosen && !option.Holds).Select(option => option.Letter));
        var truth = string.Concat(options.Where(option => option.Holds).Select(option => option.Letter));
        return new()
        {
            Options = options,
            Truth = truth.Length == 0 ? null : truth,
            IsRight = answer.Length == 0 ? null : missing.Length == 0 && tooMuch.Length == 0,
            Remark = answer.Length == 0 ? null : (missing, tooMuch) switch
            {
                ("", "") => null,
                (_, "") => $"빠뜨린 것: {missing}",
                ("", _) => $"더 고른 것: {tooMuch}",
                _ => $"빠뜨린 것: {missing}. 더 고른 것: {tooMuch}",
            },
        };
    }
}
