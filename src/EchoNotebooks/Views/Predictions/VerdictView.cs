using System.Globalization;
using System.Text;

namespace EchoNotebooks.Views;

/// <summary>Shows the kernel's answer beside a prediction: folded where nothing was predicted, open otherwise.</summary>
internal static class VerdictView
{
    public static void WriteHtml(MarkupWriter html, Verdict verdict)
    {
        using (html.Element("details", ("class", "verdict"), ("open", verdict.IsRight is null ? null : "")))
        {
            html.Leaf("summary", Heading(verdict));
            if (verdict.Judgement.Seen is { } seen) html.Leaf("p", Result(seen));
            if (verdict.Judgement.Remark is { } remark) html.Leaf("p", remark);
            using (html.Element("ul"))
                foreach (var option in Ordered(verdict))
                    html.Leaf("li", Line(option), ("data-answer", option.Letter), ("class", option.Holds ? "right" : null));
            foreach (var shown in Shown(verdict))
                if (shown is IView view) view.WriteHtml(html);
                else html.Leaf("pre", shown.ToString() ?? "");
        }
    }

    public static string ToText(Verdict verdict)
    {
        if (verdict.IsRight is null) return Heading(verdict);
        var text = new StringBuilder(Heading(verdict)).AppendLine();
        if (verdict.Judgement.Seen is { } seen) text.AppendLine(Result(seen));
        if (verdict.Judgement.Remark is { } remark) text.AppendLine(remark);
        foreach (var option in Ordered(verdict)) text.AppendLine(CultureInfo.InvariantCulture, $"  {Line(option)}");
        foreach (var shown in Shown(verdict)) text.AppendLine().AppendLine(shown is IView view ? view.ToText() : shown.ToString());
        return text.ToString().TrimEnd();
    }

    private static string Heading(Verdict verdict) => verdict.IsRight switch
    {
        null => $"예측 {verdict.Question.Id}: 아직 예측하지 않았다. 답을 정한 다음 펼쳐 본다.",
        true => $"예측 {verdict.Question.Id}: 맞았다. 답: {verdict.Judgement.Truth}",
        false when verdict.Judgement.Truth is null => $"예측 {verdict.Question.Id}: 커널의 답은 어느 보기와도 다르다.",
        false => $"예측 {verdict.Question.Id}: 적어 둔 답은 {verdict.Answer}, 커널의 답은 {verdict.Judgement.Truth}",
    };

    private static string Result(string seen) => $"실험의 결과: {seen}";

    /// <summary>The chosen ones first, then what is right, then the others.</summary>
    private static IEnumerable<JudgedOption> Ordered(Verdict verdict) =>
        verdict.Judgement.Options.OrderBy(option => option.IsChosen ? 0 : option.Holds ? 1 : 2);

    private static string Line(JudgedOption option)
    {
        var mark = (option.Holds, option.IsChosen) switch
        {
            (true, true) => "✔ 고른 답, 맞다",
            (true, false) => "✔ 맞는 답",
            (false, true) => "✗ 고른 답",
            _ => "틀린 답",
        };
        var name = option.Text.Length == 0 ? option.Letter : $"{option.Letter}. {option.Text}";
        return $"{mark} ({name}): {option.Reply}";
    }

    private static IEnumerable<object> Shown(Verdict verdict) => verdict.Show switch
    {
        null => [],
        IView view => [view],
        string text => [text],
        System.Collections.IEnumerable several => several.Cast<object>(),
        var other => [other],
    };
}
