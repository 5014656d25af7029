using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>
/// A timeline as one view: the source with the line of the step, the ownership picture, the calls by process, and the
/// same in words. Everything is in the markup, a step below the other; the script lays a slider over it.
/// </summary>
/// <param name="timeline">What is shown.</param>
/// <param name="prefix">What the ids of this view begin with: one page may show many timelines.</param>
internal sealed class TimelineView(Timeline timeline, string prefix)
{
    private readonly ShownSteps shown = new(timeline);

    /// <param name="html">Where to.</param>
    /// <param name="page">Whether the timeline is the whole page: then its keys work wherever the focus is.</param>
    public void Write(MarkupWriter html, bool page = false)
    {
        var layout = new OwnershipLayout(shown.Pictures, isCompact: true);
        OwnershipView.WriteSheet(html, layout.Width, TimelineAssets.Css);
        var hasSource = shown.Steps.Any(one => one.Step.Source is not null);
        using (html.Element("div", ("class", hasSource ? "timeline" : "timeline no-source"), ("role", "group"),
            ("aria-label", "시간 순서로 본 걸음"), ("data-page", page ? "" : null),
            ("style", $"--w:{Canvas.Number(layout.Width)}")))
        {
            foreach (var line in shown.Remarks.Prepend(shown.Summary)) html.Leaf("p", line, ("class", "muted"), ("style", "margin:0"));
            if (shown.Steps.Count == 0) return;
            Bar(html);
            using (html.Element("div", ("class", "tl-panes"))) Panes(html);
            using (html.Element("div", ("class", "tl-steps")))
                foreach (var one in shown.Steps) Step(html, one, layout);
        }
        using (html.Element("script")) html.Raw(TimelineAssets.Script);
    }

    /// <summary>The slider with its buttons, and the heading of the step; hidden until the script works.</summary>
    private void Bar(MarkupWriter html)
    {
        using (html.Element("div", ("class", "tl-bar"), ("hidden", "")))
        {
            Button("-Infinity", "처음", "처음 걸음으로");
            Button("-1", "◀ 이전", "이전 걸음으로");
            html.Void("input", ("class", "tl-slider"), ("type", "range"), ("min", "1"), ("max", $"{shown.Steps.Count}"), ("value", "1"),
                ("aria-label", "걸음"));
            Button("1", "다음 ▶", "다음 걸음으로");
            Button("Infinity", "끝", "마지막 걸음으로");
            html.Leaf("span", "", ("class", "tl-count"));
            using (html.Element("label"))
            {
                html.Void("input", ("type", "checkbox"), ("class", "tl-only"));
                html.Text("소유가 바뀌는 걸음만");
            }
            using (html.Element("label"))
            {
                html.Void("input", ("type", "checkbox"), ("class", "tl-big"));
                html.Text("크게 보기(F)");
            }
        }
        html.Leaf("div", "", ("class", "tl-now"), ("hidden", ""), ("role", "status"), ("aria-live", "polite"));

        void Button(string by, string text, string name) =>
            html.Leaf("button", text, ("type", "button"), ("data-by", by), ("aria-label", name), ("title", name));
    }

    private void Panes(MarkupWriter html)
    {
        html.Leaf("div", "", ("class", "tl-stage"), ("hidden", ""), ("data-none", "이 걸음은 그림 없이 말로만 적었다."), ("tabindex", "0"),
            ("role", "region"), ("aria-label", "디스크립터의 그림"));
        TimelineSource.Write(html, shown.Steps);
        TimelineCalls.Write(html, shown.Steps, Id);
        html.Leaf("div", "", ("class", "tl-words"), ("hidden", ""), ("role", "region"), ("aria-label", "같은 내용을 말로"));
    }

    private void Step(MarkupWriter html, ShownStep one, OwnershipLayout layout)
    {
        using (html.Element("section", ("class", "tl-step"), ("id", Id(one)), ("data-index", $"{one.Step.Index}"),
            ("data-what", Visible.OnOneLine(one.What)), ("data-at", one.SourceKey),
            ("data-shows", one.Picture < 0 ? null : $"{one.Picture}"), ("data-changes", one.ChangesOwnership ? "" : null)))
        {
            // Without the script a reader opens one step at a time; opening it closes the one before.
            using (html.Element("details", ("name", $"{prefix}steps"), ("open", one.Step.Index == shown.Steps[0].Step.Index ? "" : null)))
            {
                using (html.Element("summary")) Heading(html, one);
                using (html.Element("div", ("class", "tl-head"))) Head(html, one);
                if (one.IsFirst)
                    using (html.Element("figure", ("data-picture", $"{one.Picture}")))
                    {
                        var (picture, at) = shown.Pictures[one.Picture];
                        var drawing = new OwnershipDrawing(picture, at, layout);
                        OwnershipView.WritePicture(html, picture, drawing, Visible.OnOneLine(one.What), folded: true);
                    }
                using (html.Element("div", ("class", "tl-text"))) Words(html, one);
                if (one.IsFirst || one.Picture < 0) return;
                var first = shown.Steps.First(other => other.Picture == one.Picture).Step.Index;
                html.Leaf("p", $"그림은 걸음 {first}의 그림과 같다.", ("class", "muted"), ("style", "margin:4px 0"));
            }
        }
    }

    /// <summary>The call as a trace tells it.</summary>
    private static void Heading(MarkupWriter html, ShownStep one)
    {
        // JupyterLab would list every step under the notebook's own headings.
        using (html.Element("h4", ("class", "jp-toc-ignore")))
        {
            html.Text($"{one.Step.Index}. {one.Step.Role}: ");
            html.Leaf("code", StepTrace.Of(one.Step));
        }
    }

    /// <summary>What the call means, and the line of the source.</summary>
    private static void Head(MarkupWriter html, ShownStep one)
    {
        html.Leaf("p", one.Step.What, ("class", "tl-what"));
        if (one.Step.Source is { } source)
            using (html.Element("p", ("class", "tl-quote"))) StepView.WriteQuote(html, source);
    }

    private static void Words(MarkupWriter html, ShownStep one)
    {
        if (one.Changes.Count > 0)
            using (html.Element("ul"))
                foreach (var change in one.Changes) html.Leaf("li", change);
        else
            html.Leaf("p", "어느 디스크립터도 열리거나 닫히지 않았다.", ("class", "muted"), ("style", "margin:4px 0"));
    }

    private string Id(ShownStep one) => string.Create(CultureInfo.InvariantCulture, $"{prefix}step-{one.Step.Index}");
}
