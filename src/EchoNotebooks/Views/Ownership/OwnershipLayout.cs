namespace EchoNotebooks.Views;

/// <summary>
/// Where everything stands in pictures that are shown in one place: side by side, or one after another. First everything of
/// all of them is measured, then placed so that nothing overlaps, and so that one thing stands at one spot in all of them:
/// processes from top to bottom, each socket as near as possible to the descriptors that lead to it.
/// </summary>
internal sealed class OwnershipLayout
{
    public const double Pad = 14, LineHeight = 22, StatusLineHeight = 20, RestHeight = 26, FlagGap = 10;
    private const double DescriptionGap = 8, TwoColumnsGap = 64;

    private readonly IReadOnlyList<(OwnershipPicture Picture, Placement At)> pictures;
    private readonly double[] processTop, processHeight, objectTop;

    /// <summary>How many open file descriptions stand before each place of a socket.</summary>
    private int[] stacks = [];

    /// <param name="pictures">What is drawn, each with its places.</param>
    /// <param name="isCompact">Whether the columns are narrow: two pictures stand side by side, or one beside other panes.</param>
    public OwnershipLayout(IReadOnlyList<(OwnershipPicture Picture, Placement At)> pictures, bool isCompact = false)
    {
        this.pictures = pictures;
        IsCompact = isCompact;
        IsTwoColumns = pictures.Count > 0 && pictures[0].Picture.IsTwoColumns;
        var all = pictures.Select(one => one.Picture).ToList();
        var between = IsCompact ? 44 : 76;
        Margin = IsCompact ? 12 : 20;
        ProcessWidth = Widest(
            all.SelectMany(one => one.Processes).SelectMany(process => WidthsOf(process, isCompact)), IsCompact ? 184 : 250);
        var descriptions = all.SelectMany(one => one.Descriptions).ToList();
        DescriptionHeight = 52 + StatusLineHeight * descriptions.Select(item => item.Status.Count).Append(0).Max();
        var descriptionPad = IsCompact ? 9 : Pad + 4;
        DescriptionWidth = Widest(
            descriptions.SelectMany(item => new[] { item.Title, OwnershipWords.Holders(item) }.Concat(item.Status))
                .Select(text => PixelWidth.Of(text, 14) + 2 * descriptionPad),
            IsCompact ? 116 : 158);
        ObjectWidth = Widest(all.SelectMany(one => one.Objects).SelectMany(item => WidthsOf(item, isCompact)), IsCompact ? 190 : 260);
        ObjectHeight = 16 + LineHeight * all.SelectMany(one => one.Objects).Select(item => LinesOf(item, isCompact)).Append(3).Max();
        var peerWidth = all.Any(one => one.Objects.Any(item => item.Peer is not null)) ? 56 : 0;
        DescriptionLeft = Margin + ProcessWidth + between;
        ObjectLeft = IsTwoColumns ? DescriptionLeft + TwoColumnsGap : DescriptionLeft + DescriptionWidth + between - 8;
        Width = ObjectLeft + ObjectWidth + peerWidth + Margin + (IsCompact ? 0 : 12);
        (processTop, processHeight) = StackProcesses();
        objectTop = PlaceSockets();
        Height = Margin + (IsCompact ? 2 : 12) + Math.Max(Top + 60, Math.Max(
            processTop.Zip(processHeight, (top, height) => top + height).DefaultIfEmpty(0).Max(),
            objectTop.Select(top => top + ObjectHeight).DefaultIfEmpty(0).Max()));
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

    public double ObjectHeight { get; }

    public double DescriptionHeight { get; }

    public double DescriptionLeft { get; }

    public double ObjectLeft { get; }

    public double RowHeight => IsCompact ? 28 : 30;

    public double TitleHeight => IsCompact ? 50 : 54;

    private double Gap => IsCompact ? 14 : 20;

    private double Top => IsCompact ? 66 : 84;

    /// <summary>The upper edge of a process.</summary>
    public double ProcessTop(Placement at, int process) => processTop[at.Processes[process]];

    public double ProcessHeight(Placement at, int process) => processHeight[at.Processes[process]];

    /// <summary>The upper edge of a process's descriptor.</summary>
    public double RowTop(Placement at, int process, int row) =>
        ProcessTop(at, process) + TitleHeight + at.Rows[process][row] * RowHeight;

    public double ObjectTop(Placement at, int item) => objectTop[at.Objects[item]];

    public double DescriptionTop(OwnershipPicture picture, Placement at, int description)
    {
        var item = picture.Descriptions[description].Object;
        var middle = ObjectTop(at, item) + ObjectHeight / 2;
        return middle - StackHeight(stacks[at.Objects[item]]) / 2 + at.Descriptions[description] * (DescriptionHeight + DescriptionGap);
    }

    /// <summary>Every descriptor of a picture that leads somewhere, with its process and the height of its row's middle.</summary>
    public IEnumerable<(ProcessBox Process, DescriptorRow Row, double Y)> Lines(OwnershipPicture picture, Placement at)
    {
        for (var p = 0; p < picture.Processes.Count; p++)
            for (var r = 0; r < picture.Processes[p].Rows.Count; r++)
                if (picture.Processes[p].Rows[r].Description is not null)
                    yield return (picture.Processes[p], picture.Processes[p].Rows[r], RowTop(at, p, r) + RowHeight / 2 - 2);
    }

    /// <summary>The width of the numbers before the names of a process's descriptors.</summary>
    public static double NumberWidth(ProcessBox process) =>
        process.Rows.Select(row => PixelWidth.Of(row.Number, 14, mono: true)).DefaultIfEmpty(0).Max() is > 0 and var width ? width + 14 : 2;

    /// <summary>The width of what stands behind a descriptor's name, with the space before it; 0 for nothing.</summary>
    private static double FlagWidth(DescriptorRow row) => row.Flag.Length == 0 ? 0 : FlagGap + PixelWidth.Of(row.Flag, 14);

    private static double Widest(IEnumerable<double> widths, double least) => Math.Ceiling(widths.DefaultIfEmpty(0).Append(least).Max());

    /// <summary>How many lines a socket's box has: its name, its state, its ends, its holders, and what waits in it.</summary>
    private static int LinesOf(ObjectBox item, bool isCompact) =>
        2 + (item.State.Length > 0 ? 1 : 0) + (item.Ends.Length > 0 ? 1 : 0) + item.Details(isCompact).Count;

    private static IEnumerable<double> WidthsOf(ProcessBox process, bool isCompact)
    {
        yield return PixelWidth.Of(process.Title, 16) + (process.IsZombie ? 36 : 0) + 2 * Pad;
        var badge = Marks.BadgeWidth(process.Change.OfProcess());
        yield return PixelWidth.Of(process.Detail, 14) + (process.Rows.Count > 0 ? badge : 0) + 2 * Pad;
        yield return PixelWidth.Of(process.Rest, 14) + 2 * Pad;
        foreach (var line in process.SignalLines) yield return PixelWidth.Of(line, 14) + 2 * Pad;
        if (process.Rows.Count == 0) yield return PixelWidth.Of(OwnershipWords.NoDescriptors(process, isCompact), 14) + badge + 2 * Pad;
        foreach (var row in process.Rows)
        {
            var words = PixelWidth.Of(row.Name, 14, mono: true) + FlagWidth(row) + Marks.BadgeWidth(row.Change.OfDescriptor());
            yield return Pad + NumberWidth(process) + words + Pad + 12;
        }
    }

    private static IEnumerable<double> WidthsOf(ObjectBox item, bool isCompact)
    {
        yield return PixelWidth.Of(item.Title, 16) + Marks.BadgeWidth(item.Became) + 2 * Pad + 8;
        yield return PixelWidth.Of(item.States, 14, mono: true) + 2 * Pad + 8;
        yield return PixelWidth.Of(item.Ends, 14, mono: true) + 2 * Pad + 8;
        yield return PixelWidth.Of(OwnershipWords.Holders(item), 14) + 2 * Pad + 8;
        foreach (var detail in item.Details(isCompact)) yield return PixelWidth.Of(detail, 14) + 2 * Pad + 8;
    }

    private (double[] Tops, double[] Heights) StackProcesses()
    {
        var heights = new double[Count(at => at.Processes)];
        foreach (var (picture, at) in pictures)
            for (var p = 0; p < picture.Processes.Count; p++)
            {
                var rows = Math.Max(1, at.Rows[p].DefaultIfEmpty(0).Max() + 1);
                var height = TitleHeight + rows * RowHeight + (IsCompact ? 4 : 8)
                    + (picture.Processes[p].Rest.Length > 0 ? RestHeight : 0) + picture.Processes[p].SignalLines.Count * LineHeight;
                heights[at.Processes[p]] = Math.Max(heights[at.Processes[p]], height);
            }
        var tops = new double[heights.Length];
        for (var i = 0; i < tops.Length; i++) tops[i] = i == 0 ? Top : tops[i - 1] + heights[i - 1] + Gap;
        return (tops, heights);
    }

    private int Count(Func<Placement, IReadOnlyList<int>> places) =>
        pictures.SelectMany(one => places(one.At)).DefaultIfEmpty(-1).Max() + 1;

    private double[] PlaceSockets()
    {
        stacks = new int[Count(at => at.Objects)];
        var wishes = stacks.Select(_ => new List<double>()).ToArray();
        foreach (var (picture, at) in pictures)
        {
            foreach (var (description, i) in picture.Descriptions.Select((description, i) => (description, i)))
                stacks[at.Objects[description.Object]] = Math.Max(stacks[at.Objects[description.Object]], at.Descriptions[i] + 1);
            foreach (var (_, row, y) in Lines(picture, at))
                wishes[at.Objects[picture.Descriptions[row.Description!.Value].Object]].Add(y);
        }
        var blocks = wishes.Select((wish, place) => (Place: place, Wish: wish.DefaultIfEmpty(Top).Average(), Height: BlockHeight(place)))
            .OrderBy(block => block.Wish).ToList();
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
        var objects = new double[blocks.Count];
        foreach (var (block, top) in blocks.Zip(tops)) objects[block.Place] = top - up + (block.Height - ObjectHeight) / 2;
        return objects;
    }

    private double BlockHeight(int place) => IsTwoColumns ? ObjectHeight : Math.Max(ObjectHeight, StackHeight(stacks[place]));

    private double StackHeight(int descriptions) => descriptions * (DescriptionHeight + DescriptionGap) - DescriptionGap;
}
