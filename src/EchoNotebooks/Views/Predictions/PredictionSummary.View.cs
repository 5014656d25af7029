using EchoNotebooks.Views;

namespace EchoNotebooks;

[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class PredictionSummary : IView
{
    private string Sentence => records.Count == 0
        ? "아직 커널의 답과 견준 예측이 없다."
        : Answered == 0
            ? "커널의 답을 보기 전에 적어 둔 예측이 없다. 다음에는 Answer(\"\")의 따옴표 안에 먼저 답을 적어 보자."
            : $"예측 {Answered}개 가운데 {Right}개가 맞았다.{(Right < Answered ? " 다시 읽을 곳은 아래 표에 있다." : "")}";

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        using (html.Element("div", ("class", Answered == 0 ? "prediction-summary unanswered" : "prediction-summary")))
        {
            html.Leaf("p", Sentence);
            if (records.Count > 0) Table().WriteHtml(html, "예측");
        }
    }

    string IView.ToText() => records.Count == 0 ? Sentence : Sentence + Environment.NewLine + Table().ToText();

    private TextTable Table()
    {
        var table = new TextTable("물음", "예측", "결과", "다시 읽을 절");
        foreach (var record in records)
            table.Add(
                record.Question.Id,
                record.Answer,
                record.IsRight switch { true => "맞음", false => "다름", null => "예측하지 않음" },
                record.IsRight == true ? "" : record.Question.Section);
        return table;
    }
}
