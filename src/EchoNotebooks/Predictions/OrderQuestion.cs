namespace EchoNotebooks;

/// <summary>A question that an order of its items answers, all of them, from the smallest: "나가다".</summary>
/// <param name="id">Notebook and section.</param>
/// <param name="text">The question.</param>
/// <param name="expected">The order that the notebook explains.</param>
/// <param name="items">The items, and what decides the place of each, read from what was seen.</param>
/// <param name="reply">Why the order is what it is.</param>
internal sealed class OrderQuestion<T>(
    string id, string text, string expected, (string Text, Func<T, double> Size)[] items, string reply)
    : Question<T>(id, text, expected, describe: null)
{
    public override string HowToAnswer =>
        $"{items.Length}글자를 순서대로 모두 적는다. 예: {Letters[1]}{Letters[0]}{Letters[2..items.Length]}";

    public override IReadOnlyList<(char Letter, string Text)> Options => [.. items.Select((item, i) => (Letters[i], item.Text))];

    public override string Normalize(string answer)
    {
        var letters = string.Concat(answer.Where(c => !char.IsWhiteSpace(c) && c != ','));
        var isWhole = letters.Order().SequenceEqual(Letters.Take(items.Length).Order());
        return isWhole ? letters : throw NotAnAnswer(answer);
    }

    public override IReadOnlyList<string> Candidates(Judgement judgement)
    {
        var right = judgement.Truth!;
        return [right, .. Enumerable.Range(0, right.Length - 1).Select(i => right[..i] + right[i + 1] + right[i] + right[(i + 2)..])];
    }

    protected override Judgement Judge(T seen, string answer)
    {
        var order = string.Concat(Enumerable.Range(0, items.Length).OrderBy(i => items[i].Size(seen)).Select(i => Letters[i]));
        var misplaced = answer.Length == 0 ? [] : order.Where((letter, i) => answer[i] != letter).ToList();
        return new()
        {
            Options = [new(order, "", Holds: true, IsChosen: answer == order, reply)],
            Truth = order,
            IsRight = answer.Length == 0 ? null : misplaced.Count == 0,
            Remark = misplaced.Count == 0 ? null : $"자리가 다른 것: {string.Join(", ", misplaced)}",
        };
    }
}
