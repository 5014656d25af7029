using EchoNotebooks.Views;
using static EchoNotebooks.Views.Style;

namespace EchoNotebooks;

/// <summary>Bars over steps: below each socket's name a bar for each descriptor that led to it, and its TCP states.</summary>
internal sealed class SocketHistoryDrawing
{
    private static readonly int[] TickSteps = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

    private const double Margin = 20, Names = 190, Row = 28, Title = 34, Gap = 18, Axis = 52;

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

    public string? Remark => all.Count > drawn.Count ? $"소켓 {all.Count}개 가운데 앞의 {drawn.Count}개를 그렸다. 아래 표에는 모두 있다." : null;

    private double Width => Math.Max(2 * Margin + Names + all.Steps * step + 90, 560);

    private double Height => Margin + Axis + drawn.Sum(HeightOf) + drawn.Count * Gap + 4;

    public void Write(Canvas canvas)
    {
        using (canvas.Picture(Width, Height, "소켓의 일생", string.Join(' ', drawn.Select(InWords))))
        {
            canvas.Text(Margin, Margin + 16, "소켓의 일생", bold: true, size: 16);
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
        var held = life.Holdings.Select(holding => $"{holding.Role}의 디스크립터 {Particle.Subject($"{holding.Fd}")} 걸음 {holding.From}부터 {(holding.To is { } to ? $"걸음 {to}까지" : "끝까지")}");
        return $"{SocketHistory.TitleOf(life)} {SocketHistory.EndsOf(life)}: {string.Join(", ", held)} 가리켰다. "
            + (life.DestroyedAt is { } end ? $"걸음 {end}에서 소멸했다." : "마지막까지 남아 있다.");
    }

    private double X(int index) => Margin + Names + index * step;

    private static double HeightOf(SocketLife life) => Title + life.Holdings.Count * Row + (life.States.Count > 0 ? Row : 0) + 8;

    private void Ticks(Canvas canvas)
    {
        var every = TickSteps.First(one => one * step >= 56 || one == TickSteps[^1]);
        canvas.Text(Margin, Margin + 42, "걸음", Muted);
        for (var i = 0; i < all.Steps; i++)
        {
            if (i % every != 0) continue;
            canvas.Text(X(i) + step / 2, Margin + 42, $"{i}", Muted, anchor: "middle");
            canvas.Path($"M{Canvas.Number(X(i) + step / 2)} {Canvas.Number(Margin + Axis - 4)}V{Canvas.Number(Height - Margin)}", new Look(Muted, Width: 0.5, Dash: "1 5"));
        }
    }

    private void Life(Canvas canvas, SocketLife life, double top)
    {
        canvas.Box(Margin - 8, top - 4, Width - 2 * Margin + 16, HeightOf(life), new Look(Fill: Style.Socket, Opacity: 0.07), radius: 8);
        canvas.Text(Margin, top + 19, SocketHistory.TitleOf(life), bold: true, size: 16);
        canvas.Text(Margin + Names, top + 19, $"{SocketHistory.EndsOf(life)}   inode {life.Inode}", Muted, mono: true);
        var y = top + Title;
        foreach (var holding in life.Holdings)
        {
            canvas.Text(Margin, y + 15, $"{holding.Role}", size: 14);
            canvas.Text(Margin + Names - 12, y + 15, $"{holding.Fd}", mono: true, bold: true, anchor: "end");
            var (from, to) = (X(holding.From) + step / 2, holding.To is { } end ? X(end) + step / 2 : X(all.Steps) + 12);
            canvas.Box(from, y + 1, Math.Max(3, to - from), 18, new Look(Style.Process, Fill: Style.Process, Opacity: 0.25), radius: 3);
            if (holding.To is not null) Cross(canvas, to, y + 10);
            else canvas.Path($"M{Canvas.Number(to)} {Canvas.Number(y + 1)}l10 9l-10 9z", new Look(Fill: Style.Process));
            y += Row;
        }
        if (life.States.Count > 0) States(canvas, life, y);
        if (life.DestroyedAt is not { } destroyed) return;
        var x = X(destroyed) + step / 2;
        canvas.Path($"M{Canvas.Number(x)} {Canvas.Number(top + Title - 4)}V{Canvas.Number(top + HeightOf(life) - 8)}", new Look(Changed, Dash: Look.Dashes));
        canvas.Text(x + 14, y + 15, $"소멸 {destroyed}", bold: true);
    }

    private void States(Canvas canvas, SocketLife life, double y)
    {
        canvas.Text(Margin, y + 15, "TCP 상태", Muted);
        for (var i = 0; i < life.States.Count; i++)
        {
            var from = X(life.States[i].Step) + step / 2;
            var to = i + 1 < life.States.Count ? X(life.States[i + 1].Step) + step / 2 : life.DestroyedAt is { } end ? X(end) + step / 2 : X(all.Steps) + 12;
            canvas.Box(from, y + 1, Math.Max(2, to - from), 20, new Look(Style.Socket, Width: 1.5, Fill: Card), radius: 3);
            var room = to - from - 8;
            var word = life.States[i].State;
            if (Cells.Pixels(word, 14, mono: true) <= room) canvas.Text((from + to) / 2, y + 16, word, mono: true, anchor: "middle");
        }
    }

    private static void Cross(Canvas canvas, double x, double y)
    {
        canvas.Circle(x, y, 8, new Look(Changed, Fill: Card));
        canvas.Path($"M{Canvas.Number(x - 3.5)} {Canvas.Number(y - 3.5)}l7 7m0 -7l-7 7", new Look(Changed, Width: 2));
    }
}
