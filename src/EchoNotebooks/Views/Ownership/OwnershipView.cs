using System.Text;

namespace EchoNotebooks.Views;

/// <summary>The three-column picture as a drawing with its table, and as text.</summary>
internal static class OwnershipView
{
    private const string Nothing = "없다.";

    /// <summary>The drawing, then the same facts as a table that a reader can open.</summary>
    public static void WriteHtml(MarkupWriter html, OwnershipPicture picture)
    {
        if (picture.Caption is { } caption) html.Leaf("p", caption, ("style", "font-weight:600;margin:0 0 4px"));
        new OwnershipDrawing(picture).Write(Canvas.Inline(html));
        foreach (var remark in picture.Remarks) html.Leaf("p", remark, ("class", "muted"));
        WriteTable(html, picture);
    }

    /// <summary>The table alone, to be opened.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="picture">What it tells.</param>
    /// <param name="folded">Whether it folds what the drawing folds: hundreds of whole tables are more than a page can hold.</param>
    public static void WriteTable(MarkupWriter html, OwnershipPicture picture, bool folded = false) =>
        View.WriteFoldedTable(html, Table(folded ? picture : picture.Complete), picture.Title);

    /// <summary>What changed, a line each.</summary>
    public static void WriteChanges(MarkupWriter html, IReadOnlyList<string> changes)
    {
        html.Leaf("p", "달라진 것", ("style", "font-weight:600;margin:0"));
        using (html.Element("ul", ("style", "margin:4px 0 12px;padding-left:20px")))
        {
            foreach (var change in changes) html.Leaf("li", change);
            if (changes.Count == 0) html.Leaf("li", Nothing);
        }
    }

    public static string ToText(OwnershipPicture picture)
    {
        var text = new StringBuilder();
        text.AppendLine(picture.Caption is { } caption ? $"{picture.Title} ({caption})" : picture.Title);
        text.Append(Table(picture.Complete).ToText());
        foreach (var item in picture.Complete.Objects)
            text.AppendLine(
                $"{item.Title} {item.Ends}: 디스크립터 {item.Holders}개가 가리킨다.{item.Change.InBrackets()} {item.Queue}"
                    .Replace("  ", " ", StringComparison.Ordinal).TrimEnd());
        foreach (var remark in picture.Remarks) text.AppendLine(remark);
        return text.ToString();
    }

    public static string ChangesAsText(IReadOnlyList<string> changes)
    {
        var text = new StringBuilder("달라진 것").AppendLine();
        foreach (var change in changes.DefaultIfEmpty(Nothing)) text.AppendLine($"- {change}");
        return text.ToString();
    }

    private static TextTable Table(OwnershipPicture picture)
    {
        var table = new TextTable("프로세스", "pid와 상태", "디스크립터", "이름", "열린 파일 항목", "소켓", "양 끝", "TCP 상태", "inode", "변화");
        foreach (var process in picture.Processes)
        {
            if (process.Rows.Count == 0)
                table.Add(process.Title, process.Detail, "없음", "", "", "", "", "", "", process.Change.OfProcess());
            foreach (var row in process.Rows)
            {
                var description = row.Description is { } index ? picture.Descriptions[index] : null;
                var item = description is null ? null : picture.Objects[description.Object];
                table.Add(
                    process.Title, process.Detail, row.Number, row.Name, picture.IsTwoColumns ? "" : description?.Title ?? "알 수 없음",
                    item?.Title ?? "", item?.Ends ?? "", item?.State ?? "",
                    item?.Inode.Replace("inode ", "", StringComparison.Ordinal) ?? "",
                    row.Change == ChangeKind.None ? process.Change.OfProcess() : row.Change.OfDescriptor());
            }
        }
        return table;
    }
}
