using System.Collections.Immutable;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>Makes the boxes of the right column: sockets and, where everything is drawn, other objects.</summary>
internal static class ObjectBoxes
{
    /// <summary>The boxes of some objects, each with the index of its connection's other end.</summary>
    public static List<ObjectBox> Of(DrawnFacts facts, IReadOnlyList<IGrouping<string, DrawnDescriptor>> items)
    {
        var boxes = items.Select(item => One(facts, [.. item])).ToList();
        var sockets = items.Select(item => facts.SocketOf(item.First().Fact)).ToList();
        for (var i = 0; i < boxes.Count; i++)
        {
            // Both ends of one connection know each other by their endpoints.
            if (sockets[i] is not { Local: { } local, Remote: { } remote }) continue;
            var peer = sockets.FindIndex(other =>
                other?.Local?.Plain == remote.Plain && other?.Remote?.Plain == local.Plain);
            if (peer >= 0) boxes[i] = boxes[i] with { Peer = peer };
        }
        return boxes;
    }

    /// <summary>One object with what became of it.</summary>
    /// <param name="facts">What is drawn.</param>
    /// <param name="of">All descriptors that lead or led to it.</param>
    public static ObjectBox One(DrawnFacts facts, List<DrawnDescriptor> of)
    {
        var fact = of.Find(descriptor => descriptor.Change != ChangeKind.Vanished)?.Fact ?? of[0].Fact;
        var socket = facts.SocketOf(fact);
        var then = facts.Before?.SocketOf(fact);
        var hasNewState = then is not null && socket is not null && then.State != socket.State;
        var (change, heldBy) = (ChangeOf(of), facts.Now.SocketOf(fact)?.HeldBy);
        change = change switch
        {
            // Its last descriptor is gone, and it lives.
            ChangeKind.Vanished when heldBy is not null => ChangeKind.Altered,
            // It had none for a while.
            ChangeKind.Appeared when then is not null => hasNewState ? ChangeKind.Altered : ChangeKind.None,
            ChangeKind.None when hasNewState => ChangeKind.Altered,
            _ => change,
        };
        return new ObjectBox(
            of[0].Object,
            socket is null ? ObjectWords.Of(fact.Kind) : ObjectWords.OfSocket(of[0].Name),
            socket?.State ?? "",
            hasNewState && change == ChangeKind.Altered ? then!.State : null,
            socket is null ? fact.Target : facts.Now.Labels.Ends(facts.WithLastEnds(socket)),
            socket is null ? "" : facts.Now.Labels.Inode(socket),
            of.Count(descriptor => descriptor.Change != ChangeKind.Vanished),
            of.Count(descriptor => descriptor.Change != ChangeKind.Appeared),
            change)
        {
            HeldBy = heldBy,
            Queue = QueueOf(facts.Now, facts.Now.SocketOf(fact)),
        };
    }

    private static string QueueOf(Snapshot now, SocketFact? socket) =>
        socket is { IsTcp: true } && now.DetailFacts?.Queues is { } queues
            ? QueueWords.Exactly(queues.GetValueOrDefault(socket.Inode))
            : QueueWords.Of(socket);

    /// <summary>One box for all sockets that are alike and not drawn.</summary>
    public static ObjectBox Folded(IReadOnlyCollection<DrawnDescriptor> of, string name) => new(
        $"folded {name}",
        $"그 밖의 {ObjectWords.OfSocket(name)} {of.Select(descriptor => descriptor.Object).Distinct().Count()}개",
        "", null, "아래 표에 모두 있다", "",
        of.Count(descriptor => descriptor.Change != ChangeKind.Vanished),
        of.Count(descriptor => descriptor.Change != ChangeKind.Appeared),
        ChangeKind.None);

    /// <summary>What became of something that these descriptors lead to: it lives as long as one of them.</summary>
    public static ChangeKind ChangeOf(IReadOnlyCollection<DrawnDescriptor> of) =>
        of.All(descriptor => descriptor.Change == ChangeKind.Vanished) ? ChangeKind.Vanished
        : of.All(descriptor => descriptor.Change == ChangeKind.Appeared) ? ChangeKind.Appeared
        : ChangeKind.None;
}
