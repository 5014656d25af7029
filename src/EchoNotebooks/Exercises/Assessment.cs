using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a submission was judged: the outcome, what was found, and the recording that shows it.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class Assessment : IView
{
    private readonly Exercise exercise;

    internal Assessment(Exercise exercise, Outcome outcome, IReadOnlyList<Finding> findings, Timeline? timeline = null)
    {
        this.exercise = exercise;
        Outcome = outcome;
        Findings = findings;
        Timeline = timeline;
    }

    /// <summary>Passed, failed, or not graded.</summary>
    public Outcome Outcome { get; }

    /// <summary>What was found, the most telling first; empty where it passed.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The recording that was judged; null where a number was asked for, or nothing could be recorded.</summary>
    public Timeline? Timeline { get; }

    /// <summary>Whether nothing was handed in: then there is nothing to reply to.</summary>
    internal bool IsBlank { get; init; }

    private string Heading => Outcome switch
    {
        _ when IsBlank => $"연습 {exercise.Id}: 아직 제출하지 않았다.",
        Outcome.Passed => $"연습 {exercise.Id}: 맞았다.",
        Outcome.NotGraded => $"연습 {exercise.Id}: 이 컴퓨터에서는 채점하지 못했다.",
        _ => $"연습 {exercise.Id}: 아직 풀지 못했다.",
    };

    /// <summary>The outcome, what was asked, and what was found.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        if (IsBlank)
        {
            using (html.Element("details"))
            {
                html.Leaf("summary", Heading, ("style", "cursor:pointer"));
                html.Leaf("p", $"{Findings[0]}", ("class", "remark"));
            }
            return;
        }
        html.Leaf("p", Heading, ("style", "font-weight:700;font-size:16px;margin:0 0 8px"));
        if (Outcome == Outcome.Passed) return;
        html.Leaf("p", $"물은 것: {exercise.Problem}");
        using (html.Element("ul"))
            foreach (var finding in Findings) html.Leaf("li", finding.ToString());
        if (Timeline?.Remark is { } remark) html.Leaf("p", remark, ("class", "remark"));
        if (Findings.Select(finding => finding.At ?? finding.Picture).FirstOrDefault(seen => seen is not null) is { } seen)
            seen.WriteHtml(html);
    }

    string IView.ToText()
    {
        var text = new StringBuilder(Heading).AppendLine();
        if (Outcome == Outcome.Passed || IsBlank) return text.ToString();
        text.AppendLine($"물은 것: {exercise.Problem}");
        foreach (var finding in Findings) text.AppendLine($"- {finding}");
        if (Timeline?.Remark is { } remark) text.AppendLine(remark);
        return text.ToString();
    }
}
