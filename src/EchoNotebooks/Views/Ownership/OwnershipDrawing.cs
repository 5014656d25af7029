using EchoNotebooks.Views;
using static EchoNotebooks.Views.Style;

namespace EchoNotebooks;

/// <summary>
/// The three-column drawing: processes with their descriptors, open file descriptions, sockets. First everything
/// is measured, then placed so that nothing overlaps, then drawn.
/// </summary>
internal sealed class OwnershipDrawing
{
    private const double Gap = 20, Pad = 14;
    private const double Top = 84, RowHeight = 30, TitleHeight = 54, RestHeight = 26;
    private const double DescriptionHeight = 52, ObjectHeight = 84;

    private readonly OwnershipPicture picture;
    private readonly bool compact;
    private readonly double margin, between;
    private readonly double processWidth, descriptionWidth, objectWidth, peerWidth;
    private readonly double descriptionLeft, objectLeft;
    private readonly double[] processTop, descriptionTop, objectTop;

    /// <param name="picture">What is drawn.</param>
    /// <param name="alike">Pictures that are shown one after another in the same place: all get the same columns, and narrow ones, because they share the page with other panes.</param>
    public OwnershipDrawing(OwnershipPicture picture, IReadOnlyCollection<OwnershipPicture>? alike = null)
    {
        this.picture = picture;
        compact = alike is not null;
        (margin, between) = compact ? (12, 44) : (20, 76);
        alike ??= [picture];
        processWidth = Widest(alike.SelectMany(one => one.Processes).SelectMany(WidthsOf), compact ? 196 : 250);
        descriptionWidth = Widest(alike.SelectMany(one => one.Descriptions).Select(item => Cells.Pixels(Title(item), 14) + 2 * Pad + 8), compact ? 122 : 158);
        objectWidth = Widest(alike.SelectMany(one => one.Objects).SelectMany(WidthsOf), compact ? 230 : 260);
        peerWidth = alike.Any(one => one.Objects.Any(item => item.Peer is not null)) ? 56 : 0;
        descriptionLeft = margin + processWidth + between;
        objectLeft = descriptionLeft + descriptionWidth + between;
        processTop = StackProcesses();
        (descriptionTop, objectTop) = PlaceSockets();
    }

    public double Width => objectLeft + objectWidth + peerWidth + margin + 12;

    public double Height => margin + 12 + Math.Max(Top + 60, Math.Max(
        picture.Processes.Select((process, i) => processTop[i] + HeightOf(process)).DefaultIfEmpty(0).Max(),
        objectTop.Select(top => top + ObjectHeight).DefaultIfEmpty(0).Max()));

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="title">Its title; the picture's own by default.</param>
    public void Write(Canvas canvas, string? title = null)
    {
        using (canvas.Picture(Width, Height, title ?? picture.Title, picture.Description))
        {
            Heads(canvas);
            // Lines first: boxes and letters lie on top of them.
            DescriptorLines(canvas);
            SocketLines(canvas);
            for (var i = 0; i < picture.Processes.Count; i++) Process(canvas, picture.Processes[i], processTop[i]);
            for (var i = 0; i < picture.Descriptions.Count; i++) Description(canvas, picture.Descriptions[i], descriptionTop[i]);
            for (var i = 0; i < picture.Objects.Count; i++) Socket(canvas, picture.Objects[i], objectTop[i]);
        }
    }

    // ---- measuring ----

    private static double Widest(IEnumerable<double> widths, double least) => Math.Ceiling(widths.DefaultIfEmpty(0).Append(least).Max());

    private static IEnumerable<double> WidthsOf(ProcessBox process)
    {
        yield return Cells.Pixels(process.Title, 16) + BadgeWidth(process.Change.OfProcess()) + 2 * Pad + (process.IsZombie ? 36 : 0);
        yield return Cells.Pixels(process.Detail, 14) + 2 * Pad;
        yield return Cells.Pixels(process.Rest, 14) + 2 * Pad;
        if (process.Rows.Count == 0) yield return Cells.Pixels(NoDescriptors(process), 14) + 2 * Pad;
        foreach (var row in process.Rows)
            yield return Pad + NumberWidth(process) + Cells.Pixels(row.Name, 14, mono: true) + BadgeWidth(row.Change.OfDescriptor()) + Pad + 12;
    }

