namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A helper makes known descriptors of every kind; each is checked in a snapshot of it.</summary>
public sealed class KnownDescriptorTests(DescriptorHelper helper) : IClassFixture<DescriptorHelper>
{
    private readonly DescriptorSnapshot snapshot = DescriptorSnapshot.Take([helper.Pid], children: true);

    [Theory]
    [InlineData("regular", DescriptorKind.File, "{0}/regular", false)]
    [InlineData("dup", DescriptorKind.File, "{0}/regular", false)]
    [InlineData("dup_cloexec", DescriptorKind.File, "{0}/regular", true)]
    [InlineData("reopened", DescriptorKind.File, "{0}/regular", false)]
    [InlineData("high", DescriptorKind.File, "{0}/regular", false)]
    [InlineData("opath", DescriptorKind.File, "{0}/regular", false)]
    [InlineData("cloexec", DescriptorKind.File, "{0}/cloexec", true)]
    [InlineData("strange_name", DescriptorKind.File, "{0}/이름 (deleted)\n[1]", false)]
    [InlineData("deleted", DescriptorKind.File, "{0}/deleted (deleted)", false)]
    [InlineData("directory", DescriptorKind.File, "{0}", false)]
    [InlineData("devnull", DescriptorKind.File, "/dev/null", false)]
    [InlineData("memfd", DescriptorKind.File, "/memfd:memory file (deleted)", false)]
    [InlineData("fifo", DescriptorKind.Pipe, "{0}/fifo", false)]
    [InlineData("eventfd", DescriptorKind.Anon, "anon_inode:[eventfd]", false)]
    [InlineData("eventfd_again", DescriptorKind.Anon, "anon_inode:[eventfd]", true)]
    [InlineData("epoll", DescriptorKind.Anon, "anon_inode:[eventpoll]", false)]
    [InlineData("signalfd", DescriptorKind.Anon, "anon_inode:[signalfd]", false)]
    [InlineData("timerfd", DescriptorKind.Anon, "anon_inode:[timerfd]", false)]
    [InlineData("inotify", DescriptorKind.Anon, "anon_inode:inotify", false)]
    [InlineData("pidfd", DescriptorKind.Anon, "anon_inode:[pidfd]", true)]
    public void A_descriptor_is_shown_with_its_kind_target_and_close_on_exec(
        string name, DescriptorKind kind, string target, bool closeOnExec)
    {
        var descriptor = Descriptor(name);
        Assert.Equal(
            (kind, target.Replace("{0}", helper.Folder), closeOnExec),
            (descriptor.Kind, descriptor.Target, descriptor.CloseOnExec));
        Assert.NotNull(descriptor.Inode);
        Assert.NotNull(descriptor.OpenFileDescription);
    }

    [Fact]
    public void A_namespace_is_of_no_other_kind_and_has_its_inode()
    {
        var descriptor = Descriptor("namespace");
        Assert.Equal((DescriptorKind.Other, $"net:[{descriptor.Inode}]"), (descriptor.Kind, descriptor.Target));
    }

    [Fact]
    public void Both_ends_of_a_pipe_have_one_inode_and_two_open_file_descriptions()
    {
        var (read, write) = (Descriptor("pipe_read"), Descriptor("pipe_write"));
        Assert.Equal((DescriptorKind.Pipe, $"pipe:[{read.Inode}]"), (read.Kind, read.Target));
        Assert.Equal(read.Inode, write.Inode);
        Assert.NotEqual(read.OpenFileDescription, write.OpenFileDescription);
    }

    [Fact]
    public void A_duplicate_shares_the_open_file_description_and_a_second_open_does_not()
    {
        Assert.Equal(DescriptionSource.Kcmp, snapshot.DescriptionSource);
        var regular = Descriptor("regular");
        Assert.All(["dup", "dup_cloexec", "high"], name => Assert.Equal(regular.OpenFileDescription, Descriptor(name).OpenFileDescription));
        Assert.All(["reopened", "opath"], name => Assert.NotEqual(regular.OpenFileDescription, Descriptor(name).OpenFileDescription));
        Assert.NotEqual(Descriptor("eventfd").OpenFileDescription, Descriptor("eventfd_again").OpenFileDescription);
    }

