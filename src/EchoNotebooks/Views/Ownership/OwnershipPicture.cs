using System.Globalization;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// What the three-column picture says, before anybody decides where it stands: processes with their descriptors,
/// open file descriptions, and the sockets that these lead to; with the changes since an earlier snapshot.
/// </summary>
internal sealed class OwnershipPicture
{
    public required string Title { get; init; }

    public required IReadOnlyList<ProcessBox> Processes { get; init; }

    public required IReadOnlyList<DescriptionBox> Descriptions { get; init; }

    public required IReadOnlyList<ObjectBox> Objects { get; init; }

    /// <summary>Remarks on what the kernel refused to tell.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>The same picture with nothing folded, for tables and text.</summary>
    public OwnershipPicture Complete => Unfolded ?? this;

    /// <summary>The picture with nothing folded, where this one folds something.</summary>
    public OwnershipPicture? Unfolded { get; init; }

    /// <summary>The picture in words, for a reader who does not see it.</summary>
    public string Description => string.Join(' ', Processes.Select(InWords).Concat(Objects.Select(InWords)).Concat(Changes).Concat(Remarks));

    /// <summary>The picture of one snapshot; with an earlier one, also what was there then and is not any more.</summary>
    public static OwnershipPicture Of(Snapshot now, Snapshot? before = null) => new OwnershipPictureBuilder(now, before).Build();

    /// <summary>What changed, in sentences, without a picture; and whether somebody opened or closed a descriptor, began or ended.</summary>
    public static (IReadOnlyList<string> Changes, bool OfOwnership) ChangesOf(Snapshot now, Snapshot before) => new OwnershipPictureBuilder(now, before).Changes();

    private static string InWords(ProcessBox process)
    {
        var rows = process.Rows.Select(row => $"{row.Number} {row.Name}{row.Change.InBrackets()}".TrimStart());
        return $"{process.Title}({process.Detail}){process.Change.InBrackets()}: {(process.Rows.Count == 0 ? "디스크립터 없음" : string.Join(", ", rows))}.";
    }

    private static string InWords(ObjectBox item) =>
        $"{item.Title} {item.State} {item.Ends}{item.Change.InBrackets()}: 디스크립터 {item.Holders}개가 가리킨다.".Replace("  ", " ", StringComparison.Ordinal);
}

/// <summary>One process.</summary>
/// <param name="Title">Its role.</param>
/// <param name="Detail">Its pid and state.</param>
/// <param name="Role">Its role.</param>
/// <param name="IsZombie">Whether it has ended and is not reaped yet.</param>
/// <param name="Rows">The descriptors that are drawn.</param>
/// <param name="Rest">The descriptors that are not drawn, in words; empty for none.</param>
/// <param name="Change">What became of it since the earlier snapshot.</param>
internal sealed record ProcessBox(
    string Title, string Detail, Role Role, bool IsZombie, IReadOnlyList<DescriptorRow> Rows, string Rest, Change Change);

/// <summary>One descriptor, or several alike that are folded into one row.</summary>
/// <param name="Number">Its number in its process; "×12" for twelve that are folded.</param>
/// <param name="Name">serv_sock, clnt_sock, or what it leads to.</param>
/// <param name="Description">The index of its open file description; null where the kernel does not tell.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DescriptorRow(string Number, string Name, int? Description, Change Change);

/// <summary>One open file description, or several that are folded.</summary>
/// <param name="Title">Its name in the picture.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="Object">The index of what it leads to.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DescriptionBox(string Title, int Holders, int Object, Change Change);

/// <summary>One socket (or, where everything is drawn, another object), or several that are folded.</summary>
/// <param name="Title">서버 소켓, 연결된 소켓 …</param>
/// <param name="State">Its TCP state; empty for none.</param>
/// <param name="Ends">Its endpoints, or its path.</param>
/// <param name="Inode">Its number; empty for none.</param>
/// <param name="Holders">How many descriptors lead to it now.</param>
/// <param name="HoldersBefore">How many led to it in the earlier snapshot; the same number where there is none.</param>
/// <param name="Change">What became of it.</param>
internal sealed record ObjectBox(string Title, string State, string Ends, string Inode, int Holders, int HoldersBefore, Change Change)
{
    /// <summary>The index of the socket at the other end of the connection, where it is in the picture too.</summary>
    public int? Peer { get; init; }
}

