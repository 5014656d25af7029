using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>What <see cref="EchoServer.Watch"/> shows at one moment.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class WatchedPicture : IView
{
    private readonly IView picture;
    private readonly string remark;

    internal WatchedPicture(IView picture, string remark)
    {
        this.picture = picture;
        this.remark = remark;
    }

    /// <summary>The picture as text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        picture.WriteHtml(html);
        html.Leaf("p", remark, ("class", "remark"));
    }

    string IView.ToText() => $"{picture.ToText()}{remark}\n";
}
