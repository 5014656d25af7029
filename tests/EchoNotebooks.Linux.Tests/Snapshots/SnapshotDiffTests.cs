namespace EchoNotebooks.Linux.Tests.Snapshots;

public sealed class SnapshotDiffTests
{
    private static readonly DescriptorSnapshot Before = Sample.Snapshot;

    [Fact]
    public void A_snapshot_does_not_differ_from_itself() => Assert.True(SnapshotDiff.Between(Before, Before).IsEmpty);

    [Fact]
    public void Numbers_of_open_file_descriptions_and_roles_are_no_change()
    {
        var after = Before with
        {
            Processes = [.. Before.Processes.Select(p => p with { Role = default(ProcessRole) })],
            Descriptors = [.. Before.Descriptors.Select(d => d with { OpenFileDescription = d.OpenFileDescription + 7 })],
        };
        Assert.True(SnapshotDiff.Between(Before, after).IsEmpty);
    }

    [Fact]
    public void A_closed_descriptor_an_opened_one_and_a_changed_one_are_told_apart()
    {
        var flagged = Before.Descriptors[2] with { CloseOnExec = true };
        var opened = new DescriptorFact(101, 9, DescriptorKind.File, 1, "/tmp/x", false, 1);
        var after = Before with { Descriptors = [Before.Descriptors[0], flagged, .. Before.Descriptors[3..], opened] };
        var diff = SnapshotDiff.Between(Before, after);

        Assert.Equal([Before.Descriptors[1]], diff.DescriptorsClosed);
        Assert.Equal([opened], diff.DescriptorsOpened);
        Assert.Equal([new(Before.Descriptors[2], flagged)], diff.DescriptorsChanged);
        Assert.False(diff.IsEmpty);
        Assert.Empty(diff.ProcessesChanged);
    }

    [Fact]
    public void A_process_that_became_a_zombie_changed_and_one_that_was_reaped_ended()
    {
        var zombie = Before.Processes[1] with { State = 'Z' };
        var after = Before with { Processes = [Before.Processes[0], zombie], Descriptors = Before.Descriptors[..2] };
        var diff = SnapshotDiff.Between(Before, after);

        Assert.Equal([new(Before.Processes[1], zombie)], diff.ProcessesChanged);
        Assert.Equal([Before.Processes[2]], diff.ProcessesEnded);
        Assert.Equal(Before.Descriptors[2..], diff.DescriptorsClosed);
    }

    [Fact]
    public void The_same_pid_with_another_start_time_is_another_process_and_its_descriptors_are_others()
    {
        var later = Before.Processes[1] with { StartTime = 9999 };
        var diff = SnapshotDiff.Between(Before, Before with { Processes = Before.Processes.SetItem(1, later) });

        Assert.Equal([later], diff.ProcessesAppeared);
        Assert.Equal([Before.Processes[1]], diff.ProcessesEnded);
        Assert.Equal(Before.Descriptors[2..], diff.DescriptorsClosed);
        Assert.Equal(Before.Descriptors[2..], diff.DescriptorsOpened);
    }

    [Fact]
    public void A_socket_that_changed_its_state_changed_and_one_without_descriptors_vanished()
    {
        var closing = Before.Sockets[1] with { State = "CLOSE_WAIT" };
        var diff = SnapshotDiff.Between(Before, Before with { Sockets = [closing] });
        Assert.Equal([new(Before.Sockets[1], closing)], diff.SocketsChanged);
        Assert.Equal([Before.Sockets[0]], diff.SocketsVanished);
        Assert.Empty(diff.SocketsAppeared);
        Assert.Equal([Before.Sockets[0]], SnapshotDiff.Between(Before with { Sockets = [closing] }, Before).SocketsAppeared);
    }
}
