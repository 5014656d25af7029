using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// The processes of a timeline as lanes beside the list of its calls: a lane begins where its process is forked, is
/// dotted while the process is a zombie, and ends where it is reaped. A lane that is free again is used again.
/// </summary>
internal sealed class Lanes
{
    private const double Step = 22, Height = 28, Radius = 9.5;

    /// <summary>The last lane is shared by all processes that find no other.</summary>
    private const int MostLanes = 6;

    private readonly List<Row> rows = [];
    private readonly int count;

    public Lanes(IReadOnlyList<TraceStep> steps)
    {
        var lives = Lives(steps);
        foreach (var life in lives)
        {
            life.Lane = MostLanes - 1;
            for (var lane = 0; lane < MostLanes - 1; lane++)
                if (lives.TrueForAll(other => other == life || other.Lane != lane || other.To < life.From || other.From > life.To))
                {
                    life.Lane = lane;
                    break;
                }
        }
        count = lives.Select(life => life.Lane + 1).DefaultIfEmpty(1).Max();
        for (var i = 0; i < steps.Count; i++)
        {
            var acting = lives.First(life => life.Is(steps[i]) && life.From <= i && i <= life.To);
            // One line a lane: in the shared one stands whoever acts, or else one of the many.
            var present = lives.Where(life => life.From <= i && i <= life.To).OrderByDescending(life => life == acting).DistinctBy(life => life.Lane).ToList();
            rows.Add(new Row(steps[i], acting, present, lives.FirstOrDefault(life => life.ForkedAt == i)));
        }
    }

    public static string Legend => "부: 부모, 숫자: 자식의 번호, 점선: 좀비, ●: 소유가 바뀐다";

    private sealed class Life(int pid, Role role)
    {
        public int Lane { get; set; } = -1;

        public int From { get; set; } = int.MaxValue;

        public int To { get; set; }

        /// <summary>The step at which its parent's fork returned it.</summary>
        public int? ForkedAt { get; set; }

        /// <summary>The step at which it ended: from there on it is a zombie.</summary>
        public int? EndedAt { get; set; }

        /// <summary>It was reaped, or nobody of the server is there to do it.</summary>
        public bool IsGone { get; set; }

        public Role Role => role;

        public int Pid => pid;

        public bool Is(TraceStep step) => step.Pid == pid && step.Role == role;
    }

    private sealed record Row(TraceStep Step, Life Acting, List<Life> Present, Life? Forked);

    public void Draw(Markup html, int index)
    {
        var row = rows[index];
        var canvas = Canvas.OfMany(html);
        using (html.Element("svg", ("width", Canvas.Number(count * Step)), ("height", Canvas.Number(Height)), ("aria-hidden", "true")))
        {
            foreach (var life in row.Present)
            {
                var x = X(life);
                var top = index == life.From && life.ForkedAt is null ? Height / 2 : 0;
                var isLast = index == life.To && life.IsGone;
                var bottom = isLast ? Height / 2 : Height;
                var dash = life.EndedAt is { } end && index > end ? "2 4" : null;
                canvas.Path($"M{Canvas.Number(x)} {Canvas.Number(top)}V{Canvas.Number(bottom)}", new Look(Style.Process, Dash: dash));
                if (isLast && life != row.Acting) canvas.Path($"M{Canvas.Number(x - 5)} {Canvas.Number(bottom)}h10", new Look(Style.Process));
            }
            var at = X(row.Acting);
            if (row.Forked is { } child)
                canvas.Path($"M{Canvas.Number(at)} {Canvas.Number(Height / 2)}C{Canvas.Number(X(child))} {Canvas.Number(Height / 2)} {Canvas.Number(X(child))} {Canvas.Number(Height / 2)} {Canvas.Number(X(child))} {Canvas.Number(Height)}", new Look(Style.Process));
            var isParent = row.Acting.Role.Kind == RoleKind.Parent;
            canvas.Circle(at, Height / 2, Radius, new Look(Style.Process, Fill: isParent ? Style.Process : Style.Card));
            canvas.Text(at, Height / 2 + 5, Letter(row.Acting.Role), isParent ? Style.White : Style.Ink, size: row.Acting.Role.Number > 99 ? 11 : 13, bold: true, anchor: "middle");
        }
    }

    private static string Letter(Role role) => role.Kind switch
    {
        RoleKind.Parent => "부",
        RoleKind.Child => $"{role.Number}",
        _ => "?",
    };

    private static double X(Life life) => life.Lane * Step + Step / 2;

    private static List<Life> Lives(IReadOnlyList<TraceStep> steps)
    {
        var lives = new List<Life>();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var life = lives.FindLast(one => one.Is(step));
            if (life is null || life.IsGone) lives.Add(life = new Life(step.Pid, step.Role));
            life.From = Math.Min(life.From, i);
            life.To = i;
            if (step.Call == "exit") (life.EndedAt, life.IsGone) = (i, step.Role.Kind != RoleKind.Child);
            if (step.Call == "wait" && step.Result is > 0 and var reaped && lives.FindLast(one => one.Pid == reaped) is { } gone)
            {
                gone.To = i;
                gone.IsGone = true;
            }
        }
        // A life begins where the parent's fork returned it, which may be some steps before its own first one.
        for (var i = 0; i < steps.Count; i++)
            if (steps[i] is { Call: "fork", Result: > 0 and var child } && lives.Find(one => one.Pid == child && one.From > i && one.ForkedAt is null) is { } life)
                (life.ForkedAt, life.From) = (i, i + 1);
        foreach (var life in lives.Where(life => !life.IsGone)) life.To = steps.Count - 1;
        return [.. lives.OrderBy(life => life.From)];
    }
}
