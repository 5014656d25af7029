using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EchoNotebooks.Markup;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How the predictions of a session went, and what to read again.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class PredictionSummary : IView
{
    private readonly IReadOnlyList<PredictionRecord> records;

    internal PredictionSummary(IReadOnlyList<PredictionRecord> records) => this.records = records;

    /// <summary>How many questions were answered before the kernel was asked.</summary>
    public int Answered => records.Count(record => record.IsRight is not null);

    /// <summary>How many of these were right.</summary>
    public int Right => records.Count(record => record.IsRight == true);

    /// <summary>Writes the answers to a file of this computer, as JSON; nothing is sent anywhere.</summary>
    /// <param name="path">The file; replaced where it is there.</param>
    /// <returns>The full path.</returns>
    public string Export(string path)
    {
        var full = Path.GetFullPath(path);
        var document = new
        {
            schema = 1,
            answers = records.Select(record => new { id = record.Question.Id, answer = record.Answer, right = record.IsRight }),
        };
        File.WriteAllText(full, JsonSerializer.Serialize(document, Readable));
        return full;
    }

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The same as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        html.Leaf("p", Sentence);
        if (records.Count > 0) Table().WriteHtml(html, "예측");
    }

    string IView.ToText() => records.Count == 0 ? Sentence : Sentence + Environment.NewLine + Table().ToText();

    private string Sentence => records.Count == 0
        ? "아직 커널의 답과 견준 예측이 없다."
        : Answered == 0
            ? "커널의 답을 보기 전에 적어 둔 예측이 없다. 다음에는 Answer(\"\")의 따옴표 안에 먼저 답을 적어 보자."
            : $"예측 {Answered}개 가운데 {Right}개가 맞았다.{(Right < Answered ? " 다시 읽을 곳은 아래 표에 있다." : "")}";

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
