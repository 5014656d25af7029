using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>What changed between two snapshots, in sentences: processes first, then descriptors, then sockets.</summary>
internal static class ChangeSentences
{
    public static IReadOnlyList<string> Of(DrawnFacts facts) => facts.Before is null ? [] :
    [
        .. facts.Processes.Where(process => process.Change != ChangeKind.None).Select(process => OfProcess(process, facts.Now.Labels)),
        .. facts.Descriptors.Where(descriptor => descriptor.Change != ChangeKind.None)
            .Select(descriptor => OfDescriptor(descriptor, facts.Now.Labels)),
        .. facts.ByObject.SelectMany(item => OfObject(ObjectBoxes.One(facts, [.. item]))),
    ];

    private static string OfProcess(DrawnProcess process, Labels labels)
    {
        var pid = labels.ShowsRest ? string.Create(CultureInfo.InvariantCulture, $"(pid {process.Fact.Pid})") : "";
        return $"{process.Role}{pid}: " + process.Change switch
        {
            ChangeKind.Appeared => "새로 생겼다.",
            ChangeKind.Vanished => "사라졌다.",
            _ => "끝났다. 부모가 waitpid로 거두기 전까지 좀비(Z)로 남는다.",
        };
    }

    private static string OfDescriptor(DrawnDescriptor descriptor, Labels labels)
    {
        var became = descriptor.Change == ChangeKind.Appeared ? "생겼다" : "닫혔다";
        return $"{descriptor.Process.Role}: {descriptor.Name}({labels.Descriptor(descriptor.Fact)}) 디스크립터가 {became}.";
    }

    private static IEnumerable<string> OfObject(ObjectBox item)
    {
        var which = item.Ends.Length == 0 ? item.Title : $"{item.Title}({item.Ends})";
        if (item.Change == ChangeKind.Vanished)
            yield return $"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 0개가 되었다. 마지막 디스크립터가 닫혔으므로 소켓도 닫힌다.";
        else if (item.Change == ChangeKind.Appeared)
            yield return $"{which}: 새로 생겼고 디스크립터 {item.Holders}개가 가리킨다.";
        else if (item.Holders != item.HoldersBefore)
            yield return $"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 {item.Holders}개가 되었다.";
        if (item.Change == ChangeKind.Altered) yield return $"{which}: TCP 상태가 바뀌었다: {item.State}.";
    }
}
