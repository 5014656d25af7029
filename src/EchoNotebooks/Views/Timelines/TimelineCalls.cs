namespace EchoNotebooks.Views;

/// <summary>The calls of a timeline's view beside the lanes of their processes, to be opened.</summary>
internal static class TimelineCalls
{
    private const string Title = "프로세스별 호출 순서";
    private const string Legend = "부: 부모, 숫자: 자식의 번호, 점선: 좀비, ●: 소유가 바뀐다";

    /// <param name="html">Where to.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="id">The id of a step's element.</param>
    public static void Write(MarkupWriter html, IReadOnlyList<ShownStep> steps, Func<ShownStep, string> id)
    {
        var lanes = new Lanes([.. steps.Select(one => one.Step)]);
        using (html.Element("details", ("class", "tl-sequence tl-pane")))
        {
            html.Leaf("summary", Title);
            html.Leaf("p", Legend, ("class", "muted"), ("style", "margin:0 0 4px;font-size:14px"));
            using (html.Element("div", ("class", "tl-calls tl-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", Title)))
            using (html.Element("ol"))
                for (var i = 0; i < steps.Count; i++)
                    using (html.Element("li", ("class", steps[i].ChangesOwnership ? "changes" : null)))
                    using (html.Element("a", ("href", $"#{id(steps[i])}")))
                    {
                        lanes.Draw(html, i);
                        html.Leaf("span", $"{steps[i].Step.Role}: ", ("class", "sr"));
                        using (html.Element("span", ("class", "tl-call"))) Call(html, steps[i].Step);
                    }
        }
    }

    private static void Call(MarkupWriter html, TraceStep step)
    {
        html.Text(CallWords.Of(step));
        if (CallWords.ResultOf(step) is { Length: > 0 } result) html.Leaf("span", result, ("class", "tl-result"));
    }
}
