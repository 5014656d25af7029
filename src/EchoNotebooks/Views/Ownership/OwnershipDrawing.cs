using static EchoNotebooks.Views.OwnershipLayout;

namespace EchoNotebooks.Views;

/// <summary>
/// The drawing: processes with their descriptors, open file descriptions, sockets; or without the open file descriptions.
/// </summary>
/// <param name="picture">What is drawn.</param>
/// <param name="at">Its places in the layout.</param>
/// <param name="layout">Where the places are; that of all pictures that are shown in its stead.</param>
internal sealed class OwnershipDrawing(OwnershipPicture picture, Placement at, OwnershipLayout layout)
{
    public double Width => layout.Width;

    public double Height => layout.Height;

    /// <summary>A picture that stands alone.</summary>
    /// <param name="picture">What it tells.</param>
    /// <param name="isCompact">Whether it is small.</param>
    public static OwnershipDrawing Alone(OwnershipPicture picture, bool isCompact = false)
    {
        var at = Places.Of(picture);
        return new(picture, at, new OwnershipLayout([(picture, at)], isCompact));
    }

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="title">Its title; the picture's own by default.</param>
    /// <param name="caption">What stands below it; null for nothing.</param>
    public void Write(Canvas canvas, string? title = null, string? caption = null)
    {
        using (canvas.Picture(Width, Height, title ?? picture.Title, picture.Description, caption))
        {
            Heads(canvas);
            // Lines first: boxes and letters lie on top of them.
            DescriptorLines(canvas);
            if (!picture.IsTwoColumns) SocketLines(canvas);
            Connections(canvas);
            for (var i = 0; i < picture.Processes.Count; i++) Process(canvas, i);
            var descriptions = picture.IsTwoColumns ? 0 : picture.Descriptions.Count;
            for (var i = 0; i < descriptions; i++) Description(canvas, i);
            for (var i = 0; i < picture.Objects.Count; i++) Object(canvas, picture.Objects[i], layout.ObjectTop(at, i));
        }
    }

    private void Heads(Canvas canvas)
    {
        var margin = layout.Margin;
        var kernels = picture.IsTwoColumns ? layout.ObjectLeft : layout.DescriptionLeft;
        var kernel = kernels - (layout.IsCompact ? 12 : 24);
        canvas.Box(kernel, margin - 8, Width - kernel - margin + 8, Height - 2 * margin + 16, Looks.Region(Colours.Muted), radius: 10);
        Marks.Head(canvas, margin, margin, "프로세스와 디스크립터", layout.IsCompact ? "" : "프로세스마다 따로 가진다");
        if (!picture.IsTwoColumns)
            Marks.Head(canvas, layout.DescriptionLeft, margin, "열린 파일 항목", layout.IsCompact ? "" : "open file description");
        Marks.Head(canvas, layout.ObjectLeft, margin, "소켓", layout.IsCompact ? "" : "운영체제가 소유한다");
        if (layout.IsCompact) canvas.Text(kernels, margin + 40, "운영체제가 소유한다", Colours.Muted);
        if (layout.IsCompact) canvas.Text(margin, margin + 40, "프로세스마다 따로", Colours.Muted);
    }

    private void DescriptorLines(Canvas canvas)
    {
        var left = layout.Margin + layout.ProcessWidth;
        var right = picture.IsTwoColumns ? layout.ObjectLeft : layout.DescriptionLeft;
        foreach (var group in layout.Lines(picture, at).GroupBy(line => Target(line.Row)))
        {
            var lines = group.OrderBy(line => line.Y).ToList();
            var spread = Math.Min(14, (layout.DescriptionHeight - 16) / Math.Max(1, lines.Count - 1));
            var middle = picture.IsTwoColumns
                ? layout.ObjectTop(at, group.Key) + layout.ObjectHeight / 2
                : layout.DescriptionTop(picture, at, group.Key) + layout.DescriptionHeight / 2;
            for (var i = 0; i < lines.Count; i++)
            {
                var change = lines[i].Row.Change;
                var y = middle + (i - (lines.Count - 1) / 2.0) * spread;
                using var line = canvas.Group($"line {lines[i].Process.Key} {lines[i].Row.Key}", change == ChangeKind.Vanished);
                canvas.Arrow(left, lines[i].Y, right, y, Looks.DescriptorLine(lines[i].Process.Role, change));
                if (change == ChangeKind.Vanished) Marks.Cross(canvas, (left + right) / 2, (lines[i].Y + y) / 2);
            }
        }
    }

