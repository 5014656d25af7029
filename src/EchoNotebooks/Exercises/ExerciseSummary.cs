using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How the exercises of a session went, and what to read again.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ExerciseSummary : IView
{
    private readonly IReadOnlyList<ExerciseRecord> records;

    internal ExerciseSummary(IReadOnlyList<ExerciseRecord> records) => this.records = records;

    /// <summary>For how many exercises something was submitted.</summary>
    public int Submitted => records.Count;

    /// <summary>How many of these were passed.</summary>
    public int Passed => records.Count(record => record.Outcome == Outcome.Passed);

    private string Sentence => Submitted == 0
        ? "아직 제출한 연습이 없다. 연습마다 둘째 셀의 따옴표 안에 답을 적어 실행하면 결과가 여기에 모인다."
        : $"연습 {Exercises.All.Count}개 가운데 {Submitted}개를 제출해 {Passed}개를 맞혔다.{(Passed < Submitted ? " 다시 읽을 곳은 아래 표에 있다." : "")}";

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        html.Leaf("p", Sentence);
        if (Submitted > 0) Table().WriteHtml(html, "연습");
    }

    string IView.ToText() => Submitted == 0 ? Sentence : Sentence + Environment.NewLine + Table().ToText();

    private TextTable Table()
    {
        var table = new TextTable("연습", "제출", "결과", "다시 읽을 절");
        foreach (var record in records)
            table.Add(
                record.Id,
                $"{record.Tries}번",
                record.Outcome switch { Outcome.Passed => "맞음", Outcome.Failed => "아직 풀지 못함", _ => "채점하지 못함" },
                string.Join(", ", record.Read));
        return table;
    }
}
