namespace EchoNotebooks.Views;

/// <summary>The drawing of a process tree: the parent on the left, its children in the middle, their clients on the right.</summary>
internal sealed class TreeDrawing
{
    private const double Margin = 20, Pad = 14, Top = 92, RowHeight = 60, Gap = 14, Fork = 110, Service = 96;
    private const double ParentHeight = 112, Request = 44, Bracket = 18, Radius = 10, Indent = 28;

    private readonly ProcessTree tree;
    private readonly List<TreeRow> rows;
    private readonly double parentWidth, childWidth, clientWidth, childLeft, clientLeft, parentTop;

    public TreeDrawing(ProcessTree tree)
    {
        this.tree = tree;
        rows = TreeRow.Of(tree);
        parentWidth = Widest(
            [
                PixelWidth.Of("부모 프로세스", 16), PixelWidth.Of(tree.ParentDetail, 14),
                PixelWidth.Of("serv_sock", 14, mono: true), PixelWidth.Of(tree.ListeningEnds, 14, mono: true),
            ], 180);
        childWidth = Widest(rows.Select(row =>
            IndentOf(row) + Math.Max(PixelWidth.Of(row.Child, 16), PixelWidth.Of(row.ChildDetail, 14)) + (row.IsZombie ? 40 : 0)), 190);
        clientWidth = Widest(rows.Select(row =>
            Math.Max(PixelWidth.Of(row.Client, 16), PixelWidth.Of(row.ClientDetail, 14, mono: true))), 190);
        childLeft = Margin + parentWidth + Fork;
        clientLeft = childLeft + childWidth + Service;
        parentTop = Top + Math.Max(0, (RowsHeight - ParentHeight) / 2);
    }

    private double RowsHeight => Math.Max(1, rows.Count) * (RowHeight + Gap) - Gap;

    private bool HasClients => rows.Exists(row => row.HasClient);

    public double Width => clientLeft + clientWidth + Margin + (HasClients ? Bracket : 0);

    public double Height => Top + Math.Max(RowsHeight, ParentHeight) + Margin + (HasClients ? Request : 0);

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="title">Its title; one that counts the children by default.</param>
    /// <param name="caption">What stands below it; null for nothing.</param>
    public void Write(Canvas canvas, string? title = null, string? caption = null)
    {
        using (canvas.Picture(Width, Height, title ?? $"부모 프로세스 하나와 자식 프로세스 {tree.Branches.Count}개", tree.Description, caption))
        {
            Marks.Head(canvas, Margin, Margin, "부모 프로세스", tree.ParentTask);
            Marks.Head(canvas, childLeft, Margin, "자식 프로세스", tree.ChildTask);
            Marks.Head(canvas, clientLeft, Margin, "클라이언트", "연결하고 에코를 받는다");
            if (HasClients) RequestLine(canvas);
            for (var i = 0; i < rows.Count; i++) Row(canvas, rows[i], TopOf(i));
            Parent(canvas);
            if (tree.Branches.Count > 0)
                Marks.Label(canvas, Margin + parentWidth + 26, parentTop + ParentHeight / 2, tree.HaveExecuted ? "exec" : "fork");
        }
    }

    private static double TopOf(int row) => Top + row * (RowHeight + Gap);

    private static double Widest(IEnumerable<double> widths, double least) =>
        Math.Ceiling(widths.Select(width => width + 2 * Pad).Append(least).Max());

    private void Parent(Canvas canvas)
    {
        var gone = tree.Parent is null;
        var look = gone ? Looks.GoneParent : Looks.Box(Colours.Process);
        Marks.Box(canvas, Margin, parentTop, parentWidth, ParentHeight, look, Radius);
        canvas.Text(Margin + Pad, parentTop + 26, "부모 프로세스", bold: true, size: 16, struck: gone);
        canvas.Text(Margin + Pad, parentTop + 48, tree.ParentDetail, Colours.Muted);
        canvas.Text(Margin + Pad, parentTop + 76, "serv_sock", mono: true, bold: true);
        canvas.Text(Margin + Pad, parentTop + 97, tree.ListeningEnds, mono: true);
    }

    private void Row(Canvas canvas, TreeRow row, double top)
    {
        if (row.HasChild) Child(canvas, row, top);
        if (row.HasClient) Client(canvas, row, top);
    }

    private void Child(Canvas canvas, TreeRow row, double top)
    {
        var middle = top + RowHeight / 2;
        var left = childLeft + IndentOf(row);
        if (row.Forker is { } forker) ForkLine(canvas, rows[forker], TopOf(forker) + RowHeight, left, middle);
        else canvas.Arrow(Margin + parentWidth, parentTop + ParentHeight / 2, left, middle, Looks.Line(Colours.Process));
        if (row.HasClient) ServiceLine(canvas, row, middle);
        if (row.SharedClient is { } client) SharedServiceLine(canvas, middle, TopOf(client) + RowHeight - Pad);
        var look = Looks.Box(Colours.Process);
        Marks.Box(canvas, left, top, childWidth - IndentOf(row), RowHeight, row.IsZombie ? Looks.Zombie(look) : look, Radius);
        canvas.Text(left + Pad, top + 25, row.Child, bold: true, size: 16);
        canvas.Text(left + Pad, top + 46, row.ChildDetail, Colours.Muted);
        if (row.IsZombie) Marks.Zombie(canvas, childLeft + childWidth - 26, middle);
    }

