using EchoNotebooks.Views;
using static EchoNotebooks.Views.Canvas;

namespace EchoNotebooks.Figures;

/// <summary>
/// The facts of an ownership picture for a phone: processes stand beside one another, and below each the socket of the same
/// place. A descriptor's line leaves on the side of what it leads to and runs down between the boxes.
/// </summary>
/// <param name="picture">Two processes and two sockets at most, a socket one open file description.</param>
/// <param name="caption">Its title; what follows the colon stands on a line of its own.</param>
internal sealed class NarrowOwnership(OwnershipPicture picture, string caption)
{
    /// <summary>A window of 360 pixels leaves 320 of them to a picture: a letter of 14 has 11 there.</summary>
    public const double Width = 404;

    private const double Left = 22, Column = 166, Between = 28, Pad = 8, Top = 66, TitleHeight = 54, RowHeight = 30;
    private const double LinesHeight = 46, DescriptionHeight = 52, SocketGap = 26, SocketHeight = 106, Turn = 12;

    private double ProcessesBottom =>
        Top + TitleHeight + RowHeight * picture.Processes.Select(process => process.Rows.Count).Append(1).Max() + 6;

    private double DescriptionTop => ProcessesBottom + LinesHeight;

    private double SocketTop => DescriptionTop + DescriptionHeight + SocketGap;

    private double RegionBottom => SocketTop + SocketHeight + 58;

    public void Write(Canvas canvas)
    {
        using (canvas.Picture(Width, RegionBottom + NarrowCaption.Height, caption, picture.Description))
        {
            Marks.Head(canvas, Left, 14, "프로세스와 디스크립터", "프로세스마다 따로 가진다");
            canvas.Box(8, DescriptionTop - 14, Width - 16, RegionBottom - DescriptionTop + 14, Looks.Region(Colours.Muted), radius: 10);
            Marks.Head(canvas, Left, RegionBottom - 52, "열린 파일 항목과 소켓", "운영체제가 소유한다");
            for (var i = 0; i < picture.Processes.Count; i++) Lines(canvas, i);
            for (var i = 0; i < picture.Processes.Count; i++) Process(canvas, i);
            foreach (var description in picture.Descriptions) Description(canvas, description);
            for (var i = 0; i < picture.Objects.Count; i++) Socket(canvas, i);
            NarrowCaption.Write(canvas, Width, RegionBottom, caption);
        }
    }

    private static double LeftOf(int column) => Left + column * (Column + Between);

    private static double MiddleOf(int column) => LeftOf(column) + Column / 2;

    private static double RowMiddle(int row) => Top + TitleHeight + row * RowHeight + RowHeight / 2 - 2;

    private int Target(DescriptorRow row) => picture.Descriptions[row.Description!.Value].Object;

    private void Lines(Canvas canvas, int process)
    {
        foreach (var (row, one) in picture.Processes[process].Rows.Index())
        {
            if (one.Description is null) continue;
            var (target, y) = (Target(one), RowMiddle(row));
            var toRight = target == 1;
            var edge = LeftOf(process) + (toRight ? Column : 0);
            // Those that go to the other column stand beside one another where they pass, and turn at heights of their own.
            var crosses = target != process;
            var x = edge + (toRight ? 1 : -1) * (crosses ? Between / 2 - 5 : 12);
            var turn = ProcessesBottom + (process == 0 ? Turn : 2 * Turn);
            var end = MiddleOf(target) + (process == 0 ? -18 : 18);
            var look = Looks.DescriptorLine(picture.Processes[process].Role, one.Change);
            canvas.Path($"M{Number(edge)} {Number(y)}H{Number(x)}V{Number(turn)}H{Number(end)}V{Number(DescriptionTop - 8)}", look);
            canvas.Path($"M{Number(end)} {Number(DescriptionTop)}l-5 -9h10z", new Look(Fill: look.Stroke));
        }
    }

    private void Process(Canvas canvas, int index)
    {
        var (process, left) = (picture.Processes[index], LeftOf(index));
        Marks.Box(canvas, left, Top, Column, ProcessesBottom - Top, Looks.Box(Colours.Process), radius: 10);
        canvas.Text(left + Pad, Top + 23, process.Title, bold: true, size: 16);
        canvas.Text(left + Pad, Top + 42, process.Detail, Colours.Muted);
        foreach (var (i, row) in process.Rows.Index())
        {
            var (y, toRight) = (RowMiddle(i), row.Description is not null && Target(row) == 1);
            canvas.Box(left + 8, y - 13, Column - 16, RowHeight - 4, Looks.Descriptor(row.Change), radius: 5);
            canvas.Text(left + Pad + 12, y + 5, row.Number, bold: true, mono: true);
            canvas.Text(left + Pad + 12 + OwnershipLayout.NumberWidth(process), y + 5, row.Name, mono: true);
            if (row.Description is not null) Marks.Owner(canvas, toRight ? left + Column : left, y, process.Role, row.Change);
        }
    }

    private void Description(Canvas canvas, DescriptionBox description)
    {
        var (left, middle) = (LeftOf(description.Object), MiddleOf(description.Object));
        var bottom = DescriptionTop + DescriptionHeight;
        Marks.Box(canvas, left, DescriptionTop, Column, DescriptionHeight, Looks.Box(Colours.Description), radius: 26);
        canvas.Text(middle, DescriptionTop + 22, description.Title, bold: true, anchor: "middle");
        canvas.Text(middle, DescriptionTop + 42, OwnershipWords.Holders(description), Colours.Muted, anchor: "middle");
        canvas.Path($"M{Number(middle)} {Number(bottom)}V{Number(SocketTop - 8)}", Looks.Line(Colours.Description));
        canvas.Path($"M{Number(middle)} {Number(SocketTop)}l-5 -9h10z", new Look(Fill: Colours.Description));
    }

    private void Socket(Canvas canvas, int index)
    {
        var (item, left) = (picture.Objects[index], LeftOf(index));
        Marks.Box(canvas, left, SocketTop, Column, SocketHeight, Looks.Box(Colours.Socket));
        canvas.Box(left, SocketTop, 6, SocketHeight, new Look(Fill: Colours.Socket));
        canvas.Text(left + Pad + 6, SocketTop + 24, item.Title, bold: true, size: 16);
        canvas.Text(left + Pad + 6, SocketTop + 46, item.State, mono: true);
        canvas.Text(left + Pad + 6, SocketTop + 68, item.Ends, mono: true);
        canvas.Text(left + Pad + 6, SocketTop + 90, OwnershipWords.Holders(item), bold: true);
    }
}
