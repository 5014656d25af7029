using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What a picture of two snapshots says of each descriptor, against the one difference of their facts.</summary>
public sealed class PictureChangeTests
{
    [Fact]
    public void Every_change_in_a_picture_is_one_of_the_facts_and_every_one_of_the_facts_is_drawn()
    {
        Scene[] scenes =
            [Scene.Listening(), Scene.AfterFork(), Scene.ParentClosed(), Scene.AfterCloses(), Scene.Zombie(), Scene.Children(5)];
        foreach (var before in scenes)
            foreach (var after in scenes)
            {
                var difference = after.Take().Since(before.Take());
                var (facts, rows) = (difference.Facts, difference.Picture.Processes.SelectMany(process => process.Rows).ToList());
                // A number that leads elsewhere was closed and opened.
                Assert.Equal(Named(facts.DescriptorsOpened) + facts.DescriptorsChanged.Length, Count(ChangeKind.Appeared));
                Assert.Equal(Named(facts.DescriptorsClosed) + facts.DescriptorsChanged.Length, Count(ChangeKind.Vanished));

                int Count(ChangeKind kind) => rows.Count(row => row.Change == kind);
            }

        static int Named(IEnumerable<Linux.DescriptorFact> descriptors) => descriptors.Count(fact => fact.Fd > 2);
    }

    [Fact]
    public void A_number_that_leads_to_another_socket_is_drawn_as_closed_and_as_opened()
    {
        var before = Scene.Listening().Connection(501, 40001).Holds(100, 4, 501).Take();
        var after = Scene.Listening().Connection(502, 40002).Holds(100, 4, 502).Take();
        var rows = after.Since(before).Picture.Processes[0].Rows.Where(row => row.Number == "4").ToList();
        Assert.Equal([ChangeKind.Vanished, ChangeKind.Appeared], rows.Select(row => row.Change));
        Assert.NotEqual(rows[0].Description, rows[1].Description);
    }

    [Fact]
    public void A_flag_alone_is_no_change_of_ownership()
    {
        var before = Scene.AfterFork().Take();
        var facts = before.Facts with { Descriptors = [.. before.Facts.Descriptors.Select(fact => fact with { CloseOnExec = true })] };
        var after = new Snapshot(facts, Scene.Port);
        var difference = after.Since(before);
        Assert.NotEmpty(difference.Facts.DescriptorsChanged);
        Assert.True(difference.IsEmpty);
    }
}
