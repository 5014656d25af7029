using EchoNotebooks.Views;

namespace EchoNotebooks.Live;

/// <summary>The calls round one step beside the lanes of their processes; of a watched server what each look found.</summary>
internal static class CallList
{
    /// <summary>How many rows stand before and after the one that is looked at.</summary>
    private const int Before = 60, After = 20;

    /// <summary>Processes that made no call for so many steps have no lane.</summary>
    private const int Context = 400;

    /// <summary>The rows as an HTML list; each links to its step.</summary>
    /// <param name="subject">The server.</param>
    /// <param name="at">The step in the middle.</param>
    public static string Of(ISubject subject, int at) => View.ToHtml(html => Write(html, subject, at));

    private static void Write(MarkupWriter html, ISubject subject, int at)
    {
        using (html.Element("ol"))
        {
            var (first, last) = (Math.Max(subject.First, at - Before), Math.Min(subject.Count - 1, at + After));
            if (subject is TracedSubject traced) WriteSteps(html, traced, first, last);
            else
                for (var i = first; i <= last; i++)
                    if (subject.At(i) is { } moment)
                        Row(html, i, () =>
                        {
                            html.Leaf("span", $"{moment.At.ToLocalTime():HH:mm:ss} ", ("class", "tl-result"));
                            html.Text(moment.Heading);
                        });
        }
    }

    private static void WriteSteps(MarkupWriter html, TracedSubject traced, int first, int last)
    {
        var from = Math.Max(0, first - Context);
        List<TraceStep> steps = [.. Enumerable.Range(from, Math.Max(0, last - from + 1)).Select(traced.Step).OfType<TraceStep>()];
        if (steps.Count == 0) return;
        var lanes = new Lanes(steps);
        for (var i = first; i < from + steps.Count; i++)
        {
            var step = steps[i - from];
            Row(html, i, () =>
            {
                lanes.Draw(html, i - from);
                html.Leaf("span", $"{step.Role}: ", ("class", "sr"));
                using (html.Element("span", ("class", "tl-call")))
                {
                    html.Text(CallWords.Of(step));
                    if (CallWords.ResultOf(step) is { Length: > 0 } result) html.Leaf("span", result, ("class", "tl-result"));
                }
            });
        }
    }

    private static void Row(MarkupWriter html, int index, Action content)
    {
        using (html.Element("li", ("data-index", $"{index}")))
        using (html.Element("a", ("href", $"#{index}"))) content();
    }
}