    /// <summary>What the line of a descriptor ends at: an open file description, or a socket where those are left out.</summary>
    private int Target(DescriptorRow row) =>
        picture.IsTwoColumns ? picture.Descriptions[row.Description!.Value].Object : row.Description!.Value;

    private void SocketLines(Canvas canvas)
    {
        var left = layout.DescriptionLeft + layout.DescriptionWidth;
        foreach (var (description, i) in picture.Descriptions.Select((description, i) => (description, i)))
        {
            var from = layout.DescriptionTop(picture, at, i) + layout.DescriptionHeight / 2;
            var to = layout.ObjectTop(at, description.Object) + layout.ObjectHeight / 2;
            using var line = canvas.Group($"line {description.Key}", description.Change == ChangeKind.Vanished);
            canvas.Arrow(left, from, layout.ObjectLeft, to, Looks.Line(Colours.Description, description.Change));
            if (description.Change == ChangeKind.Vanished) Marks.Cross(canvas, (left + layout.ObjectLeft) / 2 - 4, (from + to) / 2);
        }
    }

    private void Connections(Canvas canvas)
    {
        var half = layout.ObjectHeight / 2;
        foreach (var (item, i) in picture.Objects.Select((item, i) => (item, i)))
            if (item.Peer is { } peer && i < peer)
                Connection(canvas, layout.ObjectTop(at, i) + half, layout.ObjectTop(at, peer) + half);
    }

    /// <summary>The two ends of one connection.</summary>
    private void Connection(Canvas canvas, double from, double to)
    {
        var (x, y1, y2) = (layout.ObjectLeft + layout.ObjectWidth, Canvas.Number(from), Canvas.Number(to));
        var (edge, bend) = (Canvas.Number(x), Canvas.Number(x + 56));
        canvas.Path($"M{edge} {y1}C{bend} {y1} {bend} {y2} {edge} {y2}", Looks.Connection);
    }

    private void Process(Canvas canvas, int index)
    {
        var process = picture.Processes[index];
        var (left, width) = (layout.Margin, layout.ProcessWidth);
        var (top, height) = (layout.ProcessTop(at, index), layout.ProcessHeight(at, index));
        using var group = canvas.Group($"process {process.Key}", process.Change == ChangeKind.Vanished);
        var look = Looks.Box(Colours.Process, process.Change);
        Marks.Box(canvas, left, top, width, height, process.IsZombie ? Looks.Zombie(look) : look, radius: 10);
        canvas.Text(left + Pad, top + 23, process.Title, bold: true, size: 16, struck: process.Change == ChangeKind.Vanished);
        canvas.Text(left + Pad, top + 42, process.Detail, Colours.Muted);
        var right = left + width - Pad;
        if (process.IsZombie) Marks.Zombie(canvas, right - 10, top + 18);
        // What has no descriptors has room for the word where they would stand.
        var middle = process.Rows.Count == 0 ? top + layout.TitleHeight + 13 : top + 37;
        Marks.Badge(canvas, right + 6, middle, process.Change.OfProcess(), process.Change);

        if (process.Rows.Count == 0)
            canvas.Text(left + Pad, top + layout.TitleHeight + 18, OwnershipWords.NoDescriptors(process, layout.IsCompact), Colours.Muted);
        for (var row = 0; row < process.Rows.Count; row++) Row(canvas, process, process.Rows[row], layout.RowTop(at, index, row));
        if (process.Rest.Length > 0) canvas.Text(left + Pad, top + height - 13, process.Rest, Colours.Muted);
        var last = top + height - 13 - (process.Rest.Length > 0 ? RestHeight : 0);
        var lines = process.SignalLines;
        foreach (var (i, line) in lines.Index())
            canvas.Text(left + Pad, last - (lines.Count - 1 - i) * LineHeight, line, Colours.Muted);
    }

