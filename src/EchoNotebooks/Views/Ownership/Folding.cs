namespace EchoNotebooks.Views;

/// <summary>
/// What of a picture is drawn in full. A class of one server and a few children is; of more, the rest is folded into
/// one box each for processes and for the sockets that are alike.
/// </summary>
internal sealed class Folding
{
    /// <summary>More children than these are folded.</summary>
    private const int MostChildren = 8;

    private readonly HashSet<DrawnProcess> processes;
    private readonly HashSet<string> objects;

    private Folding(HashSet<DrawnProcess> processes, HashSet<string> objects)
    {
        this.processes = processes;
        this.objects = objects;
    }

    /// <summary>Folds what is too much for one picture.</summary>
    public static Folding Of(DrawnFacts facts) => Of(facts, MostChildren);

    /// <summary>Folds nothing.</summary>
    public static Folding None(DrawnFacts facts) => Of(facts, int.MaxValue - 2);

    public bool Shows(DrawnProcess process) => processes.Contains(process);

    /// <summary>Whether the socket that a descriptor leads to is drawn.</summary>
    public bool Shows(string item) => objects.Contains(item);

    private static Folding Of(DrawnFacts facts, int mostChildren)
    {
        var processes = ProcessesOf(facts, mostChildren);
        var all = facts.Descriptors.Select(descriptor => descriptor.Object).Distinct().Count();
        var held = facts.Descriptors.Where(descriptor => processes.Contains(descriptor.Process)).Select(descriptor => descriptor.Object)
            .Distinct().ToList();
        var isFew = all <= mostChildren + 2 || facts.Now.ShowsEverything;
        return new Folding(processes, [.. isFew ? held : held.Take(mostChildren + 1)]);
    }

    private static HashSet<DrawnProcess> ProcessesOf(DrawnFacts facts, int mostChildren)
    {
        var children = facts.Processes.Where(process => process.Role.Kind is RoleKind.Child or RoleKind.Other).ToList();
        if (children.Count <= mostChildren) return [.. facts.Processes];
        // What changed comes first: a picture of a change must show it.
        var changes = facts.Descriptors.Where(descriptor => descriptor.Change != ChangeKind.None).ToList();
        var changed = changes.Select(descriptor => descriptor.Process).ToHashSet();
        // Then the other holders of a socket whose descriptor was closed.
        var objects = changes.Select(descriptor => descriptor.Object).ToHashSet();
        var sharing = facts.Descriptors.Where(descriptor => objects.Contains(descriptor.Object))
            .Select(descriptor => descriptor.Process).ToHashSet();
        var shown = children.OrderByDescending(child => child.Change != ChangeKind.None || changed.Contains(child))
            .ThenByDescending(sharing.Contains).Take(mostChildren - 1);
        return [.. facts.Processes.Except(children).Concat(shown)];
    }
}
