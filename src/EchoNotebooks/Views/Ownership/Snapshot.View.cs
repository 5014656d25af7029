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

    /// <summary>The same snapshot, drawn with every descriptor: standard input and output and a runtime's own too.</summary>
    public Snapshot WithEverything() => new(Facts, Port, names, lastEnds) { Labels = Labels, ShowsEverything = true };

    /// <summary>The same snapshot under other names than the machine's pids, ports and inodes.</summary>
    internal Snapshot With(Labels labels) =>
        new(Facts, Port, names, lastEnds) { Labels = labels, ShowsEverything = ShowsEverything };

    /// <summary>The same facts as a table of text.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html) => OwnershipView.WriteHtml(html, OwnershipPicture.Of(this));

    string IView.ToText() => OwnershipView.ToText(OwnershipPicture.Of(this));
}
