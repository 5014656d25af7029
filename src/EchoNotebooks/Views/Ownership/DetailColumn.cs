namespace EchoNotebooks.Views;

/// <summary>A column of a picture's table that says what was read beyond ownership.</summary>
/// <param name="Head">Its title.</param>
/// <param name="Of">What it says of a process and its descriptor; the descriptor is null where the process has none.</param>
internal sealed record DetailColumn(string Head, Func<ProcessBox, DescriptorRow?, string> Of)
{
    /// <summary>The columns in which something stands.</summary>
    public static IReadOnlyList<DetailColumn> All(OwnershipPicture picture)
    {
        DetailColumn[] columns =
        [
            new("시그널", (process, _) => Join(process.Signals)),
            new("close-on-exec", (_, row) => row?.Flag ?? ""),
            new("항목의 플래그", (_, row) => picture.IsTwoColumns ? "" : Join(DescriptionOf(row)?.Status ?? [])),
            new("큐", (_, row) => DescriptionOf(row) is { } description ? picture.Objects[description.Object].Queue : ""),
        ];
        return [.. columns.Where(column => picture.Processes.Any(process =>
            process.Rows.Append(null).Any(row => column.Of(process, row).Length > 0)))];

        DescriptionBox? DescriptionOf(DescriptorRow? row) => row?.Description is { } index ? picture.Descriptions[index] : null;
    }

    private static string Join(IReadOnlyList<string> facts) => string.Join(" · ", facts);
}
