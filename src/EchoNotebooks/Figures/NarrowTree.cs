using EchoNotebooks.Views;
using static EchoNotebooks.Views.Canvas;

namespace EchoNotebooks.Figures;

/// <summary>The facts of a process tree for a phone: the parent on top, and below it each child beside its client.</summary>
/// <param name="tree">Each child has a client.</param>
/// <param name="caption">Its title; what follows the colon stands on a line of its own.</param>
internal sealed class NarrowTree(ProcessTree tree, string caption)
{
    private const double Left = 8, Pad = 10, Top = 14, ParentWidth = 178, ParentHeight = 106, Trunk = 24, ChildLeft = 40, ChildWidth = 166;
    private const double ClientLeft = 248, ClientWidth = 138, RowHeight = 58, Gap = 12, RowsTop = Top + ParentHeight + 78, Bracket = 395;

    private readonly List<TreeRow> rows = TreeRow.Of(tree);

    private double Bottom => TopOf(rows.Count);

    public void Write(Canvas canvas)
    {
        using (canvas.Picture(NarrowOwnership.Width, Bottom + NarrowCaption.Height, caption, tree.Description))
        {
            Requests(canvas);
            Forks(canvas);
            Marks.Box(canvas, Left, Top, ParentWidth, ParentHeight, Looks.Box(Colours.Process), radius: 10);
            canvas.Text(Left + Pad, Top + 24, "부모 프로세스", bold: true, size: 16);
            canvas.Text(Left + Pad, Top + 45, tree.ParentDetail, Colours.Muted);
            canvas.Text(Left + Pad, Top + 72, "serv_sock", mono: true, bold: true);
            canvas.Text(Left + Pad, Top + 93, tree.ListeningEnds, mono: true);
            Marks.Head(canvas, ChildLeft, RowsTop - 62, "자식 프로세스", tree.ChildTask);
            Marks.Head(canvas, ClientLeft, RowsTop - 62, "클라이언트", "에코를 받는다");
            foreach (var (i, row) in rows.Index()) Row(canvas, row, TopOf(i));
            NarrowCaption.Write(canvas, NarrowOwnership.Width, Bottom, caption);
        }
    }

    private static double TopOf(int row) => RowsTop + row * (RowHeight + Gap);

    private static double MiddleOf(int row) => TopOf(row) + RowHeight / 2;

    /// <summary>From below the parent to each child.</summary>
    private void Forks(Canvas canvas)
    {
        canvas.Path($"M{Number(Trunk)} {Number(Top + ParentHeight)}V{Number(MiddleOf(rows.Count - 1))}", Looks.Line(Colours.Process));
        for (var i = 0; i < rows.Count; i++)
        {
            canvas.Path($"M{Number(Trunk)} {Number(MiddleOf(i))}H{Number(ChildLeft - 8)}", Looks.Line(Colours.Process));
            canvas.Path($"M{Number(ChildLeft)} {Number(MiddleOf(i))}l-9 -5v10z", new Look(Fill: Colours.Process));
        }
        Marks.Label(canvas, Trunk, Top + ParentHeight + 18, "fork");
    }

    /// <summary>Every client once asked the parent for the connection.</summary>
    private void Requests(Canvas canvas)
    {
        var (parent, y) = (Left + ParentWidth, Top + ParentHeight / 2);
        for (var i = 0; i < rows.Count; i++)
            canvas.Path($"M{Number(ClientLeft + ClientWidth + 2)} {Number(MiddleOf(i))}H{Number(Bracket)}", Looks.Request);
        canvas.Path(
            $"M{Number(Bracket)} {Number(MiddleOf(rows.Count - 1))}V{Number(y + 10)}q0 -10 -10 -10H{Number(parent + 8)}", Looks.Request);
        canvas.Path($"M{Number(parent)} {Number(y)}l9 -5v10z", new Look(Fill: Colours.Muted));
        canvas.Text((parent + Bracket) / 2, y - 30, "연결 요청", anchor: "middle");
        canvas.Text((parent + Bracket) / 2, y - 10, "(connect → accept)", anchor: "middle");
    }

    private static void Row(Canvas canvas, TreeRow row, double top)
    {
        var (middle, left, right) = (top + RowHeight / 2, ChildLeft + ChildWidth, ClientLeft);
        Marks.Box(canvas, ChildLeft, top, ChildWidth, RowHeight, Looks.Box(Colours.Process), radius: 10);
        canvas.Text(ChildLeft + Pad - 2, top + 24, row.Child, bold: true, size: 16);
        canvas.Text(ChildLeft + Pad - 2, top + 45, row.ChildDetail, Colours.Muted);
        Marks.Box(canvas, ClientLeft, top, ClientWidth, RowHeight, Looks.Box(Colours.Socket));
        canvas.Text(ClientLeft + Pad, top + 24, row.Client, bold: true, size: 16);
        canvas.Text(ClientLeft + Pad, top + 45, row.ClientDetail, Colours.Muted, mono: true);
        canvas.Path($"M{Number(left + 8)} {Number(middle)}H{Number(right - 8)}", Looks.Line(Colours.Socket));
        var heads = $"M{Number(left)} {Number(middle)}l9 -5v10zM{Number(right)} {Number(middle)}l-9 -5v10z";
        canvas.Path(heads, new Look(Fill: Colours.Socket));
        if (top == RowsTop) canvas.Text((left + right) / 2, middle - 9, "에코", anchor: "middle");
    }
}
