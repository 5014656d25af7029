using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>One thing keeps its number and its place in all pictures of one recording, and the tables hold the whole graph.</summary>
public sealed class PictureIdentityTests
{
    [Fact]
    public void A_connection_keeps_its_number_over_a_whole_recording_and_no_number_is_used_twice()
    {
        var numbers = new Dictionary<ulong, int>();
        foreach (var descriptor in Read().SelectMany(step => (step.After ?? step.Before).Named))
        {
            numbers.TryAdd(descriptor.Inode!.Value, descriptor.OpenFileDescription!.Value);
            Assert.Equal(numbers[descriptor.Inode.Value], descriptor.OpenFileDescription);
        }
        // The dictionary keeps the order of first appearance.
        Assert.Equal([1, 2, 3], numbers.Values);
    }

    [Fact]
    public void The_numbers_do_not_depend_on_which_snapshot_is_asked_for_first()
    {
        var forwards = Read().Select(step => Numbers(step.Before)).ToList();
        var backwards = Read().Reverse().Select(step => Numbers(step.Before)).Reverse().ToList();
        Assert.Equal(forwards, backwards);
        Assert.True(forwards.Distinct().Count() > 5);

        static string Numbers(Snapshot snapshot) =>
            string.Join(' ', snapshot.Named.Select(descriptor => $"{descriptor.Inode}={descriptor.OpenFileDescription}"));
    }

    [Fact]
    public async Task A_live_server_s_second_client_does_not_take_the_number_of_the_first()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync(ct: ct);
        var first = await server.ConnectAsync(ct);
        Assert.Equal([1, 2], Numbers(await server.WaitUntilAsync(now => now.Named.Count == 2 && now.Connections.Count == 1)));
        await first.CloseAsync();
        await server.WaitUntilAsync(now => now.Connections.Count == 0);
        await using var second = await server.ConnectAsync(ct);
        Assert.Equal([1, 3], Numbers(await server.WaitUntilAsync(now => now.Named.Count == 2 && now.Connections.Count == 1)));

