using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>
/// Draws SVG. Inside a page colours are named by class, and the view's frame carries <see cref="ClassSheet"/>; a
/// standalone figure, which an img element shows and no sheet reaches, has plain colours and, for readers who prefer
/// dark pages, a second set. No ids are used, so any number of pictures can stand on one page.
/// </summary>
internal sealed class Canvas
{
    private readonly MarkupWriter markup;
    private readonly bool isStandalone;

    private Canvas(MarkupWriter markup, bool isStandalone)
    {
        this.markup = markup;
        this.isStandalone = isStandalone;
    }

    public static Canvas Inline(MarkupWriter markup) => new(markup, isStandalone: false);

    public static Canvas Standalone(MarkupWriter markup) => new(markup, isStandalone: true);

    /// <summary>What the pictures inside a page need once in their frame; the frame names the colours.</summary>
    public static string ClassSheet { get; } =
        string.Concat(Colours.All.Select(paint =>
            $".echo-notebooks .f-{paint.Name}{{fill:{paint.Variable}}}.echo-notebooks .s-{paint.Name}{{stroke:{paint.Variable}}}")) +
        $".echo-notebooks svg text:not([class*=f-]){{fill:{Colours.Ink.Variable}}}.echo-notebooks svg .mono{{font-family:{Fonts.Mono}}}";

    /// <summary>The picture itself, with its own opaque card behind everything; disposing closes it.</summary>
    public MarkupWriter.Scope Picture(double width, double height, string title, string description, string? caption = null)
    {
        const double CaptionHeight = 36;
        var all = caption is null ? height : height + CaptionHeight;
        var scope = markup.Element("svg",
            ("width", Number(width)), ("height", Number(all)), ("viewBox", $"0 0 {Number(width)} {Number(all)}"),
            ("role", "img"), ("aria-label", title), ("lang", "ko"),
            ("font-family", isStandalone ? Fonts.Sans : null), ("font-size", "14"));
        markup.Leaf("title", title);
        markup.Leaf("desc", description);
        if (isStandalone) using (markup.Element("style")) markup.Raw(DarkSheet);
        Box(0, 0, width, all, Looks.Ground, radius: 12);
        if (caption is not null) Text(width / 2, height + CaptionHeight / 2, caption, bold: true, size: 16, anchor: "middle");
        return scope;
    }

    /// <summary>What belongs to one thing; disposing closes it.</summary>
    /// <param name="key">What the thing is, equal in every picture of one run.</param>
    /// <param name="isGone">Whether it is there no longer.</param>
    public MarkupWriter.Scope Group(string key, bool isGone = false) =>
        markup.Element("g", ("data-key", isStandalone ? null : key), ("class", isGone ? "gone" : null));

    public void Box(double x, double y, double width, double height, Look look, double radius = 0) =>
        Shape("rect", look, ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)),
            ("rx", radius == 0 ? null : Number(radius)));

    public void Circle(double x, double y, double radius, Look look) =>
        Shape("circle", look, ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)));

    /// <summary>A line through path data whose numbers were written by <see cref="Number"/>.</summary>
    public void Path(string data, Look look) => Shape("path", look, ("d", data));

    /// <summary>A curve that leaves to the right and arrives from the left, with a head that points to where it arrives.</summary>
    public void Arrow(double x1, double y1, double x2, double y2, Look look)
    {
        const double Head = 8;
        var bend = Math.Max(24, (x2 - x1) / 2);
        var (from, to, end) = (Number(y1), Number(y2), x2 - Head);
        Path($"M{Number(x1)} {from}C{Number(x1 + bend)} {from} {Number(end - bend)} {to} {Number(end)} {to}", look);
        Path($"M{Number(x2)} {Number(y2)}l-{Number(Head + 1)} -5v10z", new Look(Fill: look.Stroke, Plain: look.Plain));
    }

    /// <summary>One line of text; y is its baseline.</summary>
    public void Text(
        double x, double y, string text, Paint? paint = null, double size = 14,
        bool bold = false, bool mono = false, bool struck = false, string? anchor = null, Tells tells = Tells.Always)
    {
        paint ??= Colours.Ink;
        // A monospaced Korean font spaces words too far apart, and there is nothing to align in them.
        mono &= !text.Any(letter => letter is >= '가' and <= '힣');
        var classes = string.Join(' ', new[]
        {
            paint == Colours.Ink && !isStandalone ? null : $"f-{paint.Name}",
            mono && !isStandalone ? "mono" : null,
            ClassOf(tells),
        }.OfType<string>());
        markup.Leaf("text", text,
            ("x", Number(x)), ("y", Number(y)), ("fill", Value(paint)), ("class", classes.Length == 0 ? null : classes),
            ("font-size", size == 14 ? null : Number(size)), ("font-weight", bold ? "600" : null),
            ("font-family", mono && isStandalone ? Fonts.Mono : null),
            ("text-decoration", struck ? "line-through" : null), ("text-anchor", anchor));
    }

    /// <summary>A word struck through, and the heavy one that came in its stead; y is their baseline.</summary>
    public void Replaced(double x, double y, string before, string now)
    {
        using var text = markup.Element("text",
            ("x", Number(x)), ("y", Number(y)), ("class", isStandalone ? "f-ink" : "mono diff"), ("fill", Value(Colours.Ink)),
            ("font-family", isStandalone ? Fonts.Mono : null));
        markup.Leaf("tspan", before, ("class", "f-muted"), ("fill", Value(Colours.Muted)), ("text-decoration", "line-through"));
        markup.Text("→");
        markup.Leaf("tspan", now, ("font-weight", "700"));
    }

    /// <summary>A text that tells a change, and the one in its place that tells how things stand afterwards.</summary>
    public static void Either(string change, string after, Action<string, Tells> write)
    {
        if (change == after)
        {
            write(after, Tells.Always);
            return;
        }
        write(change, Tells.Change);
        write(after, Tells.After);
    }

    /// <summary>A number as SVG wants it: a point, at most two decimals.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static string DarkSheet { get; } =
        "@media (prefers-color-scheme:dark){" +
        string.Concat(Colours.All.Where(paint => paint != Colours.White).Select(paint =>
            $".f-{paint.Name}{{fill:{paint.Dark}}}.s-{paint.Name}{{stroke:{paint.Dark}}}")) + "}";

    private void Shape(string name, Look look, params ReadOnlySpan<(string Name, string? Value)> place)
    {
        string?[] classes =
        [
            look.Fill is null ? null : $"f-{look.Fill.Name}", look.Stroke is null ? null : $"s-{look.Stroke.Name}",
            // What is emphasised has a plain look too, for the picture that tells no change.
            look.Plain is null ? null : $"o-{look.Plain.Name}", ClassOf(look.Tells),
        ];
        markup.Leaf(name, "", [.. place,
            ("fill", look.Fill is null ? "none" : Value(look.Fill)),
            ("fill-opacity", look.Fill is null || look.Opacity == 1 ? null : Number(look.Opacity)),
            ("stroke", look.Stroke is null ? null : Value(look.Stroke)),
            ("stroke-width", look.Stroke is null ? null : Number(look.Width)),
            ("stroke-dasharray", look.Dash),
            ("class", string.Join(' ', classes.OfType<string>()))]);
    }

    private string? Value(Paint paint) => isStandalone ? paint.Light : null;

    private static string? ClassOf(Tells tells) => tells switch { Tells.Change => "diff", Tells.After => "after", _ => null };
}
