namespace EchoNotebooks.Views;

/// <summary>
/// Where everything of the picture stands, of three columns or of two. First everything is measured, then placed so that nothing
/// overlaps: processes from top to bottom, each socket as near as possible to the descriptors that lead to it.
/// </summary>
internal sealed class OwnershipLayout
{
    public const double Pad = 14, RowHeight = 30, TitleHeight = 54, DescriptionHeight = 52, ObjectHeight = 84;
    private const double Gap = 20, DescriptionGap = 8, Top = 84, RestHeight = 26, TwoColumnsGap = 64;

    private readonly OwnershipPicture picture;

    /// <param name="picture">What is drawn.</param>
    /// <param name="alike">
    /// Pictures that are shown one after another in the same place: all get the same columns, and narrow ones, because
    /// they share the page with other panes.
    /// </param>
    public OwnershipLayout(OwnershipPicture picture, IReadOnlyCollection<OwnershipPicture>? alike = null)
    {
        this.picture = picture;
        IsCompact = alike is not null;
        alike ??= [picture];
        IsTwoColumns = picture.IsTwoColumns;
        var between = IsCompact ? 44 : 76;
        Margin = IsCompact ? 12 : 20;
        ProcessWidth = Widest(alike.SelectMany(one => one.Processes).SelectMany(WidthsOf), IsCompact ? 196 : 250);
        var descriptionPad = IsCompact ? 10 : Pad + 4;
        DescriptionWidth = Widest(
            alike.SelectMany(one => one.Descriptions).Select(item => PixelWidth.Of(item.Title, 14) + 2 * descriptionPad),
            IsCompact ? 122 : 158);
        ObjectWidth = Widest(alike.SelectMany(one => one.Objects).SelectMany(WidthsOf), IsCompact ? 230 : 260);
        var peerWidth = alike.Any(one => one.Objects.Any(item => item.Peer is not null)) ? 56 : 0;
        DescriptionLeft = Margin + ProcessWidth + between;
        ObjectLeft = IsTwoColumns ? DescriptionLeft + TwoColumnsGap : DescriptionLeft + DescriptionWidth + between;
        Width = ObjectLeft + ObjectWidth + peerWidth + Margin + 12;
        ProcessTop = StackProcesses();
        (DescriptionTop, ObjectTop) = PlaceSockets();
        Height = Margin + 12 + Math.Max(Top + 60, Math.Max(
            picture.Processes.Select((process, i) => ProcessTop[i] + HeightOf(process)).DefaultIfEmpty(0).Max(),
            ObjectTop.Select(top => top + ObjectHeight).DefaultIfEmpty(0).Max()));
    }

    /// <summary>Whether the columns are narrow.</summary>
    public bool IsCompact { get; }

    /// <summary>Whether the open file descriptions are left out.</summary>
    public bool IsTwoColumns { get; }

    public double Width { get; }

    public double Height { get; }

    public double Margin { get; }

    public double ProcessWidth { get; }

    public double DescriptionWidth { get; }

    public double ObjectWidth { get; }

    public double DescriptionLeft { get; }

    public double ObjectLeft { get; }

    /// <summary>The upper edge of each process, in the picture's order.</summary>
    public IReadOnlyList<double> ProcessTop { get; }

    public IReadOnlyList<double> DescriptionTop { get; }

    public IReadOnlyList<double> ObjectTop { get; }

    /// <summary>Every descriptor that leads somewhere, with the height of its row's middle.</summary>
    public IEnumerable<(DescriptorRow Row, double Y)> Lines()
    {
        for (var p = 0; p < picture.Processes.Count; p++)
            for (var r = 0; r < picture.Processes[p].Rows.Count; r++)
                if (picture.Processes[p].Rows[r].Description is not null)
                    yield return (picture.Processes[p].Rows[r], ProcessTop[p] + TitleHeight + r * RowHeight + RowHeight / 2 - 2);
    }

    public static double HeightOf(ProcessBox process) =>
        TitleHeight + Math.Max(1, process.Rows.Count) * RowHeight + (process.Rest.Length > 0 ? RestHeight : 0) + 8;

    /// <summary>The width of the numbers before the names of a process's descriptors.</summary>
    public static double NumberWidth(ProcessBox process) =>
        process.Rows.Select(row => PixelWidth.Of(row.Number, 14, mono: true)).DefaultIfEmpty(0).Max() is > 0 and var width ? width + 14 : 2;

    private static double Widest(IEnumerable<double> widths, double least) => Math.Ceiling(widths.DefaultIfEmpty(0).Append(least).Max());

    private static IEnumerable<double> WidthsOf(ProcessBox process)
    {
        var besideTitle = Marks.BadgeWidth(process.Change.OfProcess()) + (process.IsZombie ? 36 : 0);
        yield return PixelWidth.Of(process.Title, 16) + besideTitle + 2 * Pad;
        yield return PixelWidth.Of(process.Detail, 14) + 2 * Pad;
        yield return PixelWidth.Of(process.Rest, 14) + 2 * Pad;
        if (process.Rows.Count == 0) yield return PixelWidth.Of(OwnershipWords.NoDescriptors(process), 14) + 2 * Pad;
        foreach (var row in process.Rows)
        {
            var words = PixelWidth.Of(row.Name, 14, mono: true) + Marks.BadgeWidth(row.Change.OfDescriptor());
            yield return Pad + NumberWidth(process) + words + Pad + 12;
        }
    }

    private static IEnumerable<double> WidthsOf(ObjectBox item)
    {
        var besideHolders = Math.Max(
            Marks.BadgeWidth(item.Change.OfObject()), PixelWidth.Of(item.Queue.Length > 0 ? item.Queue : item.Inode, 14));
        yield return PixelWidth.Of(item.Title, 16) + PixelWidth.Of(item.State, 14, mono: true) + 2 * Pad + 48;
        yield return PixelWidth.Of(item.Ends, 14, mono: true) + 2 * Pad + 8;
        yield return PixelWidth.Of(OwnershipWords.Holders(item), 14) + besideHolders + 2 * Pad + 24;
    }

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

    private (double[] Descriptions, double[] Objects) PlaceSockets()
    {
        var blocks = Enumerable.Range(0, picture.Objects.Count).Select(Block).OrderBy(block => block.Wish).ToList();
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
            objects[block.Object] = middle - ObjectHeight / 2;
            var first = middle - StackHeight(block.Descriptions.Count) / 2;
            for (var i = 0; i < block.Descriptions.Count; i++)
                descriptions[block.Descriptions[i]] = first + i * (DescriptionHeight + DescriptionGap);
        }
        return (descriptions, objects);
    }

    /// <summary>A socket with the open file descriptions that lead to it, and the height at which its middle should stand.</summary>
    private (int Object, List<int> Descriptions, double Wish, double Height) Block(int item)
    {
        var own = Enumerable.Range(0, picture.Descriptions.Count).Where(i => picture.Descriptions[i].Object == item).ToList();
        var heights = Lines().Where(line => own.Contains(line.Row.Description!.Value)).Select(line => line.Y).ToList();
        return (item, own, heights.Count == 0 ? Top : heights.Average(),
            IsTwoColumns ? ObjectHeight : Math.Max(ObjectHeight, StackHeight(own.Count)));
    }

    private static double StackHeight(int descriptions) => descriptions * (DescriptionHeight + DescriptionGap) - DescriptionGap;
}