    private void Row(Canvas canvas, ProcessBox process, DescriptorRow row, double top)
    {
        var (left, width, middle) = (layout.Margin + 8, layout.ProcessWidth - 16, top + layout.RowHeight / 2 - 2);
        var (edge, closed) = (layout.Margin + layout.ProcessWidth, row.Change == ChangeKind.Vanished);
        var ink = closed ? Colours.Muted : Colours.Ink;
        using var group = canvas.Group($"descriptor {process.Key} {row.Key}", closed);
        canvas.Box(left, top, width, layout.RowHeight - 4, Looks.Descriptor(row.Change), radius: 5);
        canvas.Text(layout.Margin + Pad + 2, middle + 5, row.Number, ink, bold: true, mono: true, struck: closed);
        canvas.Text(layout.Margin + Pad + NumberWidth(process), middle + 5, row.Name, ink, mono: true, struck: closed);
        if (row.Flag.Length > 0)
            canvas.Text(
                layout.Margin + Pad + NumberWidth(process) + PixelWidth.Of(row.Name, 14, mono: true) + FlagGap, middle + 5, row.Flag,
                Colours.Muted, struck: closed);
        Marks.Badge(canvas, edge - 16, middle, row.Change.OfDescriptor(), row.Change);
        if (row.Description is not null) Marks.Owner(canvas, edge, middle, process.Role, row.Change);
    }

    private void Description(Canvas canvas, int index)
    {
        var description = picture.Descriptions[index];
        var (left, width, top) = (layout.DescriptionLeft, layout.DescriptionWidth, layout.DescriptionTop(picture, at, index));
        var (middle, struck) = (left + width / 2, description.Change == ChangeKind.Vanished);
        using var group = canvas.Group($"description {description.Key}", struck);
        var look = Looks.Box(Colours.Description, description.Change);
        Marks.Box(canvas, left, top, width, layout.DescriptionHeight, look, radius: 26);
        canvas.Text(middle, top + 22, description.Title, bold: true, anchor: "middle", struck: struck);
        var (then, now) = (OwnershipWords.Holders(description), OwnershipWords.HoldersNow(description.Holders));
        Canvas.Either(then, now, (text, tells) => canvas.Text(middle, top + 42, text, Colours.Muted, anchor: "middle", tells: tells));
        foreach (var (i, line) in description.Status.Index())
            canvas.Text(middle, top + 42 + (i + 1) * StatusLineHeight, line, Colours.Muted, anchor: "middle");
    }

    private void Object(Canvas canvas, ObjectBox item, double top)
    {
        var (left, right) = (layout.ObjectLeft + Pad + 6, layout.ObjectLeft + layout.ObjectWidth - Pad);
        var gone = item.Change == ChangeKind.Vanished;
        using var group = canvas.Group($"object {item.Key}", gone);
        var height = layout.ObjectHeight;
        Marks.Box(canvas, layout.ObjectLeft, top, layout.ObjectWidth, height, Looks.Box(Colours.Socket, item.Change));
        canvas.Box(layout.ObjectLeft, top, 6, height, new Look(Fill: gone ? Colours.Changed : Colours.Socket));
        var y = top + 24;
        canvas.Text(left, y, item.Title, bold: true, size: 16, struck: gone);
        Marks.Badge(canvas, right + 4, y - 4, item.Became, item.Change);
        if (item.State.Length > 0) Line(at => State(canvas, item, left, at));
        if (item.Ends.Length > 0) Line(at => canvas.Text(left, at, item.Ends, mono: true));
        var holders = OwnershipWords.Holders(item);
        Line(at => Canvas.Either(
            holders, OwnershipWords.HoldersNow(item.Holders), (text, tells) => canvas.Text(left, at, text, bold: true, tells: tells)));
        foreach (var detail in item.Details(layout.IsCompact)) Line(at => canvas.Text(left, at, detail, Colours.Muted));

        void Line(Action<double> draw) => draw(y += LineHeight);
    }

    /// <summary>
    /// The TCP state; where it changed, the former one struck through like a descriptor that went, and the new one heavy.
    /// </summary>
    private static void State(Canvas canvas, ObjectBox item, double left, double y)
    {
        if (item.StateBefore is not { } before)
        {
            canvas.Text(left, y, item.State, mono: true);
            return;
        }
        canvas.Replaced(left, y, before, item.State);
        canvas.Text(left, y, item.State, mono: true, tells: Tells.After);
    }
}
