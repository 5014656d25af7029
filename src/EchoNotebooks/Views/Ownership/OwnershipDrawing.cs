using static EchoNotebooks.Views.OwnershipLayout;

namespace EchoNotebooks.Views;

/// <summary>
/// The drawing: processes with their descriptors, open file descriptions, sockets; or without the open file descriptions.
/// </summary>
/// <param name="picture">What is drawn.</param>
/// <param name="alike">Pictures that are shown one after another in the same place (<see cref="OwnershipLayout"/>).</param>
internal sealed class OwnershipDrawing(OwnershipPicture picture, IReadOnlyCollection<OwnershipPicture>? alike = null)
{
    private readonly OwnershipLayout layout = new(picture, alike);

    public double Width => layout.Width;

    public double Height => layout.Height;

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="title">Its title; the picture's own by default.</param>
    public void Write(Canvas canvas, string? title = null)
    {
        using (canvas.Picture(Width, Height, title ?? picture.Title, picture.Description))
        {
            Heads(canvas);
            // Lines first: boxes and letters lie on top of them.
            DescriptorLines(canvas);
            if (!picture.IsTwoColumns) SocketLines(canvas);
            Connections(canvas);
            for (var i = 0; i < picture.Processes.Count; i++) Process(canvas, picture.Processes[i], layout.ProcessTop[i]);
            var descriptions = picture.IsTwoColumns ? 0 : picture.Descriptions.Count;
            for (var i = 0; i < descriptions; i++) Description(canvas, picture.Descriptions[i], layout.DescriptionTop[i]);
            for (var i = 0; i < picture.Objects.Count; i++) Object(canvas, picture.Objects[i], layout.ObjectTop[i]);
        }
    }

    private void Heads(Canvas canvas)
    {
        var margin = layout.Margin;
        var kernel = (picture.IsTwoColumns ? layout.ObjectLeft : layout.DescriptionLeft) - (layout.IsCompact ? 14 : 24);
        canvas.Box(kernel, margin - 8, Width - kernel - margin + 8, Height - 2 * margin + 16, Looks.Region(Colours.Muted), radius: 10);
        Marks.Head(canvas, margin, margin, "프로세스와 디스크립터", "프로세스마다 따로 가진다");
        if (!picture.IsTwoColumns)
            Marks.Head(canvas, layout.DescriptionLeft, margin, "열린 파일 항목", layout.IsCompact ? "" : "open file description");
        Marks.Head(canvas, layout.ObjectLeft, margin, "소켓", "운영체제가 소유한다");
    }