/// <summary>What became of something since the earlier snapshot.</summary>
internal enum Change
{
    None,
    Appeared,
    Vanished,
    Altered,
}

/// <summary>Words for changes: no picture tells a change by its colour alone.</summary>
internal static class ChangeWords
{
    public static string OfDescriptor(this Change change) => change switch
    {
        Change.Appeared => "열림",
        Change.Vanished => "닫힘",
        _ => "",
    };

    public static string OfProcess(this Change change) => change switch
    {
        Change.Appeared => "새 프로세스",
        Change.Vanished => "사라짐",
        Change.Altered => "끝남",
        _ => "",
    };

    public static string OfObject(this Change change) => change switch
    {
        Change.Appeared => "새로 생김",
        Change.Vanished => "소멸",
        Change.Altered => "바뀜",
        _ => "",
    };

    public static string InBrackets(this Change change) => change switch
    {
        Change.Appeared => "(새로 생김)",
        Change.Vanished => "(없어짐)",
        Change.Altered => "(바뀜)",
        _ => "",
    };
}

/// <summary>Gathers the picture of one snapshot, or of two.</summary>
internal sealed class OwnershipPictureBuilder
{
    /// <summary>A class of one server and this many children is drawn in full; of more, the rest is folded into one box.</summary>
    private const int MostChildrenDrawn = 8;

    private int MostChildren { get; init; } = MostChildrenDrawn;

    private readonly Snapshot now;
    private readonly Snapshot? before;
    private readonly List<Holding> holdings;
    private readonly List<Subject> subjects;
    private readonly List<string> changes = [];

    public OwnershipPictureBuilder(Snapshot now, Snapshot? before)
    {
        this.now = now;
        this.before = before;
        subjects = Subjects();
        holdings = Holdings();
    }

    /// <summary>A process of either snapshot, as it is now or, when it is gone, as it was.</summary>
    private sealed record Subject(ProcessFact Fact, Role Role, Change Change)
    {
        public (int, ulong) Key => (Fact.Pid, Fact.StartTime);
    }

    /// <summary>A drawn descriptor of either snapshot.</summary>
    private sealed record Holding(
        (int Pid, ulong StartTime) Process, DescriptorFact Fact, string Name, string? DescriptionKey, string ObjectKey, Change Change);