    private void Client(Canvas canvas, TreeRow row, double top)
    {
        Marks.Box(canvas, clientLeft, top, clientWidth, RowHeight, row.HasChild ? Looks.Box(Colours.Socket) : Looks.WaitingClient);
        canvas.Text(clientLeft + Pad, top + 25, row.Client, bold: true, size: 16);
        canvas.Text(clientLeft + Pad, top + 46, row.ClientDetail, Colours.Muted, mono: true);
        if (!row.HasChild) canvas.Text(clientLeft - 12, top + RowHeight / 2 + 5, row.Waits, Colours.Muted, anchor: "end");
    }

    /// <summary>From below the child that forked another to that one.</summary>
    private void ForkLine(Canvas canvas, TreeRow forker, double bottom, double left, double middle)
    {
        var x = childLeft + IndentOf(forker) + Pad;
        canvas.Path($"M{N(x)} {N(bottom)}V{N(middle)}H{N(left - 8)}", Looks.Line(Colours.Process));
        canvas.Path($"M{N(left)} {N(middle)}l-9 -5v10z", new Look(Fill: Colours.Process));
    }

    private static double IndentOf(TreeRow row) => row.Forker is null ? 0 : row.Depth * Indent;

    /// <summary>Data goes both ways between a child and its client.</summary>
    private void ServiceLine(Canvas canvas, TreeRow row, double y)
    {
        var (left, right) = (childLeft + childWidth, clientLeft);
        canvas.Path($"M{N(left + 8)} {N(y)}H{N(right - 8)}", Looks.Line(Colours.Socket));
        // Where two hold the connection, their descriptors do not tell which of them echoes.
        if (row == rows[0] && !rows.Exists(other => other.SharedClient == 0))
            canvas.Text((left + right) / 2, y - 9, "에코", anchor: "middle");
        canvas.Path($"M{N(left)} {N(y)}l9 -5v10zM{N(right)} {N(y)}l-9 -5v10z", new Look(Fill: Colours.Socket));
    }

    /// <summary>To a client that stands beside another child.</summary>
    private void SharedServiceLine(Canvas canvas, double from, double to)
    {
        var (left, right) = (childLeft + childWidth, clientLeft);
        canvas.Path($"M{N(left + 8)} {N(from)}H{N(left + Service / 3)}V{N(to)}H{N(right - 8)}", Looks.Line(Colours.Socket));
        canvas.Path($"M{N(left)} {N(from)}l9 -5v10zM{N(right)} {N(to)}l-9 -5v10z", new Look(Fill: Colours.Socket));
    }

    /// <summary>Every client once asked for the connection: the parent, or whichever of the children that accept themselves.</summary>
    private void RequestLine(Canvas canvas)
    {
        var bottom = Top + Math.Max(RowsHeight, ParentHeight);
        var (right, y) = (clientLeft + clientWidth + Bracket, bottom + Request - 18);
        var (to, below) = tree.ChildrenAccept ? FrameOfChildren(canvas) : (Margin + parentWidth / 2, parentTop + ParentHeight);
        var first = rows.FindIndex(row => row.HasClient);
        for (var i = first; i < rows.Count; i++)
            if (rows[i].HasClient) canvas.Path($"M{N(clientLeft + clientWidth + 4)} {N(Middle(i))}H{N(right)}", Looks.Request);
        var down = $"M{N(right)} {N(Middle(first))}V{N(y - 10)}q0 10 -10 10";
        var back = $"H{N(to + 10)}q-10 0 -10 -10V{N(below + 8)}";
        canvas.Path(down + back, Looks.Request);
        canvas.Path($"M{N(to)} {N(below)}l-5 9h10z", new Look(Fill: Colours.Muted));
        Marks.Label(canvas, (right + to) / 2, y, "연결 요청 (connect → accept)");

        static double Middle(int row) => TopOf(row) + RowHeight / 2;
    }

    /// <summary>A frame round all children, and the middle of its lower edge.</summary>
    private (double X, double Y) FrameOfChildren(Canvas canvas)
    {
        const double Around = 12;
        var bottom = TopOf(rows.FindLastIndex(row => row.HasChild)) + RowHeight + Around / 2;
        canvas.Box(childLeft - Around, Top - Around / 2, childWidth + 2 * Around, bottom - Top + Around / 2, Looks.Request, Radius);
        return (childLeft + childWidth / 2, bottom);
    }

    private static string N(double value) => Canvas.Number(value);
}