    private void DescriptorLines(Canvas canvas)
    {
        var left = layout.Margin + layout.ProcessWidth;
        var right = picture.IsTwoColumns ? layout.ObjectLeft : layout.DescriptionLeft;
        foreach (var group in layout.Lines().GroupBy(line => Target(line.Row)))
        {
            var lines = group.OrderBy(line => line.Y).ToList();
            var spread = Math.Min(12, (DescriptionHeight - 16) / Math.Max(1, lines.Count - 1));
            var middle = picture.IsTwoColumns
                ? layout.ObjectTop[group.Key] + ObjectHeight / 2 : layout.DescriptionTop[group.Key] + DescriptionHeight / 2;
            for (var i = 0; i < lines.Count; i++)
            {
                var change = lines[i].Row.Change;
                var y = middle + (i - (lines.Count - 1) / 2.0) * spread;
                canvas.Arrow(left, lines[i].Y, right, y, Looks.Line(Colours.Process, change));
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
            var from = layout.DescriptionTop[i] + DescriptionHeight / 2;
            var to = layout.ObjectTop[description.Object] + ObjectHeight / 2;
            canvas.Arrow(left, from, layout.ObjectLeft, to, Looks.Line(Colours.Description, description.Change));
            if (description.Change == ChangeKind.Vanished) Marks.Cross(canvas, (left + layout.ObjectLeft) / 2 - 4, (from + to) / 2);
        }
    }

    private void Connections(Canvas canvas)
    {
        foreach (var (item, i) in picture.Objects.Select((item, i) => (item, i)))
            if (item.Peer is { } peer && i < peer)
                Connection(canvas, layout.ObjectTop[i] + ObjectHeight / 2, layout.ObjectTop[peer] + ObjectHeight / 2);
    }

    /// <summary>The two ends of one connection.</summary>
    private void Connection(Canvas canvas, double from, double to)
    {
        var (x, y1, y2) = (layout.ObjectLeft + layout.ObjectWidth, Canvas.Number(from), Canvas.Number(to));
        var (edge, bend) = (Canvas.Number(x), Canvas.Number(x + 56));
        canvas.Path($"M{edge} {y1}C{bend} {y1} {bend} {y2} {edge} {y2}", Looks.Connection);
    }

    private void Process(Canvas canvas, ProcessBox process, double top)
    {
        var (left, width, height) = (layout.Margin, layout.ProcessWidth, HeightOf(process));
        var look = Looks.Box(Colours.Process, process.Change);
        Marks.Box(canvas, left, top, width, height, process.IsZombie ? Looks.Zombie(look) : look, radius: 10);
        canvas.Text(left + Pad, top + 24, process.Title, bold: true, size: 16, struck: process.Change == ChangeKind.Vanished);
        canvas.Text(left + Pad, top + 44, process.Detail, Colours.Muted);
        var right = left + width - Pad;
        if (process.IsZombie)
        {
            Marks.Zombie(canvas, right - 12, top + 22);
            right -= 36;
        }
        Marks.Badge(canvas, right, top + 19, process.Change.OfProcess(), process.Change);

        var y = top + TitleHeight;
        if (process.Rows.Count == 0) canvas.Text(left + Pad, y + 18, OwnershipWords.NoDescriptors(process), Colours.Muted);
        foreach (var row in process.Rows)
        {
            Row(canvas, row, NumberWidth(process), y);
            y += RowHeight;
        }
        if (process.Rest.Length > 0) canvas.Text(left + Pad, top + height - 13, process.Rest, Colours.Muted);
    }

    private void Row(Canvas canvas, DescriptorRow row, double numberWidth, double top)
    {
        var (left, width, middle) = (layout.Margin + 8, layout.ProcessWidth - 16, top + RowHeight / 2 - 2);
        var closed = row.Change == ChangeKind.Vanished;
        var ink = closed ? Colours.Muted : Colours.Ink;
        canvas.Box(left, top, width, RowHeight - 4, Looks.Descriptor(row.Change), radius: 5);
        canvas.Text(layout.Margin + Pad + 2, middle + 5, row.Number, ink, bold: true, mono: true, struck: closed);
        canvas.Text(layout.Margin + Pad + numberWidth, middle + 5, row.Name, ink, mono: true, struck: closed);
        Marks.Badge(canvas, layout.Margin + layout.ProcessWidth - 14, middle, row.Change.OfDescriptor(), row.Change);
        if (row.Description is not null) canvas.Circle(layout.Margin + layout.ProcessWidth, middle, 5, Looks.Dot(row.Change));
    }

    private void Description(Canvas canvas, DescriptionBox description, double top)
    {
        var look = Looks.Box(Colours.Description, description.Change);
        Marks.Box(canvas, layout.DescriptionLeft, top, layout.DescriptionWidth, DescriptionHeight, look, radius: DescriptionHeight / 2);
        var (middle, struck) = (layout.DescriptionLeft + layout.DescriptionWidth / 2, description.Change == ChangeKind.Vanished);
        canvas.Text(middle, top + 22, description.Title, bold: true, anchor: "middle", struck: struck);
        canvas.Text(middle, top + 42, OwnershipWords.Holders(description), Colours.Muted, anchor: "middle");
    }

    private void Object(Canvas canvas, ObjectBox item, double top)
    {
        var (left, right) = (layout.ObjectLeft + Pad + 6, layout.ObjectLeft + layout.ObjectWidth - Pad);
        var gone = item.Change == ChangeKind.Vanished;
        Marks.Box(canvas, layout.ObjectLeft, top, layout.ObjectWidth, ObjectHeight, Looks.Box(Colours.Socket, item.Change));
        canvas.Box(layout.ObjectLeft, top, 6, ObjectHeight, new Look(Fill: gone ? Colours.Changed : Colours.Socket));
        canvas.Text(left, top + 25, item.Title, bold: true, size: 16, struck: gone);
        canvas.Text(right, top + 25, item.State, mono: true, anchor: "end");
        canvas.Text(left, top + 48, item.Ends, mono: true);
        canvas.Text(left, top + 71, OwnershipWords.Holders(item), bold: true);
        if (item.Change == ChangeKind.None && item.Queue.Length > 0) canvas.Text(right, top + 71, item.Queue, anchor: "end");
        else if (item.Change == ChangeKind.None) canvas.Text(right, top + 71, item.Inode, Colours.Muted, anchor: "end");
        else Marks.Badge(canvas, right, top + 66, item.Change.OfObject(), item.Change);
    }
}
