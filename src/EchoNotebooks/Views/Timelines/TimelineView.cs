using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A timeline as one view: the source with the line of the step, the ownership picture, the calls by process, and the
/// same in words. Everything is in the markup, a step below the other; the script lays a slider over it.
/// </summary>
internal sealed class TimelineView
{
    /// <summary>A step after these is told in words: a page of tens of megabytes opens nowhere.</summary>
    private const int MostPictures = 300, MostSteps = 3000;

    /// <summary>How many processes all pictures together may draw, folded ones included; the cost of a picture grows with them.</summary>
    private const int MostProcesses = 20_000;

    private readonly Timeline timeline;
    private readonly string prefix;
    private readonly List<Shown> shown = [];
    private readonly List<OwnershipPicture> pictures = [];

    /// <param name="timeline">What is shown.</param>
    /// <param name="prefix">What the ids of this view begin with: one page may show many timelines.</param>
    public TimelineView(Timeline timeline, string prefix)
    {
        this.timeline = timeline;
        this.prefix = prefix;
        Gather();
    }

    /// <summary>One step with the number of its picture; −1 where it has none.</summary>
    private sealed record Shown(TraceStep Step, int Picture, bool IsFirst, IReadOnlyList<string> Changes, bool ChangesOwnership)
    {
        public string What => $"{Step.Index}. {Step.What}";

        public string? SourceKey => Step.Source?.ToString();
    }

    /// <param name="html">Where to.</param>
    /// <param name="page">Whether the timeline is the whole page: then its keys work wherever the focus is.</param>
    public void Write(Markup html, bool page = false)
    {
        using (html.Element("style")) html.Raw(Canvas.ClassSheet + TimelineAssets.Css);
        var drawings = pictures.Select(picture => new OwnershipDrawing(picture, pictures)).ToList();
        var (width, height) = (drawings.Select(one => one.Width).DefaultIfEmpty(1).Max(), drawings.Select(one => one.Height).DefaultIfEmpty(0).Max());
        using (html.Element("div", ("class", shown.Exists(one => one.Step.Source is not null) ? "timeline" : "timeline no-source"), ("role", "group"), ("aria-label", "시간 순서로 본 걸음"), ("data-page", page ? "" : null),
            ("data-width", Canvas.Number(width)), ("data-height", Canvas.Number(height)), ("data-least", Canvas.Number(Math.Min(1, 608 / width)))))
        {
            html.Leaf("p", Summary, ("class", "muted"), ("style", "margin:0"));
            foreach (var remark in Remarks) html.Leaf("p", remark, ("class", "muted"), ("style", "margin:0"));
            if (shown.Count == 0) return;
            Bar(html);
            using (html.Element("div", ("class", "tl-panes")))
            {
                Source(html);
                html.Leaf("div", "", ("class", "tl-stage"), ("hidden", ""), ("data-none", "이 걸음은 그림 없이 말로만 적었다."), ("tabindex", "0"), ("role", "region"), ("aria-label", "디스크립터의 그림"));
                Calls(html);
                html.Leaf("div", "", ("class", "tl-words"), ("hidden", ""), ("role", "region"), ("aria-label", "같은 내용을 말로"));
            }
            using (html.Element("div", ("class", "tl-steps")))
                foreach (var one in shown) Step(html, one, drawings);
        }
        using (html.Element("script")) html.Raw(TimelineAssets.Script);
    }

    private void Gather()
    {
        var known = new Dictionary<string, int>();
        var processes = 0;
        foreach (var step in timeline.Take(MostSteps))
        {
            var (before, after) = (step.Before.With(Labels.OfATimeline), (step.After ?? step.Before).With(Labels.OfATimeline));
            var (picture, first) = (-1, false);
            var (changes, changesOwnership) = OwnershipPicture.ChangesOf(after, before);
            processes += after.Facts.Processes.Length;
            if (pictures.Count < MostPictures && processes < MostProcesses)
            {
                var drawn = changes.Count == 0 ? OwnershipPicture.Of(after) : OwnershipPicture.Of(after, before);
                var text = OwnershipView.ToText(drawn);
                if (!known.TryGetValue(text, out picture))
                {
                    first = true;
                    known[text] = picture = pictures.Count;
                    pictures.Add(drawn);
                }
            }
            shown.Add(new Shown(step, picture, first, changes, changesOwnership));
        }
    }

    private string Summary
    {
        get
        {
            var processes = timeline.Select(step => (step.Pid, step.Role)).Distinct().Count();
            return $"{timeline.Program.Name}: {timeline.Count}걸음, 프로세스 {processes}개. 걸음 하나는 시스템 호출 하나다.";
        }
    }

    private IEnumerable<string> Remarks
    {
        get
        {
            if (timeline.Remark is { } remark) yield return remark;
            if (timeline.Count > MostSteps)
                yield return $"걸음이 많아 앞의 {MostSteps}개만 보인다. 모두 보려면 클라이언트를 줄이거나 JSON으로 저장한다. 노트북에서는 timeline.Of(pid)나 timeline.Where(…)로 고른다.";
            if (shown.Any(one => one.Picture < 0))
                yield return $"그림이 많아 걸음 {shown.First(one => one.Picture < 0).Step.Index}부터는 그림 없이 말로만 적는다. 클라이언트를 줄이거나, 노트북에서 timeline.Closes나 timeline.Of(pid)로 고르면 그림이 나온다.";
        }
    }

