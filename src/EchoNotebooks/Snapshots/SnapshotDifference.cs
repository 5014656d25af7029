using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// What changed between two snapshots of one server. Shown as the later picture, with what was closed or opened in
/// between marked by a word and a dashed or a heavy line.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class SnapshotDifference : IView
{
    internal SnapshotDifference(Snapshot before, Snapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        Before = before;
        After = after;
        Picture = OwnershipPicture.Of(after, before);
    }

    /// <summary>The earlier snapshot.</summary>
    public Snapshot Before { get; }

    /// <summary>The later snapshot.</summary>
    public Snapshot After { get; }

    /// <summary>The difference of the kernel's facts, every descriptor of it, also those that no picture shows.</summary>
    public SnapshotDiff Facts => SnapshotDiff.Between(Before.Facts, After.Facts);

    /// <summary>Every change in a sentence: "부모 프로세스가 clnt_sock(4)을 닫았다"; empty when nothing changed.</summary>
    public IReadOnlyList<string> Changes => Picture.Changes;

    /// <summary>Whether nothing changed that the pictures show.</summary>
    public bool IsEmpty => Changes.Count == 0;

    internal OwnershipPicture Picture { get; }

    /// <summary>The changes, a line each.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(Markup html)
    {
        OwnershipView.WriteChanges(html, Changes);
        OwnershipView.WriteHtml(html, Picture);
    }

    string IView.ToText() =>
        OwnershipView.ChangesAsText(Changes) + Environment.NewLine + OwnershipView.ToText(Picture);
}
