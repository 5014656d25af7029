namespace EchoNotebooks.Views;

/// <summary>Ownership at one moment of a server that is followed: a small picture, for it stands above the cells that run.</summary>
internal sealed class WatchedOwnership(Snapshot snapshot) : IView
{
    private readonly OwnershipPicture picture = OwnershipPicture.Of(snapshot);

    /// <summary>The height of its drawing.</summary>
    public double Height => OwnershipDrawing.Alone(picture, isCompact: true).Height;

    void IView.WriteHtml(MarkupWriter html) => OwnershipView.WriteHtml(html, picture, isCompact: true);

    string IView.ToText() => OwnershipView.ToText(picture);
}