    private static IEnumerable<double> WidthsOf(ObjectBox item)
    {
        yield return Cells.Pixels(item.Title, 16) + Cells.Pixels(item.State, 14, mono: true) + 2 * Pad + 48;
        yield return Cells.Pixels(item.Ends, 14, mono: true) + 2 * Pad + 8;
        yield return Cells.Pixels(HoldersText(item), 14) + Math.Max(BadgeWidth(item.Change.OfObject()), Cells.Pixels(item.Inode, 14)) + 2 * Pad + 24;
    }

    private static double NumberWidth(ProcessBox process) =>
        process.Rows.Select(row => Cells.Pixels(row.Number, 14, mono: true)).DefaultIfEmpty(0).Max() is > 0 and var width ? width + 14 : 2;

    private static double BadgeWidth(string word) => word.Length == 0 ? 0 : Cells.Pixels("+ " + word, 14) + 16 + 8;

    private static double HeightOf(ProcessBox process) =>
        TitleHeight + Math.Max(1, process.Rows.Count) * RowHeight + (process.Rest.Length > 0 ? RestHeight : 0) + 8;

    private string Title(DescriptionBox description) =>
        compact ? description.Title.Replace("열린 파일 ", "", StringComparison.Ordinal) : description.Title;

    private static string NoDescriptors(ProcessBox process) => process.IsZombie ? "디스크립터 없음: 모두 닫혔다" : "이 그림에 나올 디스크립터가 없다";

    private static string HoldersText(ObjectBox item) =>
        item.Holders == item.HoldersBefore ? $"디스크립터 {item.Holders}개" : $"디스크립터 {item.HoldersBefore}개 → {item.Holders}개";

    // ---- placing ----

    private double[] StackProcesses()
    {
        var tops = new double[picture.Processes.Count];
        var top = Top;
        for (var i = 0; i < tops.Length; i++)
        {
            tops[i] = top;
            top += HeightOf(picture.Processes[i]) + Gap;
        }
        return tops;
    }

    /// <summary>Each socket stands as near as possible to the height of the descriptors that lead to it.</summary>
    private (double[] Descriptions, double[] Objects) PlaceSockets()
    {
        var blocks = Enumerable.Range(0, picture.Objects.Count).Select(item =>
        {
            var own = Enumerable.Range(0, picture.Descriptions.Count).Where(i => picture.Descriptions[i].Object == item).ToList();
            var heights = Lines().Where(line => own.Contains(line.Row.Description!.Value)).Select(line => line.Y).ToList();
            return (Item: item, Own: own, Wish: heights.Count == 0 ? Top : heights.Average(),
                Height: Math.Max(ObjectHeight, own.Count * (DescriptionHeight + 8) - 8));
        }).OrderBy(block => block.Wish).ToList();

        var tops = new double[blocks.Count];
        var next = Top;
        for (var i = 0; i < blocks.Count; i++)
        {
            tops[i] = Math.Max(next, blocks[i].Wish - blocks[i].Height / 2);
            next = tops[i] + blocks[i].Height + Gap;
        }
        // Pushing down only would leave the column hanging low: move it up by half of what it was pushed.
        var pushed = blocks.Select((block, i) => tops[i] + block.Height / 2 - block.Wish).DefaultIfEmpty(0).Average();
        var up = Math.Max(0, Math.Min(pushed, tops.FirstOrDefault(Top) - Top));

        var descriptions = new double[picture.Descriptions.Count];
        var objects = new double[picture.Objects.Count];
        foreach (var (block, top) in blocks.Zip(tops))
        {
            var middle = top - up + block.Height / 2;
            objects[block.Item] = middle - ObjectHeight / 2;
            var first = middle - (block.Own.Count * (DescriptionHeight + 8) - 8) / 2;
            for (var i = 0; i < block.Own.Count; i++) descriptions[block.Own[i]] = first + i * (DescriptionHeight + 8);
        }
        return (descriptions, objects);
    }

    /// <summary>Every descriptor that leads somewhere, with the height of its row's middle.</summary>
    private IEnumerable<(DescriptorRow Row, double Y)> Lines()
    {
        for (var p = 0; p < picture.Processes.Count; p++)
            for (var r = 0; r < picture.Processes[p].Rows.Count; r++)
                if (picture.Processes[p].Rows[r].Description is not null)
                    yield return (picture.Processes[p].Rows[r], processTop[p] + TitleHeight + r * RowHeight + RowHeight / 2 - 2);
    }

    // ---- drawing ----

