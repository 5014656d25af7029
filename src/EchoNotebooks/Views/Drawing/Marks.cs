namespace EchoNotebooks.Views;

/// <summary>The signs that stand in more than one kind of drawing.</summary>
internal static class Marks
{
    private const double OwnerRadius = 10.5;

    /// <summary>A cross on what is closed or gone.</summary>
    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="radius">The circle's.</param>
    /// <param name="arm">Half the width of the cross in it.</param>
    /// <param name="width">The width of the cross's lines.</param>
    public static void Cross(Canvas canvas, double x, double y, double radius = 11, double arm = 5, double width = 2.5)
    {
        var (a, d) = (Canvas.Number(arm), Canvas.Number(2 * arm));
        canvas.Circle(x, y, radius, Looks.CrossRing);
        canvas.Path($"M{Canvas.Number(x - arm)} {Canvas.Number(y - arm)}l{d} {d}m0 -{d}l-{d} {d}", new Look(Colours.Changed, width));
    }

    /// <summary>Whose descriptor it is, where its line leaves: filled for the parent, open with its number for a child.</summary>
    public static void Owner(Canvas canvas, double x, double y, Role? role, ChangeKind change)
    {
        var letter = RoleWords.Letter(role);
        if (letter.Length == 0)
        {
            canvas.Circle(x, y, 5, Looks.Dot(change));
            return;
        }
        var isParent = role?.Kind == RoleKind.Parent;
        var width = Math.Max(2 * OwnerRadius, PixelWidth.Of(letter, 14) + 8);
        canvas.Box(x - width / 2, y - OwnerRadius, width, 2 * OwnerRadius, Looks.Owner(isParent, change), radius: OwnerRadius);
        var ink = isParent && change != ChangeKind.Vanished ? Colours.White : Colours.Ink;
        canvas.Text(x, y + 5, letter, ink, bold: true, anchor: "middle");
    }

    /// <summary>The letter Z of a zombie, in a dotted circle whose middle is given.</summary>
    public static void Zombie(Canvas canvas, double x, double y)
    {
        canvas.Circle(x, y, 13, Looks.ZombieRing);
        canvas.Text(x, y + 6, "Z", bold: true, size: 16, anchor: "middle");
    }

    /// <summary>A word in a frame whose right end is given: dashed for what is gone, heavy for what is new.</summary>
    public static void Badge(Canvas canvas, double right, double middle, string word, ChangeKind change)
    {
        if (word.Length == 0) return;
        var text = change switch { ChangeKind.Vanished => "× ", ChangeKind.Appeared => "+ ", _ => "" } + word;
        var width = PixelWidth.Of(text, 14) + 16;
        canvas.Box(right - width, middle - 11, width, 22, Looks.Badge(change), radius: 11);
        canvas.Text(right - width / 2, middle + 5, text, anchor: "middle", bold: change != ChangeKind.Vanished, tells: Tells.Change);
    }

    /// <summary>The width of <see cref="Badge"/> with the space before it; 0 for no word.</summary>
    public static double BadgeWidth(string word) => word.Length == 0 ? 0 : PixelWidth.Of("+ " + word, 14) + 16 + 8;

    /// <summary>A word on a line, whose middle is given.</summary>
    public static void Label(Canvas canvas, double x, double y, string text)
    {
        var width = PixelWidth.Of(text, 14);
        canvas.Box(x - width / 2, y - 11, width, 22, Looks.Ground);
        canvas.Text(x, y + 5, text, anchor: "middle");
    }

    /// <summary>A column's title with a line below it; the column's left end and the picture's margin are given.</summary>
    public static void Head(Canvas canvas, double x, double margin, string title, string below)
    {
        canvas.Text(x, margin + 18, title, bold: true, size: 16);
        if (below.Length > 0) canvas.Text(x, margin + 40, below, Colours.Muted);
    }

    /// <summary>A box on a ground of its own.</summary>
    public static void Box(Canvas canvas, double x, double y, double width, double height, Look look, double radius = 0)
    {
        canvas.Box(x, y, width, height, Looks.Ground, radius);
        canvas.Box(x, y, width, height, look, radius);
    }
}
