using System.Globalization;

namespace EchoNotebooks.Views;

/// <summary>
/// Draws SVG. Inside a page colours are the page's variables; a standalone figure, which an img element shows and
/// no variable reaches, has plain colours and, for readers who prefer dark pages, a second set. Where one output
/// holds hundreds of pictures they name their colours by class, which is a tenth of the length. No ids are used, so
/// any number of pictures can stand on one page.
/// </summary>
internal sealed class Canvas
{
    private readonly MarkupWriter markup;
    private readonly Naming naming;

    private Canvas(MarkupWriter markup, Naming naming)
    {
        this.markup = markup;
        this.naming = naming;
    }

    /// <summary>How a colour is named.</summary>
    private enum Naming
    {
        Variables,
        Plain,
        Classes,
    }

    public static Canvas Inline(MarkupWriter markup) => new(markup, Naming.Variables);

    public static Canvas Standalone(MarkupWriter markup) => new(markup, Naming.Plain);

    /// <summary>One of many pictures; the page carries <see cref="ClassSheet"/>.</summary>
    public static Canvas OfMany(MarkupWriter markup) => new(markup, Naming.Classes);

    /// <summary>What the pictures of <see cref="OfMany"/> need once in their frame.</summary>
    public static string ClassSheet { get; } =
        string.Concat(Colours.All.Select(paint =>
            $".echo-notebooks .f-{paint.Name}{{fill:{paint.Css}}}.echo-notebooks .s-{paint.Name}{{stroke:{paint.Css}}}")) +
        $".echo-notebooks svg .mono{{font-family:{Fonts.Mono}}}";

    /// <summary>The picture itself, with its own opaque card behind everything; disposing closes it.</summary>
    public MarkupWriter.Scope Picture(double width, double height, string title, string description)
    {
        var scope = markup.Element("svg",
            ("width", Number(width)), ("height", Number(height)), ("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            ("role", "img"), ("aria-label", title), ("lang", "ko"),
            ("font-family", naming == Naming.Classes ? null : Fonts.Sans), ("font-size", "14"));
        markup.Leaf("title", title);
        markup.Leaf("desc", description);
        if (naming == Naming.Plain) using (markup.Element("style")) markup.Raw(DarkSheet);
        Box(0, 0, width, height, Looks.Ground, radius: 12);
        return scope;
    }

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
        Path($"M{Number(x2)} {Number(y2)}l-{Number(Head + 1)} -5v10z", new Look(Fill: look.Stroke));
    }

    /// <summary>One line of text; y is its baseline.</summary>
    public void Text(
        double x, double y, string text, Paint? paint = null, double size = 14,
        bool bold = false, bool mono = false, bool struck = false, string? anchor = null)
    {
        paint ??= Colours.Ink;
        // A monospaced Korean font spaces words too far apart, and there is nothing to align in them.
        mono &= !text.Any(letter => letter is >= '가' and <= '힣');
        var classes = naming switch
        {
            Naming.Variables => null,
            Naming.Classes when mono => $"f-{paint.Name} mono",
            _ => $"f-{paint.Name}",
        };
        markup.Leaf("text", text,
            ("x", Number(x)), ("y", Number(y)), ("fill", Value(paint)), ("class", classes),
            ("font-size", size == 14 ? null : Number(size)), ("font-weight", bold ? "600" : null),
            ("font-family", mono && naming != Naming.Classes ? Fonts.Mono : null),
            ("text-decoration", struck ? "line-through" : null), ("text-anchor", anchor));
    }

    /// <summary>A number as SVG wants it: a point, at most two decimals.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static string DarkSheet { get; } =
        "@media (prefers-color-scheme:dark){" +
        string.Concat(Colours.All.Where(paint => paint != Colours.White).Select(paint =>
            $".f-{paint.Name}{{fill:{paint.Dark}}}.s-{paint.Name}{{stroke:{paint.Dark}}}")) + "}";

    private void Shape(string name, Look look, params ReadOnlySpan<(string Name, string? Value)> place)
    {
        string?[] classes = [look.Fill is null ? null : $"f-{look.Fill.Name}", look.Stroke is null ? null : $"s-{look.Stroke.Name}"];
        markup.Leaf(name, "", [.. place,
            ("fill", look.Fill is null ? "none" : Value(look.Fill)),
            ("fill-opacity", look.Fill is null || look.Opacity == 1 ? null : Number(look.Opacity)),
            ("stroke", look.Stroke is null ? null : Value(look.Stroke)),
            ("stroke-width", look.Stroke is null ? null : Number(look.Width)),
            ("stroke-dasharray", look.Dash),
            ("class", naming == Naming.Variables ? null : string.Join(' ', classes.OfType<string>()))]);
    }

    private string? Value(Paint paint) => naming switch
    {
        Naming.Variables => paint.Css,
        Naming.Plain => paint.Light,
        _ => null,
    };
}
