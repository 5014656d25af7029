namespace EchoNotebooks.Views;

/// <summary>
/// What the three-column picture says, before it is decided where anything stands: processes with their descriptors,
/// open file descriptions, and the sockets that these lead to; with the changes since an earlier snapshot.
/// </summary>
internal sealed class OwnershipPicture
{
    public required string Title { get; init; }

    /// <summary>When the facts were read, in words; null for nothing.</summary>
    public string? Caption { get; init; }

    /// <summary>Whether the open file descriptions are left out: descriptors lead to sockets.</summary>
    public bool IsTwoColumns { get; init; }

    public required IReadOnlyList<ProcessBox> Processes { get; init; }

    public required IReadOnlyList<DescriptionBox> Descriptions { get; init; }

    public required IReadOnlyList<ObjectBox> Objects { get; init; }

    /// <summary>Remarks on what the kernel refused to tell.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What changed, in sentences.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Whether more than ownership was asked for.</summary>
    public bool HasDetails { get; init; }

    /// <summary>The columns that its table has beyond ownership.</summary>
    public IReadOnlyList<DetailColumn> Details => HasDetails ? DetailColumn.All(this) : [];

    /// <summary>The same picture with nothing folded, for tables and text.</summary>
    public OwnershipPicture Complete => Unfolded ?? this;

    /// <summary>The picture with nothing folded, where this one folds something.</summary>
    public OwnershipPicture? Unfolded { get; init; }

    /// <summary>The picture in words, for a reader who does not see it.</summary>
    public string Description => string.Join(' ', [
        .. Processes.Select(InWords), .. Descriptions.Where(one => !IsTwoColumns && one.Status.Count > 0).Select(InWords),
        .. Objects.Select(InWords), .. Changes, .. Remarks,
    ]);

    /// <summary>The picture of one snapshot.</summary>
    public static OwnershipPicture Of(Snapshot snapshot) => new OwnershipPictureBuilder(new DrawnFacts(snapshot)).Build();

    /// <summary>The picture of the later snapshot, with what was there before and is not any more.</summary>
    public static OwnershipPicture Of(SnapshotDifference difference) => new OwnershipPictureBuilder(new DrawnFacts(difference)).Build();

    private static string InWords(ProcessBox process)
    {
        var rows = process.Rows.Select(row => $"{row.Number} {row.Name} {row.Flag}".Trim() + row.Change.InBrackets());
        var held = process.Rows.Count == 0 ? "디스크립터 없음" : string.Join(", ", rows);
        var signals = string.Concat(process.Signals.Select(fact => $" {fact}."));
        return $"{process.Title}({process.Detail}){process.Change.InBrackets()}: {held}.{signals}";
    }

    private static string InWords(DescriptionBox description) => $"{description.Title}: {string.Join(", ", description.Status)}.";

    private static string InWords(ObjectBox item) =>
        $"{item.Title} {item.States} {item.Ends}{item.Change.InBrackets()}: 디스크립터 {item.Holders}개가 가리킨다. {Sentence(item.Queue)}"
            .Replace("  ", " ", StringComparison.Ordinal).TrimEnd();

    private static string Sentence(string words) => words.Length == 0 ? "" : words + ".";
}
