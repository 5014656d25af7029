using System.Globalization;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>What changed between two snapshots, in sentences: processes first, then descriptors, then sockets.</summary>
internal static class ChangeSentences
{
    public static IReadOnlyList<string> Of(DrawnFacts facts) => facts.Before is null ? [] :
    [
        .. facts.Processes.Where(process => process.Change != ChangeKind.None).Select(process => OfProcess(process, facts.Now.Labels)),
        .. facts.Descriptors.Where(descriptor => descriptor.Change != ChangeKind.None)
            .Select(descriptor => OfDescriptor(descriptor)),
        .. facts.ByObject.SelectMany(item => OfObject(ObjectBoxes.One(facts, [.. item]))),
        .. facts.Before.Facts.Sockets
            .Where(socket => socket.HeldBy is not null && !facts.Now.Facts.Sockets.Any(now => now.Inode == socket.Inode))
            .Select(socket => $"소켓({facts.Now.Labels.Ends(facts.WithLastEnds(socket))}): "
                + $"{Keeper(socket.HeldBy)} 놓았으므로 소켓도 닫혔다."),
    ];

    private static string OfProcess(DrawnProcess process, Labels labels)
    {
        var pid = labels.ShowsRest ? string.Create(CultureInfo.InvariantCulture, $"(pid {process.Fact.Pid})") : "";
        return $"{process.Role}{pid}: " + process.Change switch
        {
            ChangeKind.Appeared => "새로 생겼다.",
            ChangeKind.Vanished => "사라졌다.",
            _ => "끝났다. 부모가 waitpid로 회수하기 전까지 좀비(Z)로 남는다.",
        };
    }

    private static string OfDescriptor(DrawnDescriptor descriptor)
    {
        var became = descriptor.Change == ChangeKind.Appeared ? "생겼다" : "닫혔다";
        return $"{descriptor.Process.Role}: {descriptor.Name}({descriptor.Fact.Fd}) 디스크립터가 {became}.";
    }

    private static IEnumerable<string> OfObject(ObjectBox item)
    {
        var which = item.Ends.Length == 0 ? item.Title : $"{item.Title}({item.Ends})";
        if (item.HeldBy is not null && item.Holders == 0)
            yield return $"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 0개가 되었다. 소켓은 닫히지 않았다: {Keeper(item.HeldBy)} 쥐고 있다.";
        else if (item.Change == ChangeKind.Vanished)
            yield return $"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 0개가 되었다. 마지막 디스크립터가 닫혔으므로 소켓도 닫힌다.";
        else if (item.Change == ChangeKind.Appeared)
            yield return $"{which}: 새로 생겼고 디스크립터 {item.Holders}개가 가리킨다.";
        else if (item.Holders != item.HoldersBefore)
            yield return $"{which}: 가리키는 디스크립터가 {item.HoldersBefore}개에서 {item.Holders}개가 되었다.";
        if (item.StateBefore is not null)
            yield return $"{which}: TCP 상태가 바뀌었다: {item.States}.";
    }

    /// <summary>What keeps a socket that no descriptor of the picture leads to, as a subject.</summary>
    private static string Keeper(SocketHold? hold) => hold switch
    {
        SocketHold.Message => "아직 아무도 받지 않은 메시지(SCM_RIGHTS)가",
        SocketHold.Untraced => "추적하지 않는 프로세스가",
        SocketHold.Thread => "자기만의 디스크립터 표를 가진 스레드가",
        SocketHold.Call => "다른 스레드가 아직 돌아오지 않은 시스템 호출 안에서",
        _ => "이 그림에 없는 다른 프로세스가",
    };
}
