using EchoNotebooks.Views;
using static EchoNotebooks.Views.Style;

namespace EchoNotebooks;

/// <summary>The drawing of a process tree: the parent on the left, its children in the middle, their clients on the right.</summary>
internal sealed class TreeDrawing
{
    private const int MostChildren = 10;
    private const double Margin = 20, Pad = 14, Top = 92, RowHeight = 60, Gap = 14, Fork = 110, Service = 96, ParentHeight = 112, Request = 44, Bracket = 18;

    private readonly ProcessTree tree;
    private readonly List<Row> rows = [];
    private readonly double parentWidth, childWidth, clientWidth, childLeft, clientLeft, parentTop;

    public TreeDrawing(ProcessTree tree)
    {
        this.tree = tree;
        FillRows();
        parentWidth = Widest([Cells.Pixels("부모 프로세스", 16), Cells.Pixels(tree.ParentDetail, 14), Cells.Pixels("serv_sock", 14, mono: true), Cells.Pixels(tree.ListeningEnds, 14, mono: true)], 180);
        childWidth = Widest(rows.Select(row => Math.Max(Cells.Pixels(row.Child, 16), Cells.Pixels(row.ChildDetail, 14)) + (row.IsZombie ? 40 : 0)), 190);
        clientWidth = Widest(rows.Select(row => Math.Max(Cells.Pixels(row.Client, 16), Cells.Pixels(row.ClientDetail, 14, mono: true))), 190);
        childLeft = Margin + parentWidth + Fork;
        clientLeft = childLeft + childWidth + Service;
        parentTop = Top + Math.Max(0, (RowsHeight - ParentHeight) / 2);
    }

    /// <summary>One child with its client; either may be missing.</summary>
    private sealed record Row(string Child, string ChildDetail, bool IsZombie, string Client, string ClientDetail);

    private double RowsHeight => Math.Max(1, rows.Count) * (RowHeight + Gap) - Gap;

    private bool HasClients => rows.Exists(row => row.Client.Length > 0);

    private double Width => clientLeft + clientWidth + Margin + (HasClients ? Bracket : 0);

    private double Height => Top + Math.Max(RowsHeight, ParentHeight) + Margin + (HasClients ? Request : 0);

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="title">Its title; one that counts the children by default.</param>
    public void Write(Canvas canvas, string? title = null)
    {
        using (canvas.Picture(Width, Height, title ?? $"부모 프로세스 하나와 자식 프로세스 {tree.Branches.Count}개", tree.Description))
        {
            Head(Margin, "부모 프로세스", "연결 요청을 받고 fork한다");
            Head(childLeft, "자식 프로세스", "클라이언트 하나씩 맡는다");
            Head(clientLeft, "클라이언트", "연결하고 에코를 받는다");
            if (HasClients) RequestLine(canvas);
            for (var i = 0; i < rows.Count; i++) DrawRow(canvas, rows[i], Top + i * (RowHeight + Gap));
            Parent(canvas);
            if (tree.Branches.Count > 0) Label(canvas, Margin + parentWidth + 26, parentTop + ParentHeight / 2, "fork");
        }

        void Head(double x, string title, string below)
        {
            canvas.Text(x, Margin + 18, title, bold: true, size: 16);
            canvas.Text(x, Margin + 40, below, Muted);
        }
    }

    private static double Widest(IEnumerable<double> widths, double least) => Math.Ceiling(widths.Select(width => width + 2 * Pad).Append(least).Max());

    private void FillRows()
    {
        var shown = tree.Branches.Count <= MostChildren ? tree.Branches.Count : MostChildren - 1;
        foreach (var branch in tree.Branches.Take(shown))
            rows.Add(new Row(branch.Role.ToString(), tree.Snapshot.Labels.Process(branch.Process), branch.Process.State == 'Z',
                branch.ClientName, branch.End ?? ""));
        var folded = tree.Branches.Skip(shown).ToList();
        if (folded.Count > 0)
        {
            var zombies = folded.Count(branch => branch.Process.State == 'Z');
            var clients = folded.Count(branch => branch.Client is not null);
            rows.Add(new Row($"그 밖의 자식 {folded.Count}개", zombies > 0 ? $"그 가운데 좀비(Z) {zombies}개" : "아래 표에 모두 있다", zombies == folded.Count,
                clients > 0 ? $"그 밖의 클라이언트 {clients}개" : "", clients > 0 ? "아래 표에 모두 있다" : ""));
        }
        foreach (var (end, number) in tree.Waiting.Take(3)) rows.Add(new Row("", "", false, $"클라이언트 {number}", end));
        if (tree.Waiting.Count > 3) rows.Add(new Row("", "", false, $"그 밖의 클라이언트 {tree.Waiting.Count - 3}개", "맡은 자식이 없다"));
    }

