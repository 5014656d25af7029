using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>Makes the boxes of the three-column picture.</summary>
internal sealed class OwnershipPictureBuilder
{
    private const string CloseOnExec = "close-on-exec";

    private readonly DrawnFacts facts;
    private readonly Folding folding;
    private readonly Labels labels;
    private readonly List<DescriptionBox> descriptions = [];
    private readonly List<ObjectBox> objects;
    private readonly Dictionary<int, int> descriptionOf = [];
    private readonly Dictionary<string, int> foldedDescriptionOf = [];

    public OwnershipPictureBuilder(DrawnFacts facts, Folding? folding = null)
    {
        this.facts = facts;
        this.folding = folding ?? Folding.Of(facts);
        labels = facts.Now.Labels;
        var drawn = facts.ByObject.Where(item => this.folding.Shows(item.Key)).ToList();
        objects = ObjectBoxes.Of(facts, drawn);
        AddDescriptions([.. drawn.Select(item => item.Key)]);
        AddFolded();
    }

    private DetailFacts? Details => facts.Now.DetailFacts;

    private bool FoldsSomething => foldedDescriptionOf.Count > 0 || facts.Processes.Any(process => !folding.Shows(process));

    public OwnershipPicture Build() => new()
    {
        Title = Title(),
        Caption = facts.Now.Caption,
        IsTwoColumns = facts.Now.IsTwoColumns,
        HasDetails = Details is not null,
        Processes = Processes(),
        Descriptions = descriptions,
        Objects = objects,
        Remarks = Remarks(),
        Changes = ChangeSentences.Of(facts),
        Unfolded = FoldsSomething ? new OwnershipPictureBuilder(facts, Folding.None(facts)).Build() : null,
    };

    private void AddDescriptions(List<string> drawn)
    {
        foreach (var group in facts.Descriptors.Where(descriptor => descriptor.Description is not null && folding.Shows(descriptor.Object))
            .GroupBy(descriptor => descriptor.Description!.Value))
        {
            descriptionOf[group.Key] = descriptions.Count;
            descriptions.Add(new DescriptionBox(
                $"{group.Key}", $"열린 파일 항목 {group.Key}", Present(group), Past(group), drawn.IndexOf(group.First().Object),
                ObjectBoxes.ChangeOf([.. group]))
            {
                Status = StatusOf(group),
            });
        }
    }

    /// <summary>What is folded: one box for all sockets that are alike, and one open file description's box before it.</summary>
    private void AddFolded()
    {
        foreach (var group in facts.Descriptors.Where(descriptor => !folding.Shows(descriptor.Object))
            .GroupBy(descriptor => descriptor.Name))
        {
            var count = group.Select(descriptor => descriptor.Description).Distinct().Count();
            foldedDescriptionOf[group.Key] = descriptions.Count;
            descriptions.Add(new DescriptionBox(
                $"folded {group.Key}", $"그 밖의 {count}개", Present(group), Past(group), objects.Count, ChangeKind.None));
            objects.Add(ObjectBoxes.Folded([.. group], group.Key));
        }
    }

    private static int Present(IEnumerable<DrawnDescriptor> of) => of.Count(descriptor => descriptor.Change != ChangeKind.Vanished);

    private static int Past(IEnumerable<DrawnDescriptor> of) => of.Count(descriptor => descriptor.Change != ChangeKind.Appeared);

    /// <summary>The index of the open file description that a descriptor leads to; null where that is not known.</summary>
    private int? DescriptionIndex(DrawnDescriptor descriptor) =>
        !folding.Shows(descriptor.Object) ? foldedDescriptionOf[descriptor.Name]
        : descriptor.Description is { } key ? descriptionOf[key]
        : null;

    private List<ProcessBox> Processes()
    {
        var byProcess = facts.Descriptors.ToLookup(descriptor => descriptor.Process);
        var boxes = facts.Processes.Where(folding.Shows).Select(process => One(process, [.. byProcess[process]])).ToList();
        var folded = facts.Processes.Where(process => !folding.Shows(process)).ToList();
        if (folded.Count > 0) boxes.Add(Folded(folded, folded.SelectMany(process => byProcess[process])));
        return boxes;
    }