    [Fact]
    public void Among_many_open_file_descriptions_of_one_file_each_duplicate_finds_its_own()
    {
        var opened = Enumerable.Range(0, 20).Select(i => Descriptor($"open_{i}").OpenFileDescription).ToList();
        Assert.Equal(20, opened.Distinct().Count());
        Assert.Equal(opened, Enumerable.Range(0, 20).Select(i => Descriptor($"again_{i}").OpenFileDescription));
    }

    [Fact]
    public void A_forked_child_shares_every_open_file_description_of_its_parent()
    {
        Assert.Equal(helper.Pid, Process("child").Ppid);
        var child = snapshot.Descriptors.Where(d => d.Pid == helper["child"]).ToDictionary(d => d.Fd);
        var parent = snapshot.Descriptors.Where(d => d.Pid == helper.Pid).ToDictionary(d => d.Fd);
        // It closed its copy of the one end of a pipe on which it waits for its parent.
        var closed = Assert.Single(parent.Values, d => !child.ContainsKey(d.Fd));
        Assert.Equal(DescriptorKind.Pipe, closed.Kind);
        Assert.All(child.Values, d => Assert.Equal(parent[d.Fd] with { Pid = d.Pid }, d));
    }

    [Fact]
    public void A_zombie_is_Z_and_has_no_descriptors()
    {
        Assert.Equal(('Z', helper.Pid), (Process("zombie").State, Process("zombie").Ppid));
        Assert.DoesNotContain(snapshot.Descriptors, d => d.Pid == helper["zombie"]);
        Assert.Empty(snapshot.Problems);
    }

    [Fact]
    public void A_name_with_parentheses_newlines_and_control_characters_is_read_as_it_is() =>
        Assert.Equal("a) R 1 (\n\u001b[31m", Process("child").Command);

    [Fact]
    public void Parents_come_before_children_and_open_file_descriptions_are_numbered_as_they_appear()
    {
        Assert.Equal([helper.Pid, helper["child"], helper["zombie"]], snapshot.Processes.Select(p => p.Pid));
        var numbers = snapshot.Descriptors.Select(d => d.OpenFileDescription!.Value).Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Equal(
            snapshot.Descriptors.Where(d => d.Kind == DescriptorKind.Socket).Select(d => d.Inode!.Value).Distinct(),
            snapshot.Sockets.Select(s => s.Inode));
    }

    [Theory]
    [InlineData("tcp4", "tcp", "127.0.0.1:")]
    [InlineData("tcp6", "tcp6", "[::1]:")]
    public void A_connection_is_seen_from_both_ends_and_its_listening_socket_with_none(string name, string protocol, string address)
    {
        var (listen, client, accepted) = (Socket($"{name}_listen"), Socket($"{name}_client"), Socket($"{name}_accepted"));
        Assert.StartsWith(address, $"{listen.Local}", StringComparison.Ordinal);
        Assert.StartsWith(address, $"{client.Local}", StringComparison.Ordinal);
        Assert.Equal((protocol, null, "LISTEN"), (listen.Protocol, listen.Remote, listen.State));
        Assert.Equal((protocol, listen.Local, "ESTABLISHED"), (client.Protocol, client.Remote, client.State));
        Assert.Equal(
            (protocol, listen.Local, client.Local, "ESTABLISHED"),
            (accepted.Protocol, accepted.Local, accepted.Remote, accepted.State));
    }

    [Fact]
    public void An_IPv4_client_of_an_IPv6_socket_is_shown_as_a_mapped_address()
    {
        var (listen, client, accepted) = (Socket("mapped_listen"), Socket("mapped_client"), Socket("mapped_accepted"));
        Assert.StartsWith("[::]:", $"{listen.Local}", StringComparison.Ordinal);
        Assert.Equal(
            ("tcp6", $"[::ffff:127.0.0.1]:{client.Remote!.PortOrNull}", $"[::ffff:127.0.0.1]:{client.Local!.PortOrNull}"),
            (accepted.Protocol, $"{accepted.Local}", $"{accepted.Remote}"));
        Assert.Equal((client.Remote, client.Local), (accepted.Local!.Plain, accepted.Remote!.Plain));
    }