    private void Parent(Canvas canvas)
    {
        var gone = tree.Parent is null;
        Box(canvas, Margin, parentTop, parentWidth, ParentHeight, new Look(gone ? Muted : Process, Dash: gone ? Look.Dashes : null, Fill: Process, Opacity: gone ? 0.03 : 0.1), 10);
        canvas.Text(Margin + Pad, parentTop + 26, "부모 프로세스", bold: true, size: 16, struck: gone);
        canvas.Text(Margin + Pad, parentTop + 48, tree.ParentDetail, Muted);
        canvas.Text(Margin + Pad, parentTop + 76, "serv_sock", mono: true, bold: true);
        canvas.Text(Margin + Pad, parentTop + 97, tree.ListeningEnds, mono: true);
    }

    private void DrawRow(Canvas canvas, Row row, double top)
    {
        var middle = top + RowHeight / 2;
        if (row.Child.Length > 0)
        {
            canvas.Arrow(Margin + parentWidth, parentTop + ParentHeight / 2, childLeft, middle, new Look(Process));
            if (row.Client.Length > 0) ServiceLine(canvas, middle);
            Box(canvas, childLeft, top, childWidth, RowHeight, row.IsZombie ? new Look(Process, Dash: "2 4", Fill: Process, Opacity: 0.04) : new Look(Process, Fill: Process, Opacity: 0.1), 10);
            canvas.Text(childLeft + Pad, top + 25, row.Child, bold: true, size: 16);
            canvas.Text(childLeft + Pad, top + 46, row.ChildDetail, Muted);
            if (row.IsZombie)
            {
                canvas.Circle(childLeft + childWidth - 26, middle, 13, new Look(Muted, Dash: "3 3", Fill: Card));
                canvas.Text(childLeft + childWidth - 26, middle + 6, "Z", bold: true, size: 16, anchor: "middle");
            }
        }
        if (row.Client.Length == 0) return;
        Box(canvas, clientLeft, top, clientWidth, RowHeight, new Look(Socket, Dash: row.Child.Length == 0 ? Look.Dashes : null, Fill: Socket, Opacity: 0.1), 0);
        canvas.Text(clientLeft + Pad, top + 25, row.Client, bold: true, size: 16);
        canvas.Text(clientLeft + Pad, top + 46, row.ClientDetail, Muted, mono: true);
        if (row.Child.Length == 0) canvas.Text(clientLeft - 12, middle + 5, "기다리는 중", Muted, anchor: "end");
    }

    /// <summary>Data goes both ways between a child and its client.</summary>
    private void ServiceLine(Canvas canvas, double y)
    {
        var (left, right) = (childLeft + childWidth, clientLeft);
        canvas.Path($"M{N(left + 8)} {N(y)}H{N(right - 8)}", new Look(Socket));
        if (y < Top + RowHeight) canvas.Text((left + right) / 2, y - 9, "에코", anchor: "middle");
        canvas.Path($"M{N(left)} {N(y)}l9 -5v10zM{N(right)} {N(y)}l-9 -5v10z", new Look(Fill: Socket));
    }

    /// <summary>Every client once asked the parent, not its child, for the connection.</summary>
    private void RequestLine(Canvas canvas)
    {
        var bottom = Top + Math.Max(RowsHeight, ParentHeight);
        var (right, to, y) = (clientLeft + clientWidth + Bracket, Margin + parentWidth / 2, bottom + Request - 18);
        var first = rows.FindIndex(row => row.Client.Length > 0);
        var look = new Look(Muted, Dash: Look.Dashes);
        for (var i = first; i < rows.Count; i++)
            if (rows[i].Client.Length > 0) canvas.Path($"M{N(clientLeft + clientWidth + 4)} {N(Middle(i))}H{N(right)}", look);
        canvas.Path($"M{N(right)} {N(Middle(first))}V{N(y - 10)}q0 10 -10 10H{N(to + 10)}q-10 0 -10 -10V{N(parentTop + ParentHeight + 8)}", look);
        canvas.Path($"M{N(to)} {N(parentTop + ParentHeight)}l-5 9h10z", new Look(Fill: Muted));
        Label(canvas, (right + to) / 2, y, "연결 요청 (connect → accept)");

        static double Middle(int row) => Top + row * (RowHeight + Gap) + RowHeight / 2;
    }

    /// <summary>A word on a line.</summary>
    private static void Label(Canvas canvas, double x, double y, string text)
    {
        var width = Cells.Pixels(text, 14);
        canvas.Box(x - width / 2, y - 11, width, 22, new Look(Fill: Card));
        canvas.Text(x, y + 5, text, anchor: "middle");
    }

    private static void Box(Canvas canvas, double x, double y, double width, double height, Look look, double radius)
    {
        canvas.Box(x, y, width, height, new Look(Fill: Card), radius);
        canvas.Box(x, y, width, height, look, radius);
    }

    private static string N(double value) => Canvas.Number(value);
}