        static IEnumerable<int?> Numbers(Snapshot snapshot) =>
            snapshot.Named.Select(descriptor => descriptor.OpenFileDescription).Distinct().Order();
    }

    [Fact]
    public void A_file_that_a_parent_opens_anew_does_not_share_the_number_of_the_one_that_its_child_still_holds()
    {
        var numbers = new DescriptionNumbers();
        Assert.Equal([1, 1], Numbers((100, 1), (101, 1)));
        // The parent has closed it and opened the same file again: descriptor and path are the same, the description is another.
        var apart = Numbers((100, 1), (101, 2));
        Assert.Equal(2, apart.Distinct().Count());
        Assert.Contains(1, apart);
        Assert.Equal(apart, Numbers((100, 1), (101, 2)));

        List<int> Numbers(params (int Pid, int Description)[] holders)
        {
            var found = numbers.Of(holders.Select(holder =>
                new DescriptorFact(holder.Pid, 5, DescriptorKind.File, 7, "/tmp/notes", false, holder.Description)));
            return [.. holders.Select(holder => found[holder.Description])];
        }
    }

    [Fact]
    public void Nothing_that_is_drawn_in_two_pictures_after_one_another_has_moved_and_nothing_stands_on_another()
    {
        var pictures = new ShownSteps(Read()).Pictures;
        var layout = new OwnershipLayout(pictures, isCompact: true);
        var moved = 0;
        var before = new Dictionary<string, double>();
        foreach (var (picture, at) in pictures)
        {
            var now = Tops(layout, picture, at);
            foreach (var (key, top) in now)
            {
                if (!before.TryGetValue(key, out var was)) continue;
                Assert.Equal(was, top);
                moved++;
            }
            AssertApart(picture.Processes.Select((_, i) => (layout.ProcessTop(at, i), layout.ProcessHeight(at, i))));
            AssertApart(picture.Objects.Select((_, i) => (layout.ObjectTop(at, i), layout.ObjectHeight)));
            AssertApart(picture.Descriptions.Select((_, i) => (layout.DescriptionTop(picture, at, i), layout.DescriptionHeight)));
            for (var p = 0; p < picture.Processes.Count; p++) Assert.Equal(at.Rows[p].Distinct(), at.Rows[p]);
            before = now;
        }
        Assert.True(moved > 100, $"{moved}");
    }

    [Fact]
    public void What_is_freed_is_taken_first_and_what_stays_does_not_move()
    {
        var places = new Places();
        Assert.Equal([0, 1, 2], places.Next(Picture(Scene.Children(2))).Processes);
        // The first child is gone: the second keeps its place, and a third takes the one that is free.
        Assert.Equal([0, 2], places.Next(Picture(Without(Scene.Children(2).Take(), 101))).Processes);
        Assert.Equal([0, 2, 1], places.Next(Picture(Without(Scene.Children(3).Take(), 101))).Processes);

        static OwnershipPicture Picture(object scene) => OwnershipPicture.Of(scene as Snapshot ?? ((Scene)scene).Take());

        static Snapshot Without(Snapshot snapshot, int pid) => new(snapshot.Facts with
        {
            Processes = [.. snapshot.Facts.Processes.Where(process => process.Pid != pid)],
            Descriptors = [.. snapshot.Facts.Descriptors.Where(fact => fact.Pid != pid)],
        }, Scene.Port);
    }

    [Fact]
    public void The_table_of_every_step_holds_the_whole_graph_of_ownership()
    {
        foreach (var step in Read())
        {
            if (step.After is not { } after) continue;
            var page = new HtmlParser().ParseDocument(View.ToHtml(step));
            Assert.Equal(Graph(step.Before), Graph(page.QuerySelector(".en-before table.facts")!));
            Assert.Equal(Graph(after), Graph(page.QuerySelector(".en-now table.facts")!));
        }
    }

    /// <summary>Every descriptor with its process, its open file description, its socket, and that socket's state.</summary>
    private static List<string> Graph(Snapshot snapshot) =>
    [
        .. snapshot.Named.Select(one => $"{one.Role} {one.Pid} {one.Fd} {one.Name} {one.OpenFileDescription} {one.Inode} "
            + snapshot.Facts.Sockets.Single(socket => socket.Inode == one.Inode).State).Order(StringComparer.Ordinal),
    ];

    /// <summary>The same, from a table; rows of what is gone are no part of it.</summary>
    private static List<string> Graph(IElement table)
    {
        var graph = new List<string>();
        foreach (var row in table.QuerySelectorAll("tbody tr:not(.gone)"))
        {
            var cells = row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToList();
            if (cells[2] == "없음") continue;
            var (pid, description, state) = (cells[1].Split(' ')[1], cells[4].Split(' ')[^1], cells[7].Split('→')[^1].Trim());
            graph.Add($"{cells[0]} {pid} {cells[2]} {cells[3]} {description} {cells[8]} {state}");
        }
        return [.. graph.Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, double> Tops(OwnershipLayout layout, OwnershipPicture picture, Placement at)
    {
        var tops = new Dictionary<string, double>();
        for (var i = 0; i < picture.Processes.Count; i++)
        {
            tops[$"process {picture.Processes[i].Key}"] = layout.ProcessTop(at, i);
            for (var row = 0; row < picture.Processes[i].Rows.Count; row++)
                tops[$"row {picture.Processes[i].Key} {picture.Processes[i].Rows[row].Key}"] = layout.RowTop(at, i, row);
        }
        for (var i = 0; i < picture.Objects.Count; i++) tops[$"object {picture.Objects[i].Key}"] = layout.ObjectTop(at, i);
        for (var i = 0; i < picture.Descriptions.Count; i++)
            tops[$"description {picture.Descriptions[i].Key}"] = layout.DescriptionTop(picture, at, i);
        return tops;
    }

    private static void AssertApart(IEnumerable<(double Top, double Height)> boxes)
    {
        var sorted = boxes.OrderBy(box => box.Top).ToList();
        Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.True(pair.First.Top + pair.First.Height <= pair.Second.Top));
    }

    private static Timeline Read() => Timeline.FromJson(
        new StreamReader(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl")), ServerProgram.Textbook);
}
