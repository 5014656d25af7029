namespace EchoNotebooks.Tests;

/// <summary>
/// The claims of the course that no other test holds, each on a real server; notebooks/claims.ko.md says which claim is whose.
/// </summary>
public sealed class CourseTests(CourseRuns runs) : IClassFixture<CourseRuns>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Servers => CourseRuns.Servers;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Only_the_parent_accepts_and_only_its_child_reads_a_client(string server)
    {
        CourseRuns.Need(server);
        var timeline = await runs.RecordingOf(server);
        var accepts = timeline.Where(step => step is { Call: "accept", Result: >= 0 });
        Assert.Equal(3, accepts.Count);
        Assert.All(accepts, step => Assert.Equal(Role.Parent, step.Role));
        var reads = timeline.Where(step => step is { Call: "read", Descriptor: "clnt_sock", After: not null });
        Assert.Equal([1, 2, 3], reads.Select(step => step.Role.Number).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_child_begins_where_fork_returns_and_serves_by_the_number_that_it_was_born_with(string server)
    {
        CourseRuns.Need(server);
        var timeline = await runs.RecordingOf(server);
        for (var n = 1; n <= 3; n++)
        {
            var child = timeline.Of(Role.Child(n));
            Answers.Hold("2-6", child[0].Call, "fork에서 0을 받고 돌아온다");
            Assert.Equal(0, child[0].Result);
            // Nothing is handed over between fork and the first read.
            var before = child.TakeWhile(step => step.Call != "read").Select(step => step.Call);
            Assert.Subset(new HashSet<string> { "fork", "close" }, before.ToHashSet());
            var fork = timeline.First(step => step is { Call: "fork" } && step.Role == Role.Parent && step.Result == child[0].Pid);
            var own = fork.After!.Named.Single(d => d.Name == "clnt_sock" && d.Role == Role.Child(n));
            var parents = fork.After.Named.Single(d => d.Name == "clnt_sock" && d.Role == Role.Parent);
            Assert.Equal((parents.Fd, parents.Inode, parents.OpenFileDescription), (own.Fd, own.Inode, own.OpenFileDescription));
            Assert.Equal(own.Fd, child.First(step => step.Call == "read").Fd);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_child_reads_two_hundred_bytes_in_thirties_and_the_end_as_0(string server)
    {
        CourseRuns.Need(server);
        var reads = (await runs.RecordingOf(server)).Of(Role.Child(1)).Where(step => step is { Call: "read", After: not null });
        var results = reads.Select(step => step.Result ?? -1).ToList();
        Answers.Hold("2-8", results, "30을 여섯 번, 20을 한 번");
        Assert.Equal((200, 0), (results.Sum(), results[^1]));
    }

    [Fact]
    public async Task An_accept_that_a_signal_has_interrupted_is_called_again()
    {
        CourseRuns.Need("C");
        Answers.Hold("2-5", await runs.RecordingOf("C"), "accept가 실패하고, 서버는 accept를 다시 부른다");
    }

    [Fact]
    public async Task Three_clients_take_nine_closes_and_each_close_has_its_line_in_the_program()
    {
        CourseRuns.Need("C");
        var closes = (await runs.RecordingOf("C")).Closes;
        Answers.Hold("3-11", closes.Count, "9");
        // Each line has one process that it belongs to and one number to clear.
        var lines = closes.GroupBy(step => step.Source!.Number).OrderBy(line => line.Key)
            .Select(line => Assert.Single(line.Select(step => (step.Source!.Text.Trim(), step.Role.Kind, step.Descriptor)).Distinct()));
        Assert.Equal(
            [
                ("close(serv_sock);", RoleKind.Child, "serv_sock"),
                ("close(clnt_sock);", RoleKind.Child, "clnt_sock"),
                ("close(clnt_sock);", RoleKind.Parent, "clnt_sock"),
            ],
            lines);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Accept_adds_a_socket_and_a_descriptor_and_fork_copies_the_numbers_and_no_socket(string server)
    {
        CourseRuns.Need(server);
        var walk = await runs.WalkOf(server);
        Answers.Hold("3-2", walk.Accepted.After, "디스크립터 2개, 소켓 2개");
        var forked = walk.Forked.After!;
        Answers.Hold("3-3", forked, "2개");
        Assert.Equal(4, forked.Named.Count);
        Assert.All(forked.Named.GroupBy(d => d.Inode), same => Assert.Equal(2, same.Count()));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Who_closes_gives_up_a_number_and_the_socket_stays_until_the_last_one(string server)
    {
        CourseRuns.Need(server);
        var walk = await runs.WalkOf(server);
        Answers.Hold("3-4", walk.ParentClosed.After, "그대로다");
        Assert.NotNull(walk.ChildClosed.After!.ListeningSocket);
        Assert.All(walk.ChildClosed.After!.Named.GroupBy(d => d.Inode), one => Assert.Single(one));
        Answers.Hold("3-7", Assert.Single(walk.EndOfFile.After!.Connections).State, "CLOSE_WAIT로 남아 있다");
        Assert.Empty(walk.LastClose.After!.Connections);
        Assert.Equal(("exit", 0L, Role.Child(1)), (walk.Exit.Call, walk.Exit.Arguments["code"], walk.Exit.Role));
        Assert.DoesNotContain(walk.Exit.After!.Named, d => d.Role == Role.Child(1));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_parent_or_the_child_may_close_first(string server)
    {
        CourseRuns.Need(server);
        Assert.Equal(["부모가 먼저", "자식이 먼저"], (await runs.WalkOf(server)).Echoes);
    }

    [Fact]
    public async Task Three_ended_children_make_one_SIGCHLD()
    {
        CourseRuns.Need("C");
        await using var held = await EchoServer.TraceAsync(ServerProgram.Textbook, ct: Stop);
        var three = await held.ConnectManyAsync(3, ct: Stop);
        for (var n = 0; n < 3; n++)
        {
            await held.RunUntilAsync(After.Fork, Patience);
            await held.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Patience);
        }
        await three.CloseAllAsync();
        for (var n = 1; n <= 3; n++) await held.RunUntilAsync(After.Call("exit", null, Role.Child(n)), Patience);
        await held.RunUntilAsync(After.Wait, Patience);
        Answers.Hold("2-11", held.Timeline.Signals("SIGCHLD").Count, "한 번");
        // And the accept that follows is not interrupted: the signal came before it.
        await held.SettleAsync(Patience);
        Answers.Hold("4-4", held.Snapshot().Zombies.Count, "1~99");
        Assert.Equal(2, held.Snapshot().Zombies.Count);
        Assert.DoesNotContain(held.Timeline, step => step is { Call: "accept", Error: "EINTR" });
    }

    [Fact]
    public async Task Two_numbers_of_one_process_lead_to_one_open_file()
    {
        CourseRuns.Need("C");
        await using var server = await EchoServer.TraceAsync(ServerProgram.Lab(LabSwitch.DupClnt), ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork, Patience);
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Patience);
        var copied = await server.RunUntilAsync(After.Call("dup", by: Role.Child), Patience);
        Assert.Equal(3, copied.Result);
        var two = copied.After!.Named.Where(d => d.Role == Role.Child(1) && d.Name == "clnt_sock").ToList();
        Assert.Equal(2, two.Count);
        Assert.Single(two.Select(d => d.OpenFileDescription).Distinct());
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child), Patience);
        Assert.Equal("끊겼나요?", await client.EchoAsync("끊겼나요?", Stop));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Five_clients_make_six_processes_whose_equal_numbers_lead_to_different_sockets(string server)
    {
        CourseRuns.Need(server, tracing: false);
        await using var started = await EchoServer.StartAsync(CourseRuns.Program(server), any: true, ct: Stop);
        var clients = await started.ConnectManyAsync(5, ct: Stop);
        var settled = started.Snapshot();
        Answers.Hold("1-3", settled.Facts.Processes.Length, "6");
        Answers.Hold("1-5", settled, "부모는 serv_sock을 쥐고 있다", "자식은 clnt_sock을 쥐고 있다");
        Answers.Hold("1-6", settled, "번호는 같아도 저마다 다른 소켓이다");
        var listening = settled.ListeningSocket!.Local!;
        Assert.All(settled.Connections, socket => Assert.Equal(listening.PortOrNull, socket.Local!.PortOrNull));
        Assert.Equal(5, settled.Connections.Select(socket => socket.Remote!.PortOrNull).Distinct().Count());
        int[] numbers = [.. settled.Named.Select(d => d.Fd)];
        if (server == "C") Assert.Equal([3, 4, 4, 4, 4, 4], numbers);
        // Served in any order: the first one that came speaks last.
        foreach (var client in clients.Reverse()) Assert.Equal("나", await client.EchoAsync("나", Stop));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_child_whose_parent_has_ended_serves_on_under_another_parent(string server)
    {
        CourseRuns.Need(server, tracing: false);
        await using var started = await EchoServer.StartAsync(CourseRuns.Program(server), ct: Stop);
        var client = await started.ConnectAsync(Stop);
        Assert.Equal(started.Pid, started.Snapshot().Children[0].Ppid);
        await started.KillAsync();
        Answers.Hold("1-8", await client.EchoAsync("거기 있나요", Stop) == "거기 있나요", "계속 에코를 돌려준다");
        Assert.NotEqual(started.Pid, started.Snapshot().Children[0].Ppid);
    }

    [Fact]
    public async Task Where_fork_fails_only_that_client_is_let_go_and_the_next_one_is_served()
    {
        var crowded = ServerProgram.Lab(LabSwitch.MostProcesses(3));
        if (crowded.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(crowded, ct: Stop);
        var clients = await server.ConnectManyAsync(2, ct: Stop);
        var third = await server.ConnectAsync(Stop);
        Assert.True(await third.WaitForEndOfFileAsync(Patience));
        Assert.Equal("아직", await clients[0].EchoAsync("아직", Stop));
        await clients[0].CloseAsync();
        await server.WaitUntilAsync(now => now.Children.Count == 1, Patience);
        Assert.Equal("저는", await (await server.ConnectAsync(Stop)).EchoAsync("저는", Stop));
    }

    [Fact]
    public async Task Where_fork_fails_the_parent_closes_its_number_and_accepts_again()
    {
        CourseRuns.Need("C");
        var crowded = ServerProgram.Lab(LabSwitch.MostProcesses(3));
        if (crowded.WhyNot is { } reason) Assert.Skip(reason);
        var timeline = await EchoServer.RecordAsync(crowded, ct: Stop, scenario: async server =>
        {
            await server.ConnectManyAsync(2, ct: Stop);
            await (await server.ConnectAsync(Stop)).WaitForEndOfFileAsync(Patience);
            await server.SettleAsync(Patience);
        });
        var parent = timeline.Of(Role.Parent);
        var (accepted, after) = (parent.TakeWhile(step => step.Error != "EAGAIN").Last(step => step.Call == "accept"),
            parent.SkipWhile(step => step.Error != "EAGAIN").ToList());
        Assert.Equal(["fork", "close", "accept"], after.Take(3).Select(step => step.Call));
        Assert.Equal(((int?)accepted.Result, "clnt_sock"), (after[1].Fd, after[1].Descriptor));
    }

    [Fact]
    public async Task A_zombie_stays_although_it_is_killed_until_its_parent_ends()
    {
        CourseRuns.Need("C", tracing: false);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.NoHandler), ct: Stop);
        var clients = await server.ConnectManyAsync(6, ct: Stop);
        await clients.CloseAllAsync();
        await server.WaitUntilAsync(now => now.Children.All(child => child.State == 'Z'), Patience);
        await server.SignalAsync("SIGKILL", to: Role.Child(1));
        var after = server.Snapshot();
        Answers.Hold("4-3", after.Zombies.Count, "6");
        Answers.Hold("2-10", after.Facts.Processes.First(process => after.RoleOf(process.Pid) == Role.Child(1)).State, "그대로 남는다");
        await server.KillAsync();
        await server.WaitUntilAsync(now => now.Zombies.Count == 0, Patience);
    }

    [Fact]
    public async Task A_client_hears_no_end_while_the_parent_holds_its_connection()
    {
        CourseRuns.Need("C", tracing: false);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.ParentKeepsClnt), ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await client.FinishAsync();
        var served = await server.WaitUntilAsync(now => now.Children.Count == 0, Patience);
        Answers.Hold("4-1", await client.WaitForEndOfFileAsync(TimeSpan.FromMilliseconds(100)), "알지 못한다");
        Assert.Equal("CLOSE_WAIT", Assert.Single(served.Connections).State);
        await server.KillAsync();
        Assert.True(await client.WaitForEndOfFileAsync(Patience));
    }

    [Fact]
    public async Task A_port_is_free_when_the_last_number_of_its_server_socket_is_closed()
    {
        CourseRuns.Need("C", tracing: false);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.ChildKeepsServ), ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await server.KillAsync();
        Answers.Hold("4-2", await StartsAsync(ServerProgram.Lab(), server.Port), "자식이 끝날 때까지 시작할 수 없다");
        await client.CloseAsync();
        await server.WaitUntilAsync(now => now.Facts.Processes.Length == 0, Patience);
        Assert.Null(Ports.Look(server.Port).Listening);
    }

    [Fact]
    public async Task A_server_that_ended_first_keeps_its_port_unless_it_and_the_next_one_have_SO_REUSEADDR()
    {
        CourseRuns.Need("C", tracing: false);
        var (strict, repaired) = (ServerProgram.Lab(LabSwitch.NoReuseaddr), ServerProgram.Lab());
        var port = await EndedFirstAsync(strict);
        Answers.Hold("4-8", await StartsAsync(strict, port), "bind가 거부된다");
        Assert.Contains(Ports.Look(port).Sockets, socket => socket is { IsServerSide: true, Holders.Count: 0 });
        Assert.False(await StartsAsync(repaired, port));
        Assert.True(await StartsAsync(repaired, await EndedFirstAsync(repaired)));
    }

    /// <summary>Ends a server before its client.</summary>
    /// <returns>Its port.</returns>
    private static async Task<int> EndedFirstAsync(ServerProgram program)
    {
        await using var server = await EchoServer.StartAsync(program, ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await server.EndAllAsync();
        await client.CloseAsync();
        return server.Port;
    }

    private static async Task<bool> StartsAsync(ServerProgram program, int port)
    {
        try
        {
            await using var server = await EchoServer.StartAsync(program, port: port, ct: Stop);
            return true;
        }
        catch (EchoServerException)
        {
            return false;
        }
    }
}
