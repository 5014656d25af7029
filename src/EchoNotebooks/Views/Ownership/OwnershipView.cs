using System.Text;

namespace EchoNotebooks.Views;

/// <summary>The three-column picture as a drawing with its table, and as text.</summary>
internal static class OwnershipView
{
    private const string Nothing = "없다.";

    private static readonly string OwnCards = Assets.Sheet("cards-ownership.css"), DetailCards = Assets.Sheet("cards-details.css");

    /// <summary>The drawing, then the same facts as a table that a reader can open.</summary>
    public static void WriteHtml(MarkupWriter html, OwnershipPicture picture, bool isCompact = false)
    {
        var drawing = OwnershipDrawing.Alone(picture, isCompact);
        WriteSheet(html, drawing.Width, hasDetails: picture.Details.Count > 0);
        using (html.Element("div"))
        {
            Cards.WriteEnlarge(html);
            if (picture.Caption is { } caption) html.Leaf("p", caption, ("style", "font-weight:600;margin:0 0 4px"));
            WritePicture(html, picture, drawing);
        }
    }

    /// <summary>What the pictures of one view need once, before them.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="width">The width of the pictures.</param>
    /// <param name="more">What else the view needs.</param>
    /// <param name="hasDetails">Whether the tables have columns beyond ownership.</param>
    public static void WriteSheet(MarkupWriter html, double width, string more = "", bool hasDetails = false) =>
        Cards.WriteSheet(html, width, more, hasDetails ? OwnCards + DetailCards : OwnCards);

    /// <summary>The drawing with its table. Where there is no room for the drawing the table is shown, as one card a descriptor.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="picture">What it tells.</param>
    /// <param name="drawing">The drawing of it.</param>
    /// <param name="title">The drawing's title; the picture's own by default.</param>
    /// <param name="folded">Whether the table folds what the drawing folds: hundreds of whole tables are more than a page can hold.</param>
    public static void WritePicture(
        MarkupWriter html, OwnershipPicture picture, OwnershipDrawing drawing, string? title = null, bool folded = false)
    {
        using (Cards.Picture(html, drawing.Width, drawing.Height, "en-owners"))
        {
            drawing.Write(Canvas.Inline(html), title);
            foreach (var remark in picture.Remarks) html.Leaf("p", remark, ("class", "muted"));
            View.WriteFoldedTable(html, Table(folded ? picture : picture.Complete), picture.Title, all: true);
        }
    }

    /// <summary>What changed, a line each, in two columns where there is room.</summary>
    public static void WriteChanges(MarkupWriter html, IReadOnlyList<string> changes)
    {
        html.Leaf("p", "달라진 것", ("style", "font-weight:600;margin:4px 0 0"));
        using (html.Element("ul", ("style", "margin:0 0 4px;padding-left:20px;columns:2 28rem")))
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
        var details = picture.Details;
        var table = new TextTable(["프로세스", "pid와 상태", "디스크립터", "이름", "열린 파일 항목", "소켓", "양 끝", "TCP 상태", "inode", "변화",
            .. details.Select(detail => detail.Head)]);
        foreach (var process in picture.Processes)
        {
            if (process.Rows.Count == 0)
            {
                table.Add([process.Title, process.Detail, "없음", "", "", "", "", "", "", process.Change.OfProcess(),
                    .. details.Select(detail => detail.Of(process, null))]);
                table.Mark(ClassOf(process.Change));
            }
            foreach (var row in process.Rows)
            {
                var description = row.Description is { } index ? picture.Descriptions[index] : null;
                var item = description is null ? null : picture.Objects[description.Object];
                table.Add([
                    process.Title, process.Detail, row.Number, row.Name, picture.IsTwoColumns ? "" : description?.Title ?? "알 수 없음",
                    item?.Title ?? "", item?.Ends ?? "", item?.States.Replace("→", " → ", StringComparison.Ordinal) ?? "",
                    item?.Inode.Replace("inode ", "", StringComparison.Ordinal) ?? "",
                    Became(process, row, item), .. details.Select(detail => detail.Of(process, row))]);
                table.Mark(ClassOf(
                    row.Change != ChangeKind.None ? row.Change : item?.StateBefore is null ? process.Change : ChangeKind.Altered));
            }
        }
        return table;
    }

    private static string Became(ProcessBox process, DescriptorRow row, ObjectBox? item)
    {
        string[] words = [row.Change.OfDescriptor(), item?.StateBefore is null ? "" : item.Became, process.Change.OfProcess()];
        return words.FirstOrDefault(word => word.Length > 0) ?? "";
    }

    private static string? ClassOf(ChangeKind change) => change switch
    {
        ChangeKind.Vanished => "gone",
        ChangeKind.None => null,
        _ => "came",
    };
}