    private void Heads(Canvas canvas)
    {
        var kernel = descriptionLeft - (compact ? 14 : 24);
        canvas.Box(kernel, margin - 8, Width - kernel - margin + 8, Height - 2 * margin + 16,
            new Look(Fill: Muted, Opacity: 0.07), radius: 10);
        Head(margin, "프로세스와 디스크립터", "프로세스마다 따로 가진다");
        Head(descriptionLeft, "열린 파일 항목", compact ? "" : "open file description");
        Head(objectLeft, "소켓", "운영체제가 소유한다");

        void Head(double x, string title, string below)
        {
            canvas.Text(x, margin + 18, title, bold: true, size: 16);
            if (below.Length > 0) canvas.Text(x, margin + 40, below, Muted);
        }
    }

    private void DescriptorLines(Canvas canvas)
    {
        foreach (var group in Lines().GroupBy(line => line.Row.Description!.Value))
        {
            var lines = group.OrderBy(line => line.Y).ToList();
            var spread = Math.Min(12, (DescriptionHeight - 16) / Math.Max(1, lines.Count - 1));
            for (var i = 0; i < lines.Count; i++)
            {
                var x = margin + processWidth;
                var y = descriptionTop[group.Key] + DescriptionHeight / 2 + (i - (lines.Count - 1) / 2.0) * spread;
                canvas.Arrow(x, lines[i].Y, descriptionLeft, y, LineLook(lines[i].Row.Change, Style.Process));
                if (lines[i].Row.Change == Change.Vanished) Cross(canvas, (margin + processWidth + descriptionLeft) / 2, (lines[i].Y + y) / 2);
            }
        }
    }

    private void SocketLines(Canvas canvas)
    {
        foreach (var (description, i) in picture.Descriptions.Select((description, i) => (description, i)))
        {
            var from = descriptionTop[i] + DescriptionHeight / 2;
            var to = objectTop[description.Object] + ObjectHeight / 2;
            canvas.Arrow(descriptionLeft + descriptionWidth, from, objectLeft, to, LineLook(description.Change, Style.Description));
            if (description.Change == Change.Vanished) Cross(canvas, (descriptionLeft + descriptionWidth + objectLeft) / 2 - 4, (from + to) / 2);
        }
        foreach (var (item, i) in picture.Objects.Select((item, i) => (item, i)))
            if (item.Peer is { } peer && i < peer)
            {
                var (x, y1, y2) = (objectLeft + objectWidth, objectTop[i] + ObjectHeight / 2, objectTop[peer] + ObjectHeight / 2);
                canvas.Path($"M{N(x)} {N(y1)}C{N(x + 56)} {N(y1)} {N(x + 56)} {N(y2)} {N(x)} {N(y2)}", new Look(Style.Socket, Dash: "2 5"));
            }

        static string N(double value) => Canvas.Number(value);
    }

    private static Look LineLook(Change change, Paint usual) => change switch
    {
        Change.Vanished => new Look(Changed, Width: 2, Dash: Look.Dashes),
        Change.Appeared => new Look(Changed, Width: 3.5),
        _ => new Look(usual),
    };

    private static Look BoxLook(Change change, Paint usual) => change switch
    {
        Change.Vanished => new Look(Changed, Dash: Look.Dashes),
        Change.Appeared or Change.Altered => new Look(Changed, Width: 3.5, Fill: usual, Opacity: 0.1),
        _ => new Look(usual, Fill: usual, Opacity: 0.1),
    };

    private static void Cross(Canvas canvas, double x, double y)
    {
        canvas.Circle(x, y, 11, new Look(Changed, Fill: Card));
        canvas.Path($"M{Canvas.Number(x - 5)} {Canvas.Number(y - 5)}l10 10m0 -10l-10 10", new Look(Changed, Width: 2.5));
    }

    /// <summary>A word in a frame whose right end is given: dashed for what is gone, heavy for what is new.</summary>
    private static void Badge(Canvas canvas, double right, double middle, string word, Change change)
    {
        if (word.Length == 0) return;
        var text = change switch { Change.Vanished => "× ", Change.Appeared => "+ ", _ => "" } + word;
        var width = Cells.Pixels(text, 14) + 16;
        canvas.Box(right - width, middle - 11, width, 22,
            new Look(Changed, Width: change == Change.Vanished ? 1.5 : 2.5, Dash: change == Change.Vanished ? "4 3" : null, Fill: Card), radius: 11);
        canvas.Text(right - width / 2, middle + 5, text, anchor: "middle", bold: change != Change.Vanished);
    }

