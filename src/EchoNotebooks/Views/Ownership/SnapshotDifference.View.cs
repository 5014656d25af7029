using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a difference is told and drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class SnapshotDifference : IView
{
    private OwnershipPicture? picture;

    /// <summary>Every change in a sentence: "부모 프로세스: clnt_sock(4) 디스크립터가 닫혔다."; empty when nothing changed.</summary>
    public IReadOnlyList<string> Changes => Picture.Changes;

    /// <summary>Whether nothing changed that the pictures show.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>The same difference, drawn as two columns: processes with their descriptors, and sockets.</summary>
    public SnapshotDifference AsTwoColumns() => new(Before, After.AsTwoColumns());

    internal OwnershipPicture Picture => picture ??= OwnershipPicture.Of(this);

    /// <summary>The changes, a line each.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        OwnershipView.WriteChanges(html, Changes);
        OwnershipView.WriteHtml(html, Picture);
    }

    string IView.ToText() =>
        OwnershipView.ChangesAsText(Changes) + Environment.NewLine + OwnershipView.ToText(Picture);
}