    public OwnershipPicture Build()
    {
        var shownProcesses = ShownProcesses();
        var shown = subjects.Where(subject => shownProcesses.Contains(subject.Key)).ToList();
        var folded = subjects.Where(subject => !shownProcesses.Contains(subject.Key)).ToList();
        var objectKeys = holdings.Select(holding => holding.ObjectKey).Distinct().ToList();
        var heldByShown = holdings.Where(holding => shownProcesses.Contains(holding.Process)).Select(holding => holding.ObjectKey).Distinct().ToList();
        var shownObjects = heldByShown.Take(objectKeys.Count <= MostChildren + 2 || now.ShowsEverything ? heldByShown.Count : MostChildren + 1).ToHashSet();

        var objects = objectKeys.Where(shownObjects.Contains).Select(OneObject).ToList();
        PairEnds(objects, [.. objectKeys.Where(shownObjects.Contains)]);
        var descriptionKeys = holdings.Where(holding => holding.DescriptionKey is not null && shownObjects.Contains(holding.ObjectKey))
            .Select(holding => (Description: holding.DescriptionKey!, holding.ObjectKey)).Distinct().ToList();
        var shownObjectKeys = objectKeys.Where(shownObjects.Contains).ToList();
        var descriptions = descriptionKeys
            .Select((key, i) => OneDescription($"열린 파일 항목 {i + 1}", key.Description, shownObjectKeys.IndexOf(key.ObjectKey))).ToList();

        // What is folded: one box for all sockets that are alike, and one open file description's box before it.
        var foldedGroups = holdings.Where(holding => !shownObjects.Contains(holding.ObjectKey)).GroupBy(holding => holding.Name).ToList();
        var foldedIndex = new Dictionary<string, int>();
        foreach (var group in foldedGroups)
        {
            foldedIndex[group.Key] = descriptions.Count;
            var present = group.Count(holding => holding.Change != Change.Vanished);
            descriptions.Add(new DescriptionBox(
                $"그 밖의 {group.Select(holding => holding.DescriptionKey).Distinct().Count()}개", present, objects.Count, Change.None));
            objects.Add(new ObjectBox(
                $"그 밖의 {Korean.ObjectOf(group.Key)} {group.Select(holding => holding.ObjectKey).Distinct().Count()}개",
                "", "아래 표에 모두 있다", "", present, group.Count(holding => holding.Change != Change.Appeared), Change.None));
        }

        int? Index(Holding holding) =>
            !shownObjects.Contains(holding.ObjectKey) ? foldedIndex[holding.Name]
            : holding.DescriptionKey is null ? null
            : descriptionKeys.FindIndex(key => key.Description == holding.DescriptionKey);

        var processes = shown.Select(subject => OneProcess(subject, shownObjects, Index)).ToList();
        if (folded.Count > 0) processes.Add(FoldedProcesses(folded, Index));
        var isFolded = folded.Count + foldedGroups.Count > 0;
        Tell();
        return new OwnershipPicture
        {
            Title = Title(),
            Processes = processes,
            Descriptions = descriptions,
            Objects = objects,
            Remarks = Remarks(),
            Changes = changes,
            Unfolded = isFolded ? new OwnershipPictureBuilder(now, before) { MostChildren = int.MaxValue - 2 }.Build() : null,
        };
    }

    public (IReadOnlyList<string> Changes, bool OfOwnership) Changes()
    {
        Tell();
        return (changes, subjects.Exists(subject => subject.Change != Change.None) || holdings.Exists(holding => holding.Change != Change.None));
    }

    private List<Subject> Subjects()
    {
        var earlier = (before?.Facts.Processes ?? []).ToDictionary(process => (process.Pid, process.StartTime));
        var result = now.Facts.Processes.Select(process => new Subject(process, now.RoleOf(process.Pid), earlier.Remove((process.Pid, process.StartTime), out var then)
            ? (then.State == 'Z') == (process.State == 'Z') ? Change.None : Change.Altered
            : before is null ? Change.None : Change.Appeared)).ToList();
        if (before is not null)
            result.AddRange(before.Facts.Processes.Where(process => earlier.ContainsKey((process.Pid, process.StartTime)))
                .Select(process => new Subject(process, before.RoleOf(process.Pid), Change.Vanished)));
        return [.. result.OrderBy(subject => subject.Role.Kind switch { RoleKind.Parent => 0, RoleKind.Client => 2, _ => 1 })
            .ThenBy(subject => subject.Role.Number)];
    }

