namespace EchoNotebooks.Views;

/// <summary>
/// Where there is no room for a drawing the same facts stand there as cards, a row of its table each. The room is that of the
/// element that the drawing stands in, not of the window.
/// </summary>
internal static class Cards
{
    /// <summary>The letters of a drawing are 14 pixels high; shrunken to this share they are 11.</summary>
    private const double LeastShare = 11.0 / 14;

    private static readonly string Pictures = Assets.Sheet("picture.css"), Common = Assets.Sheet("cards.css");

    /// <summary>Less room than this many pixels, and the letters would be too small.</summary>
    public static int Least(double width) => (int)Math.Ceiling(width * LeastShare);

    /// <summary>What the pictures of one view need once, before them.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="width">The width of the pictures.</param>
    /// <param name="more">What else the view needs.</param>
    /// <param name="cards">How the columns of its tables look on cards.</param>
    public static void WriteSheet(MarkupWriter html, double width, string more, string cards)
    {
        var least = Least(width);
        using (html.Element("style"))
            html.Raw(Pictures + more + (Common + cards).Replace("LEAST", $"{least}", StringComparison.Ordinal)
                .Replace("CARDS", $"en-c{least}", StringComparison.Ordinal));
    }

    /// <summary>
    /// The box to tick for a drawing as wide as the output, for the back row. It stands before the drawing, in the same element.
    /// </summary>
    public static void WriteEnlarge(MarkupWriter html)
    {
        using (html.Element("label", ("class", "en-enlarge")))
        {
            html.Void("input", ("type", "checkbox"));
            html.Text("크게 보기");
        }
    }

    /// <summary>The element of a drawing and its table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="width">The width of the drawing.</param>
    /// <param name="height">Its height.</param>
    /// <param name="kind">The class of what it draws.</param>
    public static MarkupWriter.Scope Picture(MarkupWriter html, double width, double height, string kind) => html.Element(
        "div", ("class", $"en-picture {kind} en-c{Least(width)}"), ("style", $"--w:{Canvas.Number(width)};--h:{Canvas.Number(height)}"));
}
