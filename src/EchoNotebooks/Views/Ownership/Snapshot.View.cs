using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>How a snapshot is drawn.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class Snapshot : IView
{
    /// <summary>What the machine's numbers are called.</summary>
    internal Labels Labels { get; private init; } = Labels.OfTheMachine;

    /// <summary>Whether descriptors that are not of the chapter (0, 1, 2, a runtime's own) are drawn as well.</summary>
    internal bool ShowsEverything { get; private init; }

    /// <summary>Whether the picture has no column of open file descriptions.</summary>
    internal bool IsTwoColumns { get; private init; }

    /// <summary>When the snapshot was taken, in the words of <see cref="WithCaption"/>; null for no words.</summary>
    public string? Caption { get; private init; }

    /// <summary>The same snapshot, which says above its picture when it was taken: "닫기가 끝난 뒤".</summary>
    /// <param name="caption">When, in words.</param>
    public Snapshot WithCaption(string caption)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(caption);
        return new(this) { Caption = caption };
    }

    /// <summary>The same snapshot, drawn as two columns: processes with their descriptors, and sockets.</summary>
    public Snapshot AsTwoColumns() => new(this) { IsTwoColumns = true };

    /// <summary>The same snapshot, drawn with every descriptor: standard input and output and a runtime's own too.</summary>
    public Snapshot WithEverything() => new(this) { ShowsEverything = true };

    /// <summary>The same snapshot under other names than the machine's pids, ports and inodes.</summary>
    internal Snapshot With(Labels labels) => new(this) { Labels = labels };

    /// <summary>The same facts as a table of text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html) => OwnershipView.WriteHtml(html, OwnershipPicture.Of(this));

    string IView.ToText() => OwnershipView.ToText(OwnershipPicture.Of(this));
}