    private List<Holding> Holdings()
    {
        var present = HoldingsOf(now);
        var result = present;
        if (before is not null)
        {
            var past = HoldingsOf(before);
            var pastKeys = past.Select(Key).ToHashSet();
            var presentKeys = present.Select(Key).ToHashSet();
            result = [.. present.Select(holding => pastKeys.Contains(Key(holding)) ? holding : holding with { Change = Change.Appeared }),
                .. past.Where(holding => !presentKeys.Contains(Key(holding))).Select(holding => holding with { Change = Change.Vanished })];
        }
        var order = subjects.Select((subject, i) => (subject.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i);
        return [.. result.OrderBy(holding => order[holding.Process]).ThenBy(holding => holding.Fact.Fd).ThenBy(holding => holding.Change == Change.Appeared)];

        static ((int, ulong), int, string) Key(Holding holding) => (holding.Process, holding.Fact.Fd, holding.ObjectKey);
    }

    private static List<Holding> HoldingsOf(Snapshot snapshot)
    {
        var startTimes = snapshot.Facts.Processes.ToDictionary(process => process.Pid, process => process.StartTime);
        // A description's number is one snapshot's own; its first holder is the same in the next one too. A socket
        // has one description, so its inode names both.
        var first = snapshot.Facts.Descriptors.Where(fact => fact.OpenFileDescription is not null)
            .GroupBy(fact => fact.OpenFileDescription!.Value)
            .ToDictionary(group => group.Key, group => $"{group.First().Pid}/{group.First().Fd}");
        var result = new List<Holding>();
        foreach (var fact in snapshot.Facts.Descriptors)
        {
            var name = snapshot.NameOf(fact);
            if (name is null && !snapshot.ShowsEverything) continue;
            var objectKey = fact.Inode is { } inode ? $"{fact.Kind}:{inode}:{(fact.Kind == DescriptorKind.Socket ? "" : fact.Target)}" : $"{fact.Target}:{fact.Pid}:{fact.Fd}";
            var descriptionKey = fact.OpenFileDescription is not { } number ? null : fact.Kind == DescriptorKind.Socket ? objectKey : first[number];
            result.Add(new Holding((fact.Pid, startTimes.GetValueOrDefault(fact.Pid)), fact, name ?? Korean.Short(fact), descriptionKey, objectKey, Change.None));
        }
        return result;
    }

    private HashSet<(int, ulong)> ShownProcesses()
    {
        var children = subjects.Where(subject => subject.Role.Kind is RoleKind.Child or RoleKind.Other).ToList();
        if (children.Count <= MostChildren) return [.. subjects.Select(subject => subject.Key)];
        // What changed comes first: a picture of a change must show it.
        var changed = holdings.Where(holding => holding.Change != Change.None).Select(holding => holding.Process).ToHashSet();
        // Then who has a part in what changed: the other holders of a socket that somebody closes.
        var objects = holdings.Where(holding => holding.Change != Change.None).Select(holding => holding.ObjectKey).ToHashSet();
        var sharing = holdings.Where(holding => objects.Contains(holding.ObjectKey)).Select(holding => holding.Process).ToHashSet();
        var shown = children.OrderByDescending(child => child.Change != Change.None || changed.Contains(child.Key))
            .ThenByDescending(child => sharing.Contains(child.Key)).Take(MostChildren - 1);
        return [.. subjects.Except(children).Concat(shown).Select(subject => subject.Key)];
    }

    private ProcessBox OneProcess(Subject subject, HashSet<string> shownObjects, Func<Holding, int?> index)
    {
        var own = holdings.Where(holding => holding.Process == subject.Key).ToList();
        var snapshot = subject.Change == Change.Vanished ? before! : now;
        var rows = own.Where(holding => shownObjects.Contains(holding.ObjectKey))
            .Select(holding => new DescriptorRow(now.Labels.Descriptor(holding.Fact), holding.Name, index(holding), holding.Change))
            .Concat(own.Where(holding => !shownObjects.Contains(holding.ObjectKey)).GroupBy(holding => holding.Name)
                .Select(group => new DescriptorRow($"{group.Count()}개", group.Key, index(group.First()), Change.None)));
        return new ProcessBox(
            subject.Role.ToString(), now.Labels.Process(subject.Fact), subject.Role, subject.Fact.State == 'Z', [.. rows],
            subject.Change == Change.Vanished ? "" : Rest(snapshot, subject.Fact.Pid), subject.Change);
    }

    private ProcessBox FoldedProcesses(List<Subject> folded, Func<Holding, int?> index)
    {
        var keys = folded.Select(subject => subject.Key).ToHashSet();
        var rows = holdings.Where(holding => keys.Contains(holding.Process)).GroupBy(holding => (holding.Name, Index: index(holding)))
            .Select(group => new DescriptorRow($"{group.Count()}개", group.Key.Name, group.Key.Index, Change.None));
        var states = folded.Where(subject => subject.Change != Change.Vanished).GroupBy(subject => StateWord.Of(subject.Fact.State))
            .Select(group => $"{group.Key} {group.Count()}개").Append(ChangeCount(Change.Appeared, "새 프로세스")).Append(ChangeCount(Change.Vanished, "사라짐"));
        return new ProcessBox($"그 밖의 자식 {folded.Count}개", string.Join(" · ", states.OfType<string>()), default, false, [.. rows], "", Change.None);

        string? ChangeCount(Change change, string word) =>
            folded.Count(subject => subject.Change == change) is > 0 and var count ? $"{word} {count}개" : null;
    }

    private static string Rest(Snapshot snapshot, int pid)
    {
        if (snapshot.ShowsEverything || !snapshot.Labels.ShowsRest) return "";
        var rest = snapshot.Facts.Descriptors.Where(fact => fact.Pid == pid && snapshot.NameOf(fact) is null).Select(fact => fact.Fd).ToList();
        var standard = rest.Where(fd => fd <= 2).ToList();
        return (standard.Count, rest.Count - standard.Count) switch
        {
            (0, 0) => "",
            (0, var others) => $"그 밖에 {others}개",
            (_, 0) => $"표준 입출력 {string.Join(", ", standard)}",
            (_, var others) => $"표준 입출력 {string.Join(", ", standard)} · 그 밖에 {others}개",
        };
    }

    private DescriptionBox OneDescription(string title, string key, int item)
    {
        var of = holdings.Where(holding => holding.DescriptionKey == key).ToList();
        return new DescriptionBox(title, of.Count(holding => holding.Change != Change.Vanished), item, ChangeOf(of));
    }

    private ObjectBox OneObject(string key)
    {
        var of = holdings.Where(holding => holding.ObjectKey == key).ToList();
        var fact = of.FirstOrDefault(holding => holding.Change != Change.Vanished)?.Fact ?? of[0].Fact;
        var socket = now.SocketOf(fact) ?? before?.SocketOf(fact);
        var then = before?.SocketOf(fact);
        var change = ChangeOf(of);
        if (change == Change.None && then is not null && socket is not null && then.State != socket.State) change = Change.Altered;
        return new ObjectBox(
            socket is null ? Korean.KindOf(fact.Kind) : Korean.ObjectOf(of[0].Name),
            socket?.State is null ? "" : change == Change.Altered ? $"{then!.State} → {socket.State}" : socket.State,
            socket is null ? fact.Target : now.Labels.Ends(socket),
            socket is null ? "" : now.Labels.Inode(socket),
            of.Count(holding => holding.Change != Change.Vanished),
            of.Count(holding => holding.Change != Change.Appeared),
            change);
    }

    /// <summary>Both ends of one connection know each other by their endpoints.</summary>
    private void PairEnds(List<ObjectBox> objects, List<string> keys)
    {
        var facts = keys.Select(key => holdings.First(holding => holding.ObjectKey == key).Fact)
            .Select(fact => now.SocketOf(fact) ?? before?.SocketOf(fact)).ToList();
        for (var i = 0; i < facts.Count; i++)
        {
            if (facts[i] is not { Local: { } local, Remote: { } remote }) continue;
            var peer = facts.FindIndex(other => Endpoints.Plain(other?.Local) == Endpoints.Plain(remote) && Endpoints.Plain(other?.Remote) == Endpoints.Plain(local));
            if (peer >= 0) objects[i] = objects[i] with { Peer = peer };
        }
    }

    private static Change ChangeOf(List<Holding> of) =>
        of.TrueForAll(holding => holding.Change == Change.Vanished) ? Change.Vanished
        : of.TrueForAll(holding => holding.Change == Change.Appeared) ? Change.Appeared
        : Change.None;

    private string Title()
    {
        var children = now.Children.Count;
        if (now.Facts.Processes.Length == 0) return "남은 프로세스가 없다: 서버는 끝났다";
        return before is null ? $"부모 프로세스와 자식 프로세스 {children}개의 디스크립터" : "앞의 그림과 달라진 디스크립터";
    }

    private List<string> Remarks()
    {
        var remarks = new List<string>();
        if (now.Facts.DescriptionSource == DescriptionSource.SocketInode && now.Labels.ShowsRest)
            remarks.Add("이 컴퓨터에서는 kcmp를 쓸 수 없다. 열린 파일 항목은 소켓의 inode가 같은지를 보고 판단했다.");
        foreach (var problem in now.Facts.Problems)
            remarks.Add(problem.What switch
            {
                ReadProblemKind.Gone => $"pid {problem.Pid}은 읽는 사이에 끝났다.",
                ReadProblemKind.Moved => $"pid {problem.Pid}은 읽을 때마다 달라졌다. 마지막으로 읽은 모습이다.",
                _ => $"pid {problem.Pid}의 {problem.Path}는 읽을 권한이 없다(errno {problem.Errno}).",
            });
        return remarks;
    }

    private void Tell()
    {
        if (before is null) return;
        foreach (var subject in subjects.Where(subject => subject.Change != Change.None))
            changes.Add($"{subject.Role}{Detail(subject)}: " + subject.Change switch
            {
                Change.Appeared => "새로 생겼다.",
                Change.Vanished => "사라졌다.",
                _ => "끝났다. 부모가 waitpid로 거두기 전까지 좀비(Z)로 남는다.",
            });
        foreach (var holding in holdings.Where(holding => holding.Change != Change.None))
        {
            var who = subjects.First(subject => subject.Key == holding.Process).Role;
            changes.Add($"{who}: {holding.Name}({now.Labels.Descriptor(holding.Fact)}) 디스크립터가 {(holding.Change == Change.Appeared ? "생겼다" : "닫혔다")}.");
        }
        foreach (var of in holdings.GroupBy(holding => holding.ObjectKey))
        {
            var fact = of.First().Fact;
            if (of.All(holding => holding.Change == Change.None) && before.SocketOf(fact)?.State == now.SocketOf(fact)?.State) continue;
            var item = OneObject(of.Key);
            var which = item.Ends.Length == 0 ? item.Title : $"{item.Title}({item.Ends})";
            if (item.Change == Change.Vanished)
                changes.Add($"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 0개가 되었다. 마지막 디스크립터가 닫혔으므로 소켓도 닫힌다.");
            else if (item.Change == Change.Appeared)
                changes.Add($"{which}: 새로 생겼고 디스크립터 {item.Holders}개가 가리킨다.");
            else if (item.Holders != item.HoldersBefore)
                changes.Add($"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 {item.Holders}개가 되었다.");
            if (item.Change == Change.Altered) changes.Add($"{which}: TCP 상태가 바뀌었다: {item.State}.");
        }
    }

    private string Detail(Subject subject) => now.Labels.ShowsRest ? string.Create(CultureInfo.InvariantCulture, $"(pid {subject.Fact.Pid})") : "";
}

/// <summary>The Korean words of the picture.</summary>
internal static class Korean
{
    public static string ObjectOf(string name) => name switch
    {
        "serv_sock" => "서버 소켓",
        "clnt_sock" => "연결된 소켓",
        "sock" => "클라이언트의 소켓",
        _ => "소켓",
    };

    public static string KindOf(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Socket => "소켓",
        DescriptorKind.Pipe => "파이프",
        DescriptorKind.File => "파일",
        DescriptorKind.Anon => "익명 객체",
        _ => "그 밖의 것",
    };

    /// <summary>The end of what a descriptor leads to, for a descriptor that the chapter has no name for.</summary>
    public static string Short(DescriptorFact fact)
    {
        var text = Visible.OnOneLine(fact.Target);
        return text.Length <= 24 ? text : "…" + text[^23..];
    }
}
