using System.Globalization;

namespace EchoNotebooks;

/// <summary>A question that a number answers: "6".</summary>
/// <param name="id">Notebook and section.</param>
/// <param name="text">The question.</param>
/// <param name="expected">The number that the notebook explains.</param>
/// <param name="reply">Why the number is what it is.</param>
/// <param name="misconceptions">Numbers that a known misconception leads to, with the reply to each.</param>
internal sealed class NumberQuestion(
    string id, string text, int expected, string reply, params (int Number, string Reply)[] misconceptions)
    : Question<int>(id, text, expected.ToString(CultureInfo.InvariantCulture), describe: null)
{
    public override string HowToAnswer => "숫자를 적는다. 예: 3";

    public override IReadOnlyList<(char Letter, string Text)> Options => [];

    public override string Normalize(string answer) =>
        int.TryParse(answer.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw NotAnAnswer(answer);

    public override IReadOnlyList<string> Candidates(Judgement judgement)
    {
        var next = int.Parse(judgement.Truth!, CultureInfo.InvariantCulture) + 1;
        return [.. judgement.Options.Select(option => option.Letter).Append(next.ToString(CultureInfo.InvariantCulture)).Distinct()];
    }

    protected override Judgement Judge(int seen, string answer)
    {
        var truth = seen.ToString(CultureInfo.InvariantCulture);
        List<JudgedOption> options = [new(truth, "", Holds: true, IsChosen: answer == truth, reply)];
        foreach (var (number, why) in misconceptions)
            if (number != seen)
                options.Add(new($"{number}", "", Holds: false, IsChosen: answer == $"{number}", why));
        return new()
        {
            Options = options,
            Truth = truth,
            IsRight = answer.Length == 0 ? null : answer == truth,
        };
    }
}
