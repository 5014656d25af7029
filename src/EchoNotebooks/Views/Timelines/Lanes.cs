namespace EchoNotebooks.Views;

/// <summary>
/// The processes of a timeline as lanes beside the list of its calls: a lane begins where its process is forked, is
/// dotted while the process is a zombie, and ends where it is reaped. A lane that is free again is used again.
/// </summary>
internal sealed class Lanes
{
    private const double Step = 22, Height = 28, Middle = Height / 2, Radius = 9.5, Small = 11;

    /// <summary>The last lane is shared by all processes that find no other.</summary>
    private const int MostLanes = 6;

    private readonly Dictionary<ProcessLife, int> laneOf = [];
    private readonly List<Row> rows = [];
    private readonly double width;

    public Lanes(IReadOnlyList<TraceStep> steps)
    {
        var lives = ProcessLife.Of(steps);
        foreach (var life in lives)
            laneOf[life] = Enumerable.Range(0, MostLanes - 1)
                .FirstOrDefault(lane => !laneOf.Any(other => other.Value == lane && other.Key.Overlaps(life)), MostLanes - 1);
        width = Math.Max(
            laneOf.Values.Select(lane => lane + 1).DefaultIfEmpty(1).Max() * Step,
            lives.Select(life => 2 * HalfOf(life.Role) + 2).DefaultIfEmpty().Max());
        for (var i = 0; i < steps.Count; i++)
        {
            var acting = lives.First(life => life.Is(steps[i]) && life.IsThereAt(i));
            // One line a lane: in the shared one stands the process of the step, or else one of the many.
            var present = lives.Where(life => life.IsThereAt(i)).OrderByDescending(life => life == acting)
                .DistinctBy(life => laneOf[life]).ToList();
            rows.Add(new Row(acting, present, lives.Find(life => life.ForkedAt == i)));
        }
    }

    /// <summary>What is drawn beside one call.</summary>
    /// <param name="Acting">The process that makes the call.</param>
    /// <param name="Present">The processes that are there, one a lane.</param>
    /// <param name="Forked">The process that the call makes; null for none.</param>
    private sealed record Row(ProcessLife Acting, List<ProcessLife> Present, ProcessLife? Forked);

    /// <summary>Draws the lanes beside the call of one step.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="index">The step, from 0.</param>
    public void Draw(MarkupWriter html, int index)
    {
        var row = rows[index];
        var canvas = Canvas.Inline(html);
        using (html.Element("svg", ("width", Canvas.Number(width)), ("height", Canvas.Number(Height)), ("aria-hidden", "true")))
        {
            foreach (var life in row.Present) Line(canvas, life, index, isActing: life == row.Acting);
            if (row.Forked is { } child) Branch(canvas, X(row.Acting), X(child));
            Mark(canvas, X(row.Acting), row.Acting.Role);
        }
    }

    private void Line(Canvas canvas, ProcessLife life, int index, bool isActing)
    {
        var x = X(life);
        var isLast = index == life.To && life.IsGone;
        var top = index == life.From && life.ForkedAt is null ? Middle : 0;
        var bottom = isLast ? Middle : Height;
        var look = Looks.Line(Colours.Process);
        canvas.Path($"M{N(x)} {N(top)}V{N(bottom)}", life.IsZombieAt(index) ? Looks.Zombie(look) : look);
        if (isLast && !isActing) canvas.Path($"M{N(x - 5)} {N(bottom)}h10", look);
    }

    /// <summary>From the parent's lane to the one that begins for its child.</summary>
    private static void Branch(Canvas canvas, double parent, double child)
    {
        var (x, y) = (N(child), N(Middle));
        canvas.Path($"M{N(parent)} {y}C{x} {y} {x} {y} {x} {N(Height)}", Looks.Line(Colours.Process));
    }

    /// <summary>Who makes the call: a circle, or a wider mark for a number of three digits and more.</summary>
    private void Mark(Canvas canvas, double x, Role role)
    {
        var isParent = role.Kind == RoleKind.Parent;
        var look = new Look(Colours.Process, Fill: isParent ? Colours.Process : Colours.Card);
        var half = HalfOf(role);
        x = Math.Clamp(x, half + 1, width - half - 1);
        if (IsWide(role)) canvas.Box(x - half, Middle - Radius, 2 * half, 2 * Radius, look, Radius);
        else canvas.Circle(x, Middle, Radius, look);
        canvas.Text(
            x, Middle + 5, RoleWords.Letter(role), isParent ? Colours.White : Colours.Ink, size: IsWide(role) ? Small : 13,
            bold: true, anchor: "middle");
    }

    private static bool IsWide(Role role) => role.Number > 99;

    private static double HalfOf(Role role) => IsWide(role) ? PixelWidth.Of(RoleWords.Letter(role), Small) / 2 + 2 : Radius;

    private double X(ProcessLife life) => laneOf[life] * Step + Step / 2;

    private static string N(double value) => Canvas.Number(value);
}
