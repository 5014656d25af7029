namespace EchoNotebooks.Views;

/// <summary>
/// How each thing is painted, by what it is and by what became of it. A change is never told by colour alone: what is
/// gone is dashed, what is new is heavy, and a word stands beside both.
/// </summary>
internal static class Looks
{
    /// <summary>The dashes of what is gone, and of what is only waited for.</summary>
    public const string Dashes = "6 5";

    private const string ZombieDots = "2 4";

    /// <summary>What is under a box or a word, so that no line shows through.</summary>
    public static Look Ground { get; } = new(Fill: Colours.Card);

    /// <summary>A frame round things that belong together.</summary>
    public static Look Region(Paint paint) => new(Fill: paint, Opacity: 0.07);

    /// <summary>A box that stands for something.</summary>
    public static Look Box(Paint paint, ChangeKind change = ChangeKind.None) => change switch
    {
        ChangeKind.Vanished => new Look(Colours.Changed, Dash: Dashes),
        ChangeKind.Appeared or ChangeKind.Altered => new Look(Colours.Changed, Width: 3.5, Fill: paint, Opacity: 0.1, Plain: paint),
        _ => new Look(paint, Fill: paint, Opacity: 0.1),
    };

    /// <summary>A line between two boxes.</summary>
    public static Look Line(Paint paint, ChangeKind change = ChangeKind.None) => change switch
    {
        ChangeKind.Vanished => new Look(Colours.Changed, Width: 2, Dash: Dashes),
        ChangeKind.Appeared => new Look(Colours.Changed, Width: 3.5, Plain: paint),
        _ => new Look(paint),
    };

    /// <summary>
    /// The line of a descriptor, by whose it is: the parent's heavy and unbroken, a child's in long dashes, a client's in dots.
    /// </summary>
    public static Look DescriptorLine(Role? role, ChangeKind change)
    {
        var look = Line(Colours.Process, change);
        if (change == ChangeKind.Vanished) return look;
        return role?.Kind switch
        {
            RoleKind.Parent => look with { Width = Math.Max(look.Width, 3) },
            RoleKind.Child => look with { Dash = "14 4" },
            RoleKind.Client => look with { Dash = "3 3" },
            _ => look,
        };
    }

    /// <summary>The circle with the letter of whose descriptor it is.</summary>
    public static Look Owner(bool isParent, ChangeKind change) => change switch
    {
        ChangeKind.Vanished => new Look(Colours.Changed, Width: 1.5, Dash: "4 3", Fill: Colours.Card),
        ChangeKind.Appeared => new Look(Colours.Changed, Width: 3, Fill: isParent ? Colours.Process : Colours.Card, Plain: Colours.Process),
        _ => new Look(Colours.Process, Fill: isParent ? Colours.Process : Colours.Card),
    };

    /// <summary>A zombie: the box of a process, in its colour, with a dotted outline.</summary>
    public static Look Zombie(Look process) => process with { Dash = ZombieDots };

    /// <summary>The line of how many zombies there are.</summary>
    public static Look Zombies { get; } = new(Colours.Changed, Width: 2, Dash: ZombieDots);

    /// <summary>The ring round a zombie's letter Z, which <see cref="Marks.Zombie"/> draws.</summary>
    public static Look ZombieRing { get; } = new(Colours.Muted, Dash: "3 3", Fill: Colours.Card);

    /// <summary>The ring round a cross on what is closed or gone.</summary>
    public static Look CrossRing { get; } = new(Colours.Changed, Fill: Colours.Card);

    /// <summary>The small box of one descriptor in its process's box.</summary>
    public static Look Descriptor(ChangeKind change) => change switch
    {
        ChangeKind.Vanished => new Look(Colours.Changed, Width: 1.5, Dash: Dashes, Fill: Colours.Card),
        ChangeKind.Appeared => new Look(Colours.Changed, Width: 3, Fill: Colours.Card, Plain: Colours.Process),
        _ => new Look(Colours.Process, Width: 1.5, Fill: Colours.Card),
    };

    /// <summary>The dot from which a descriptor's line leaves.</summary>
    public static Look Dot(ChangeKind change) => change switch
    {
        ChangeKind.Vanished => new Look(Colours.Changed, Fill: Colours.Card),
        ChangeKind.Appeared => new Look(Colours.Changed, Fill: Colours.Changed),
        _ => new Look(Colours.Process, Fill: Colours.Process),
    };

    /// <summary>The frame of a word that tells a change.</summary>
    public static Look Badge(ChangeKind change) => change == ChangeKind.Vanished
        ? new Look(Colours.Changed, Width: 1.5, Dash: "4 3", Fill: Colours.Card, Tells: Tells.Change)
        : new Look(Colours.Changed, Width: 2.5, Fill: Colours.Card, Tells: Tells.Change);

    /// <summary>A parent that is not there any more.</summary>
    public static Look GoneParent { get; } = new(Colours.Muted, Dash: Dashes, Fill: Colours.Process, Opacity: 0.03);

    /// <summary>A client that no child serves.</summary>
    public static Look WaitingClient { get; } = Box(Colours.Socket) with { Dash = Dashes };

    /// <summary>The two ends of one connection.</summary>
    public static Look Connection { get; } = new(Colours.Socket, Dash: "2 5");

    /// <summary>The way of a connection request.</summary>
    public static Look Request { get; } = new(Colours.Muted, Dash: Dashes);

    /// <summary>How long a descriptor was open.</summary>
    public static Look Held { get; } = new(Colours.Process, Fill: Colours.Process, Opacity: 0.25);

    /// <summary>How long a socket was in a TCP state.</summary>
    public static Look State { get; } = new(Colours.Socket, Width: 1.5, Fill: Colours.Card);

    /// <summary>The step at which a socket was destroyed.</summary>
    public static Look Destroyed { get; } = new(Colours.Changed, Dash: Dashes);

    /// <summary>The line at which a chart's bars begin.</summary>
    public static Look Axis { get; } = new(Colours.Muted, Width: 1);

    /// <summary>A rule at a step's number.</summary>
    public static Look Tick { get; } = new(Colours.Muted, Width: 0.5, Dash: "1 5");
}
