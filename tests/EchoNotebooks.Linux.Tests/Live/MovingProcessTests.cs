using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>Processes that begin, end and multiply while they are read, and several readers at once.</summary>
public sealed class MovingProcessTests
{
    private static readonly string[] Directly = [];

    [Fact]
    public void A_process_that_is_not_there_is_a_problem_and_no_exception()
    {
        var snapshot = DescriptorSnapshot.Take([int.MaxValue, -1, 0], children: true);
        Assert.Empty(snapshot.Processes);
        Assert.Equal(
            [
                new(int.MaxValue, ReadProblemKind.Gone, "/proc/2147483647", 2),
                new(-1, ReadProblemKind.Gone, "/proc/-1", 2),
                new(0, ReadProblemKind.Gone, "/proc/0", 2),
            ],
            snapshot.Problems);
    }

    [Fact]
    public void A_process_asked_for_twice_is_there_once()
    {
        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId, Environment.ProcessId]);
        Assert.Equal([Environment.ProcessId], snapshot.Processes.Select(p => p.Pid));
    }

    [Fact]
    public void The_processes_of_a_forking_server_are_all_found_with_what_they_share()
    {
        const int children = 150;
        using var server = new ForkingServer(Directly, "children", $"{children}");

        var snapshot = DescriptorSnapshot.Take([server.Pid], children: true);

        Assert.Empty(snapshot.Problems);
        Assert.Equal(server.Pid, snapshot.Processes[0].Pid);
        Assert.Equal(children, snapshot.Processes.Count(p => p.Ppid == server.Pid));
        var listening = Assert.Single(snapshot.Sockets, s => s.State == "LISTEN");
        Assert.Equal(server.Pid, Assert.Single(snapshot.Descriptors, d => d.Inode == listening.Inode).Pid);
        Assert.Equal(children, snapshot.Sockets.Count(s => s.State == "CLOSE_WAIT"));
        Assert.Single(snapshot.Descriptors.Where(d => d.Fd == 0).Select(d => d.OpenFileDescription).Distinct());
        var sockets = snapshot.Descriptors.Where(d => d.Kind == DescriptorKind.Socket);
        Assert.Equal(children + 1, sockets.Select(d => d.OpenFileDescription).Distinct().Count());
    }

    [Fact]
    public void Children_that_end_while_they_are_read_never_make_a_snapshot_fail_or_contradict_itself()
    {
        using var server = new ForkingServer(Directly, "storm");
        var children = 0;
        // On a busy machine the storm may take a while to come.
        var waited = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100 || (children == 0 && waited.Elapsed < TimeSpan.FromSeconds(60)); i++)
        {
            var snapshot = DescriptorSnapshot.Take([server.Pid], children: true);
            children += snapshot.Processes.Length - 1;
            Assert.Equal(server.Pid, snapshot.Processes[0].Pid);
            Assert.Subset(snapshot.Processes.Select(p => p.Pid).ToHashSet(), snapshot.Descriptors.Select(d => d.Pid).ToHashSet());
            Assert.DoesNotContain(
                snapshot.Problems,
                p => p.What != ReadProblemKind.Moved && (p.What != ReadProblemKind.Gone || p.Pid == server.Pid));
            Assert.Equal(
                snapshot.Descriptors.Where(d => d.Kind == DescriptorKind.Socket).Select(d => d.Inode!.Value).Distinct(),
                snapshot.Sockets.Select(s => s.Inode));
        }
        Assert.True(children > 0, "the storm was seen");
    }

    [Fact]
    public void A_second_look_notices_that_a_child_or_the_process_itself_ended()
    {
        var proc = new ProcReader();
        int parent;
        using (var server = new ForkingServer(Directly, "children", "2"))
        {
            parent = server.Pid;
            var before = ProcessReading.Read(proc, parent, children: true, out _)!;
            Assert.Equal(2, before.Children!.Count);
            Assert.True(ProcessReading.Read(proc, parent, children: true, out _)!.IsAs(before));
            var pid = before.Children[0];
            var child = ProcessReading.Read(proc, pid, children: true, out _)!;
            System.Diagnostics.Process.GetProcessById(pid).Kill();
            ProcessReading zombie;
            ReadProblem? problem;
            var waited = System.Diagnostics.Stopwatch.StartNew();
            do zombie = ProcessReading.Read(proc, pid, children: true, out problem)!;
            while (zombie.Stat.State != 'Z' && waited.Elapsed < TimeSpan.FromSeconds(60));
            Assert.Null(problem);
            Assert.Equal('Z', zombie.Stat.State);
            Assert.False(zombie.IsAs(child));
            // Until it is waited for it stays a child of its parent, as a zombie.
            Assert.True(ProcessReading.Read(proc, parent, children: true, out _)!.IsAs(before));
        }
        Assert.Null(ProcessReading.Read(proc, parent, children: true, out _));
    }

    [Fact]
    public async Task Readers_on_several_threads_see_the_same()
    {
        using var server = new ForkingServer(Directly, "children", "5");
        var one = DescriptorSnapshot.Take([server.Pid], children: true);
        var readers = Enumerable.Range(0, 16).Select(_ => Task.Run(() => DescriptorSnapshot.Take([server.Pid], children: true)));
        var many = await Task.WhenAll(readers);
        Assert.All(many, other => Assert.Equal(Facts(one), Facts(other)));

        // Whether the scheduler runs a process just now is left out.
        static string Facts(DescriptorSnapshot snapshot) => SnapshotJson.Write(snapshot with
        {
            TakenAt = default,
            Processes = [.. snapshot.Processes.Select(p => p.State == 'R' ? p with { State = 'S' } : p)],
        });
    }

    [Fact]
    public void A_reader_leaves_no_descriptor_open_and_does_not_show_its_own()
    {
        var before = Own();
        for (var i = 0; i < 50; i++) Own();
        var added = Own().Except(before).Where(target => target.StartsWith($"/proc/{Environment.ProcessId}")).ToList();
        // Another test may be reading this process just now; it does not hold fifty descriptors.
        Assert.True(added.Count < 10, string.Join('\n', added));

        static List<string> Own() => [.. DescriptorSnapshot.Take([Environment.ProcessId]).Descriptors.Select(d => $"{d.Target} {d.Fd}")];
    }

    [Fact]
    public void A_socket_of_another_network_namespace_is_found_there()
    {
        using var server = new ForkingServer([Need.Program("unshare", "install util-linux"), "--net"], "listen");
        var snapshot = DescriptorSnapshot.Take([server.Pid]);
        var socket = Assert.Single(snapshot.Sockets);
        Assert.Equal(("tcp", null, "LISTEN"), (socket.Protocol, socket.Remote, socket.State));
        Assert.StartsWith("0.0.0.0:", $"{socket.Local}", StringComparison.Ordinal);
    }

    [Fact]
    public void Descendants_are_the_same_by_the_kernels_list_of_children_and_by_every_process_parent()
    {
        using var server = new ForkingServer(Directly, "children", "20");
        var listed = DescriptorSnapshot.Take([server.Pid], children: true).Processes.Select(p => p.Pid);
        Assert.Equal(listed, ParentScan.WithDescendants(new ProcReader(), [server.Pid]).Order());
    }
}