    private void Bar(Markup html)
    {
        using (html.Element("div", ("class", "tl-bar"), ("hidden", "")))
        {
            Button("-Infinity", "처음", "처음 걸음으로");
            Button("-1", "◀ 이전", "이전 걸음으로");
            html.Void("input", ("class", "tl-slider"), ("type", "range"), ("min", "1"), ("max", $"{shown.Count}"), ("value", "1"), ("aria-label", "걸음"));
            Button("1", "다음 ▶", "다음 걸음으로");
            Button("Infinity", "끝", "마지막 걸음으로");
            html.Leaf("span", "", ("class", "tl-count"));
            using (html.Element("label"))
            {
                html.Void("input", ("type", "checkbox"), ("class", "tl-only"));
                html.Text("소유가 바뀌는 걸음만");
            }
        }
        html.Leaf("p", "", ("class", "tl-now"), ("hidden", ""), ("role", "status"), ("aria-live", "polite"));

        void Button(string by, string text, string name) =>
            html.Leaf("button", text, ("type", "button"), ("data-by", by), ("aria-label", name), ("title", name));
    }

    private void Source(Markup html)
    {
        var files = shown.Select(one => one.Step.Source).OfType<SourceLine>().DistinctBy(source => source.File)
            .Select(source => source.Source.Files.First(file => file.Name == source.File)).ToList();
        using (html.Element("details", ("class", "tl-source tl-pane")))
        {
            html.Leaf("summary", files.Count == 0 ? "소스" : $"소스: {string.Join(", ", files.Select(file => file.Name))}");
            if (files.Count == 0)
            {
                html.Leaf("p", "이 프로그램의 걸음이 소스의 몇 번째 줄인지는 알 수 없다.", ("class", "muted"));
                return;
            }
            using (html.Element("div", ("class", "tl-lines tl-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "소스")))
                foreach (var file in files)
                {
                    if (files.Count > 1) html.Leaf("p", file.Name, ("style", $"margin:0;font-weight:600;font-family:{Style.Mono}"));
                    using (html.Element("table", ("class", "listing"), ("aria-label", file.Name)))
                    using (html.Element("tbody"))
                        for (var line = 0; line < file.Lines.Count; line++) Listing.WriteLine(html, file, line, $"{file.Name}:{line + 1}");
                }
        }
    }

    private void Calls(Markup html)
    {
        var lanes = new Lanes([.. shown.Select(one => one.Step)]);
        using (html.Element("details", ("class", "tl-sequence tl-pane")))
        {
            html.Leaf("summary", "프로세스별 호출 순서");
            html.Leaf("p", Lanes.Legend, ("class", "muted"), ("style", "margin:0 0 4px;font-size:14px"));
            using (html.Element("div", ("class", "tl-calls tl-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "프로세스별 호출 순서")))
            using (html.Element("ol"))
                for (var i = 0; i < shown.Count; i++)
                    using (html.Element("li", ("class", shown[i].ChangesOwnership ? "changes" : null)))
                    using (html.Element("a", ("href", $"#{Id(shown[i])}")))
                    {
                        lanes.Draw(html, i);
                        html.Leaf("span", $"{shown[i].Step.Role}: ", ("class", "sr"));
                        using (html.Element("span", ("class", "tl-call")))
                        {
                            html.Text(CallWords.Of(shown[i].Step));
                            if (CallWords.ResultOf(shown[i].Step) is { Length: > 0 } result) html.Leaf("span", result, ("class", "tl-result"));
                        }
                    }
        }
    }

    private void Step(Markup html, Shown one, List<OwnershipDrawing> drawings)
    {
        using (html.Element("section", ("class", "tl-step"), ("id", Id(one)), ("data-index", $"{one.Step.Index}"), ("data-what", Visible.OnOneLine(one.What)), ("data-at", one.SourceKey),
            ("data-shows", one.Picture < 0 ? null : $"{one.Picture}"), ("data-changes", one.ChangesOwnership ? "" : null)))
        {
            html.Leaf("h4", one.What);
            if (one.IsFirst)
                using (html.Element("figure", ("data-picture", $"{one.Picture}")))
                {
                    drawings[one.Picture].Write(Canvas.OfMany(html), Visible.OnOneLine(one.What));
                    OwnershipView.WriteTable(html, pictures[one.Picture], folded: true);
                }
            using (html.Element("div", ("class", "tl-text")))
            {
                if (one.Step.Source is { } source)
                    using (html.Element("p", ("class", "tl-quote")))
                    {
                        html.Leaf("span", $"{source.File} {source.Number}번째 줄: ", ("class", "muted"));
                        html.Leaf("code", source.Text.Trim());
                    }
                if (one.Changes.Count > 0)
                    using (html.Element("ul"))
                        foreach (var change in one.Changes) html.Leaf("li", change);
                else
                    html.Leaf("p", "어느 디스크립터도 열리거나 닫히지 않았다.", ("class", "muted"), ("style", "margin:4px 0"));
            }
            if (!one.IsFirst && one.Picture >= 0)
                html.Leaf("p", $"그림은 걸음 {shown.First(other => other.Picture == one.Picture).Step.Index}의 그림과 같다.", ("class", "muted"), ("style", "margin:4px 0"));
        }
    }

    private string Id(Shown one) => string.Create(CultureInfo.InvariantCulture, $"{prefix}step-{one.Step.Index}");
}