    private void Process(Canvas canvas, ProcessBox process, double top)
    {
        var look = BoxLook(process.Change, Style.Process);
        if (process.IsZombie) look = look with { Dash = "2 4" };
        canvas.Box(margin, top, processWidth, HeightOf(process), new Look(Fill: Card), radius: 10);
        canvas.Box(margin, top, processWidth, HeightOf(process), look, radius: 10);
        canvas.Text(margin + Pad, top + 24, process.Title, bold: true, size: 16, struck: process.Change == Change.Vanished);
        canvas.Text(margin + Pad, top + 44, process.Detail, Muted);
        var right = margin + processWidth - Pad;
        if (process.IsZombie)
        {
            canvas.Circle(right - 12, top + 22, 13, new Look(Muted, Dash: "3 3", Fill: Card));
            canvas.Text(right - 12, top + 28, "Z", bold: true, size: 16, anchor: "middle");
            right -= 36;
        }
        Badge(canvas, right, top + 19, process.Change.OfProcess(), process.Change);

        var y = top + TitleHeight;
        if (process.Rows.Count == 0) canvas.Text(margin + Pad, y + 18, NoDescriptors(process), Muted);
        foreach (var row in process.Rows)
        {
            Row(canvas, process, row, y);
            y += RowHeight;
        }
        if (process.Rest.Length > 0) canvas.Text(margin + Pad, top + HeightOf(process) - 13, process.Rest, Muted);
    }

    private void Row(Canvas canvas, ProcessBox process, DescriptorRow row, double top)
    {
        var (left, width, middle) = (margin + 8, processWidth - 16, top + RowHeight / 2 - 2);
        var closed = row.Change == Change.Vanished;
        canvas.Box(left, top, width, RowHeight - 4, closed
            ? new Look(Changed, Width: 1.5, Dash: Look.Dashes, Fill: Card)
            : new Look(row.Change == Change.Appeared ? Changed : Style.Process, row.Change == Change.Appeared ? 3 : 1.5, Fill: Card), radius: 5);
        canvas.Text(margin + Pad + 2, middle + 5, row.Number, closed ? Muted : Ink, bold: true, mono: true, struck: closed);
        canvas.Text(margin + Pad + NumberWidth(process), middle + 5, row.Name, closed ? Muted : Ink, mono: true, struck: closed);
        Badge(canvas, margin + processWidth - 14, middle, row.Change.OfDescriptor(), row.Change);
        if (row.Description is not null)
            canvas.Circle(margin + processWidth, middle, 5, new Look(closed || row.Change == Change.Appeared ? Changed : Style.Process, Fill: closed ? Card : row.Change == Change.Appeared ? Changed : Style.Process));
    }

    private void Description(Canvas canvas, DescriptionBox description, double top)
    {
        canvas.Box(descriptionLeft, top, descriptionWidth, DescriptionHeight, new Look(Fill: Card), radius: DescriptionHeight / 2);
        canvas.Box(descriptionLeft, top, descriptionWidth, DescriptionHeight, BoxLook(description.Change, Style.Description), radius: DescriptionHeight / 2);
        var middle = descriptionLeft + descriptionWidth / 2;
        canvas.Text(middle, top + 22, Title(description), bold: true, anchor: "middle", struck: description.Change == Change.Vanished);
        canvas.Text(middle, top + 42, description.Change == Change.Vanished ? "소멸" : $"디스크립터 {description.Holders}개", Muted, anchor: "middle");
    }

    private void Socket(Canvas canvas, ObjectBox item, double top)
    {
        var (left, right) = (objectLeft + Pad + 6, objectLeft + objectWidth - Pad);
        canvas.Box(objectLeft, top, objectWidth, ObjectHeight, new Look(Fill: Card));
        canvas.Box(objectLeft, top, objectWidth, ObjectHeight, BoxLook(item.Change, Style.Socket));
        canvas.Box(objectLeft, top, 6, ObjectHeight, new Look(Fill: item.Change == Change.Vanished ? Changed : Style.Socket));
        canvas.Text(left, top + 25, item.Title, bold: true, size: 16, struck: item.Change == Change.Vanished);
        canvas.Text(right, top + 25, item.State, mono: true, anchor: "end");
        canvas.Text(left, top + 48, item.Ends, mono: true);
        canvas.Text(left, top + 71, HoldersText(item), bold: true);
        if (item.Change == Change.None) canvas.Text(right, top + 71, item.Inode, Muted, anchor: "end");
        else Badge(canvas, right, top + 66, item.Change.OfObject(), item.Change);
    }
}
