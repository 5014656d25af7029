using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>What <see cref="EchoServer.Watch"/> shows at one moment.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class WatchedPicture : IView
{
    private readonly IView picture;
    private readonly string remark;
    private readonly double highest;
    private readonly bool keepsPlace;

    /// <summary>One screen of VS Code holds so high a drawing together with the cell below it; picture.css says so too.</summary>
    private const double Room = 450;

    /// <summary>The heights of what stands round the drawing: its box to tick and its folded table.</summary>
    private const double Around = 70;

    /// <summary>
    /// While cells below run, the picture grows and shrinks, but not its place: VS Code keeps the running cell where it is, and the
    /// picture would leave the screen.
    /// </summary>
    private string? PlaceKept =>
        keepsPlace && highest > 0 ? $"min-height:{Canvas.Number(Math.Max(Room, Cards.Least(highest)) + Around)}px" : null;

    /// <param name="picture">The picture.</param>
    /// <param name="remark">Whether it is still followed.</param>
    /// <param name="highest">How high its drawings have been; 0 for a height that does not change.</param>
    /// <param name="keepsPlace">Whether others will follow in its place.</param>
    internal WatchedPicture(IView picture, string remark, double highest, bool keepsPlace)
    {
        this.picture = picture;
        this.remark = remark;
        this.highest = highest;
        this.keepsPlace = keepsPlace;
    }

    /// <summary>The picture as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        using (html.Element("div", ("class", "en-watch"), ("style", PlaceKept))) picture.WriteHtml(html);
        html.Leaf("p", remark, ("class", "remark"));
    }

    string IView.ToText() => $"{picture.ToText()}{remark}\n";
}