    [Fact]
    public void TCP_states_between_open_and_closed_are_the_kernels()
    {
        Assert.Equal("CLOSE_WAIT", Socket("tcp4_close_wait").State);
        Assert.Equal("FIN_WAIT2", Socket("tcp4_fin_wait2").State);
        var fresh = Socket("tcp4_fresh");
        Assert.Equal(new SocketFact(fresh.Inode, "tcp", null, null, "CLOSE"), fresh);
        // Whether a kernel tells the address of a socket that does not listen yet depends on its version.
        var bound = Socket("tcp4_bound");
        Assert.Equal(("tcp", null, "CLOSE"), (bound.Protocol, bound.Remote, bound.State));
    }

    [Fact]
    public void A_connection_that_was_reset_is_closed_and_no_other_socket_is_taken_for_it()
    {
        var reset = Socket("tcp4_reset");
        Assert.Equal(new SocketFact(reset.Inode, "tcp", null, null, "CLOSE"), reset);
    }

    [Fact]
    public void A_multipath_TCP_socket_is_known_by_its_own_protocol()
    {
        var (listen, accepted) = (Socket("mptcp_listen"), Socket("mptcp_accepted"));
        Assert.Equal(("mptcp", null, "LISTEN"), (listen.Protocol, listen.Remote, listen.State));
        Assert.Equal(("mptcp", "ESTABLISHED"), (accepted.Protocol, accepted.State));
        Assert.NotNull(accepted.Remote);
    }

    [Fact]
    public void Datagram_sockets_have_ends_and_no_state()
    {
        var (udp, connected, udp6) = (Socket("udp4"), Socket("udp4_connected"), Socket("udp6"));
        Assert.Equal(("udp", null, null), (udp.Protocol, udp.Remote, udp.State));
        Assert.Equal(("udp", udp.Local, null), (connected.Protocol, connected.Remote, connected.State));
        Assert.Equal("udp6", udp6.Protocol);
        Assert.StartsWith("[::1]:", $"{udp6.Local}", StringComparison.Ordinal);
    }

    [Fact]
    public void Unix_sockets_have_their_names_and_those_of_their_peers()
    {
        var (pair, other) = (Socket("socketpair_0"), Socket("socketpair_1"));
        Assert.Equal(new SocketFact(pair.Inode, "unix", null, null, "ESTABLISHED"), pair);
        Assert.NotEqual(pair.Inode, other.Inode);

        Assert.Equal(("./named socket", null, "LISTEN"), Ends("unix_named_server"));
        Assert.Equal((null, "./named socket", "ESTABLISHED"), Ends("unix_named_client"));
        Assert.Equal(("./named socket", null, "ESTABLISHED"), Ends("unix_named_accepted"));
        Assert.Equal(($"@echonb-{helper.Pid}", null, "LISTEN"), Ends("unix_abstract_server"));
        Assert.Equal(("./dgram", null, null), Ends("unix_dgram_server"));
        Assert.Equal((null, "./dgram", null), Ends("unix_dgram_client"));
    }

    [Theory]
    [InlineData("netlink", "netlink")]
    [InlineData("raw4", "raw")]
    [InlineData("packet", "packet")]
    public void Other_sockets_are_known_by_their_protocol(string name, string protocol) => Assert.Equal(protocol, Socket(name).Protocol);

    [Fact]
    public void Two_snapshots_of_what_stands_still_do_not_differ()
    {
        var diff = SnapshotDiff.Between(snapshot, DescriptorSnapshot.Take([helper.Pid], children: true));
        // Whether the scheduler runs a process just now is left out.
        var changed = diff.ProcessesChanged.Where(c => c.Before.State != 'R' && c.After.State != 'R');
        Assert.True((diff with { ProcessesChanged = [.. changed] }).IsEmpty);
    }

    private (string? Local, string? Remote, string? State) Ends(string name)
    {
        var socket = Socket(name);
        return (socket.Local?.ToString(), socket.Remote?.ToString(), socket.State);
    }

    private DescriptorFact Descriptor(string name)
    {
        var fd = helper[name];
        return snapshot.Descriptors.Single(d => d.Pid == helper.Pid && d.Fd == fd);
    }

    private ProcessFact Process(string name) => snapshot.Processes.Single(p => p.Pid == helper[name]);

    private SocketFact Socket(string name)
    {
        var descriptor = Descriptor(name);
        Assert.Equal((DescriptorKind.Socket, $"socket:[{descriptor.Inode}]"), (descriptor.Kind, descriptor.Target));
        return snapshot.Sockets.Single(s => s.Inode == descriptor.Inode);
    }
}
