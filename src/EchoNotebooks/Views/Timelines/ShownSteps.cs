namespace EchoNotebooks.Views;

/// <summary>
/// The steps of a timeline's view with their pictures. Equal pictures are drawn once; after some hundreds of them a
/// step is told in words: a page of tens of megabytes opens nowhere.
/// </summary>
internal sealed class ShownSteps
{
    private const int MostPictures = 300, MostSteps = 3000;

    /// <summary>How many processes all pictures together may draw, folded ones included; the cost of a picture grows with them.</summary>
    private const int MostProcesses = 20_000;

    private readonly Timeline timeline;
    private readonly List<ShownStep> steps = [];
    private readonly List<(OwnershipPicture Picture, Placement At)> pictures = [];

    public ShownSteps(Timeline timeline)
    {
        this.timeline = timeline;
        var known = new Dictionary<string, int>();
        var places = new Places();
        var processes = 0;
        foreach (var step in timeline.Take(MostSteps))
        {
            var before = step.BeforeAsShown.With(Labels.OfATimeline);
            var after = step.After?.With(Labels.OfATimeline);
            processes += (after ?? before).Facts.Processes.Length;
            var facts = after is null ? new DrawnFacts(before) : new DrawnFacts(after.Since(before));
            var changes = ChangeSentences.Of(facts);
            var (picture, isFirst) = (-1, false);
            if (pictures.Count < MostPictures && processes < MostProcesses)
            {
                var drawn = changes.Count == 0 ? OwnershipPicture.Of(after ?? before) : new OwnershipPictureBuilder(facts).Build();
                var at = places.Next(drawn);
                var text = at.Key + OwnershipView.ToText(drawn);
                isFirst = known.TryAdd(text, pictures.Count);
                picture = known[text];
                if (isFirst) pictures.Add((drawn, at));
            }
            steps.Add(new ShownStep(step, picture, isFirst, changes, facts.ChangesOwnership));
        }
    }

    public IReadOnlyList<ShownStep> Steps => steps;

    /// <summary>Each different picture once, by its number, with the places of what it draws.</summary>
    public IReadOnlyList<(OwnershipPicture Picture, Placement At)> Pictures => pictures;

    public string Summary
    {
        get
        {
            var processes = timeline.Select(step => (step.Pid, step.Role)).Distinct().Count();
            return $"{timeline.Program.Name}: {timeline.Count}걸음, 프로세스 {processes}개. 걸음 하나는 시스템 호출 하나다.";
        }
    }

    /// <summary>What has to be known to read the view: what is missing, which step is not exact.</summary>
    public IEnumerable<string> Remarks
    {
        get
        {
            if (timeline.Remark is { } remark) yield return remark;
            if (timeline.Count > MostSteps)
                yield return $"걸음이 많아 앞의 {MostSteps}개만 보인다. 모두 보려면 클라이언트를 줄이거나 JSON으로 저장한다. "
                    + "노트북에서는 timeline.Of(pid)나 timeline.Where(…)로 고른다.";
            if (steps.Find(one => one.Picture < 0) is { } first)
                yield return $"그림이 많아 걸음 {first.Step.Index}부터는 그림 없이 말로만 적는다. "
                    + "클라이언트를 줄이거나, 노트북에서 timeline.Closes나 timeline.Of(pid)로 고르면 그림이 나온다.";
        }
    }
}