    private ProcessBox One(DrawnProcess process, List<DrawnDescriptor> own)
    {
        var rows = own.Where(descriptor => folding.Shows(descriptor.Object)).Select(descriptor => new DescriptorRow(
            $"{descriptor.Fact.Fd}", $"{descriptor.Fact.Fd}", descriptor.Name, DescriptionIndex(descriptor), descriptor.Change)
        {
            Flag = Details?.Files is not null && descriptor.Fact.CloseOnExec ? CloseOnExec : "",
        });
        var folded = own.Where(descriptor => !folding.Shows(descriptor.Object)).GroupBy(descriptor => descriptor.Name).Select(group =>
            FoldedRow(group.Count(), group.Key, DescriptionIndex(group.First())));
        return new ProcessBox(
            $"{process.Fact.Pid}/{process.Fact.StartTime}", process.Role, process.Role.ToString(), labels.Process(process.Fact),
            process.IsZombie, [.. rows, .. folded],
            process.Change == ChangeKind.Vanished ? "" : Rest(process.Fact.Pid), process.Change)
        {
            Signals = process.Change != ChangeKind.Vanished && Details?.Signals is { } signals
                ? SignalWords.Of(signals.TryGetValue(process.Fact.Pid, out var status) ? status : null) : [],
        };
    }

    /// <summary>What an open file description is set to: any descriptor that leads to it tells.</summary>
    private IReadOnlyList<string> StatusOf(IEnumerable<DrawnDescriptor> holders)
    {
        var present = holders.Where(holder => holder.Change != ChangeKind.Vanished)
            .Select(holder => new DescriptorKey(holder.Fact.Pid, holder.Fact.Fd)).ToList();
        if (Details?.Files is not { } files || present.Count == 0) return [];
        return FileStatusWords.Of(present.Where(files.ContainsKey).Select(key => (OpenFileStatus?)files[key]).FirstOrDefault());
    }

    private ProcessBox Folded(List<DrawnProcess> folded, IEnumerable<DrawnDescriptor> own)
    {
        var rows = own.GroupBy(descriptor => (descriptor.Name, Description: DescriptionIndex(descriptor)))
            .Select(group => FoldedRow(group.Count(), group.Key.Name, group.Key.Description));
        var states = folded.Where(process => process.Change != ChangeKind.Vanished).GroupBy(process => process.Fact.State)
            .Select(group => $"{StateWords.WithLetter(group.Key)} {group.Count()}개")
            .Append(Count(ChangeKind.Appeared)).Append(Count(ChangeKind.Vanished));
        return new ProcessBox(
            "folded", null, $"그 밖의 자식 {folded.Count}개", string.Join(" · ", states.OfType<string>()), false, [.. rows], "", ChangeKind.None);

        string? Count(ChangeKind change) =>
            folded.Count(process => process.Change == change) is > 0 and var count ? $"{change.OfProcess()} {count}개" : null;
    }

    private static DescriptorRow FoldedRow(int count, string name, int? description) =>
        new($"folded {name} {description}", $"{count}개", name, description, ChangeKind.None);

    /// <summary>The descriptors of a process that are not drawn, in words.</summary>
    private string Rest(int pid)
    {
        if (facts.Now.ShowsEverything || !labels.ShowsRest) return "";
        var rest = facts.Now.Facts.Descriptors.Where(fact => fact.Pid == pid && facts.Now.NameOf(fact) is null)
            .Select(fact => fact.Fd).ToList();
        var standard = rest.Where(fd => fd <= 2).ToList();
        return (standard.Count, rest.Count - standard.Count) switch
        {
            (0, 0) => "",
            (0, var others) => $"그 밖에 {others}개",
            (_, 0) => $"표준 입출력 {string.Join(", ", standard)}",
            (_, var others) => $"표준 입출력 {string.Join(", ", standard)} · 그 밖에 {others}개",
        };
    }

    private string Title()
    {
        if (facts.Now.Facts.Processes.IsEmpty) return "남은 프로세스가 없다: 서버는 끝났다";
        return facts.Before is null ? $"부모 프로세스와 자식 프로세스 {facts.Now.Children.Count}개의 디스크립터" : "앞의 그림과 달라진 디스크립터";
    }

    private List<string> Remarks()
    {
        var remarks = new List<string>();
        if (facts.Now.Facts.DescriptionSource == DescriptionSource.SocketInode && labels.ShowsRest)
            remarks.Add("이 컴퓨터에서는 kcmp를 쓸 수 없다. 열린 파일 항목은 소켓의 inode가 같은지를 보고 판단했다.");
        if (Details?.Files is not null && !facts.Descriptors.Any(descriptor => descriptor.Fact.CloseOnExec))
            remarks.Add($"이 그림에는 {CloseOnExec}을 켠 디스크립터가 없다.");
        foreach (var problem in facts.Now.Facts.Problems)
            remarks.Add(problem.What switch
            {
                ReadProblemKind.Gone => $"pid {problem.Pid}은 읽는 사이에 끝났다.",
                ReadProblemKind.Moved => $"pid {problem.Pid}은 읽을 때마다 달라졌다. 마지막으로 읽은 모습이다.",
                _ => $"pid {problem.Pid}의 {problem.Path}는 읽을 권한이 없다({Errno.Name(problem.Errno)}).",
            });
        return remarks;
    }
}
