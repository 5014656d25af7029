namespace EchoNotebooks.Views;

/// <summary>Bars over steps: below each socket's name a bar for each descriptor that led to it, and its TCP states.</summary>
internal sealed class SocketHistoryDrawing
{
    public const string Title = "소켓의 일생";

    private static readonly int[] TickSteps = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

    private const double Margin = 20, Names = 190, Row = 28, TitleHeight = 34, Gap = 18, Axis = 52;

    /// <summary>More would be a wall; the table has all.</summary>
    private const int MostSockets = 24;

    private readonly SocketHistory all;
    private readonly List<SocketLife> drawn;
    private readonly double step;

    public SocketHistoryDrawing(SocketHistory lives)
    {
        all = lives;
        drawn = [.. lives.Take(MostSockets)];
        step = Math.Clamp(760.0 / Math.Max(1, lives.Steps), 2, 24);
    }

    public string? Remark => all.Count > drawn.Count
        ? $"소켓 {all.Count}개 가운데 앞의 {drawn.Count}개를 그렸다. 아래 표에는 모두 있다."
        : null;

    private double Width => Math.Max(2 * Margin + Names + all.Steps * step + 90, 560);

    private double Height => Margin + Axis + drawn.Sum(HeightOf) + drawn.Count * Gap + 4;

    /// <summary>Where a bar ends that goes on to the end.</summary>
    private double Right => Left(all.Steps) + 12;

    public void Write(Canvas canvas)
    {
        using (canvas.Picture(Width, Height, Title, string.Join(' ', drawn.Select(InWords))))
        {
            canvas.Text(Margin, Margin + 16, Title, bold: true, size: 16);
            Ticks(canvas);
            var top = Margin + Axis;
            foreach (var life in drawn)
            {
                Life(canvas, life, top);
                top += HeightOf(life) + Gap;
            }
        }
    }

    private static string InWords(SocketLife life)
    {
        var held = life.Holdings.Select(holding =>
        {
            var until = holding.To is { } to ? $"걸음 {to}까지" : "끝까지";
            return $"{holding.Role}의 디스크립터 {Particle.Subject($"{holding.Fd}")} 걸음 {holding.From}부터 {until}";
        });
        var end = life.DestroyedAt is { } step ? $"걸음 {step}에서 소멸했다." : "마지막까지 남아 있다.";
        return $"{life.Name} {SocketHistory.EndsOf(life)}: {string.Join(", ", held)} 가리켰다. {end}";
    }

    /// <summary>Where the column of a step begins.</summary>
    private double Left(int index) => Margin + Names + index * step;

    /// <summary>The middle of a step's column.</summary>
    private double X(int index) => Left(index) + step / 2;

    private static double HeightOf(SocketLife life) =>
        TitleHeight + life.Holdings.Count * Row + (life.States.Count > 0 ? Row : 0) + 8;

    private void Ticks(Canvas canvas)
    {
        var every = TickSteps.First(one => one * step >= 56 || one == TickSteps[^1]);
        canvas.Text(Margin, Margin + 42, "걸음", Colours.Muted);
        for (var i = 0; i < all.Steps; i += every)
        {
            canvas.Text(X(i), Margin + 42, $"{i}", Colours.Muted, anchor: "middle");
            canvas.Path($"M{N(X(i))} {N(Margin + Axis - 4)}V{N(Height - Margin)}", Looks.Tick);
        }
    }

    private void Life(Canvas canvas, SocketLife life, double top)
    {
        canvas.Box(Margin - 8, top - 4, Width - 2 * Margin + 16, HeightOf(life), Looks.Region(Colours.Socket), radius: 8);
        canvas.Text(Margin, top + 19, life.Name, bold: true, size: 16);
        canvas.Text(Margin + Names, top + 19, $"{SocketHistory.EndsOf(life)}   inode {life.Inode}", Colours.Muted, mono: true);
        var y = top + TitleHeight;
        foreach (var holding in life.Holdings)
        {
            Holding(canvas, holding, y);
            y += Row;
        }
        if (life.States.Count > 0) States(canvas, life, y);
        if (life.DestroyedAt is not { } destroyed) return;
        canvas.Path($"M{N(X(destroyed))} {N(top + TitleHeight - 4)}V{N(top + HeightOf(life) - 8)}", Looks.Destroyed);
        canvas.Text(X(destroyed) + 14, y + 15, $"소멸 {destroyed}", bold: true);
    }

    private void Holding(Canvas canvas, Holding holding, double y)
    {
        canvas.Text(Margin, y + 15, $"{holding.Role}", size: 14);
        canvas.Text(Margin + Names - 12, y + 15, $"{holding.Fd}", mono: true, bold: true, anchor: "end");
        var (from, to) = (X(holding.From), holding.To is { } end ? X(end) : Right);
        canvas.Box(from, y + 1, Math.Max(3, to - from), 18, Looks.Held, radius: 3);
        if (holding.To is not null) Marks.Cross(canvas, to, y + 10, radius: 8, arm: 3.5, width: 2);
        else canvas.Path($"M{N(to)} {N(y + 1)}l10 9l-10 9z", new Look(Fill: Colours.Process));
    }

    private void States(Canvas canvas, SocketLife life, double y)
    {
        canvas.Text(Margin, y + 15, "TCP 상태", Colours.Muted);
        for (var i = 0; i < life.States.Count; i++)
        {
            var from = X(life.States[i].Step);
            var to = i + 1 < life.States.Count ? X(life.States[i + 1].Step) : life.DestroyedAt is { } end ? X(end) : Right;
            canvas.Box(from, y + 1, Math.Max(2, to - from), 20, Looks.State, radius: 3);
            var word = life.States[i].State;
            if (PixelWidth.Of(word, 14, mono: true) <= to - from - 8)
                canvas.Text((from + to) / 2, y + 16, word, mono: true, anchor: "middle");
        }
    }

    private static string N(double value) => Canvas.Number(value);
}
