using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

public sealed class EchoServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_started_server_listens_on_a_free_loopback_port_and_echoes()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        Assert.Equal($"127.0.0.1:{server.Port}", server.Snapshot().ListeningSocket?.Local?.ToString());
        await using var client = await server.ConnectAsync(Stop);
        Assert.Equal("안녕하세요", await client.EchoAsync("안녕하세요", Stop));
    }

    [Fact]
    public async Task The_supervisor_is_the_native_one_where_that_could_be_made_of_what_was_compiled()
    {
        var native = Need.NativeHelper("echo-supervisor");
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var status = await File.ReadAllLinesAsync($"/proc/{server.Pid}/status", Stop);
        var parent = status.Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.Equal(native, new FileInfo($"/proc/{parent}/exe").LinkTarget);
    }

    [Fact]
    public async Task Five_clients_make_five_children_and_each_holds_only_its_own_connection()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var clients = await server.ConnectManyAsync(5, ct: Stop);
        var snapshot = server.Snapshot();
        Assert.Equal(5, snapshot.Children.Count);
        Assert.Equal(Enumerable.Range(1, 5).Select(Role.Child), snapshot.Children.Select(child => snapshot.RoleOf(child.Pid)));
        Assert.All(snapshot.Children, child => Assert.Equal(["clnt_sock"],
            snapshot.Facts.Descriptors.Where(fact => fact.Pid == child.Pid).Select(snapshot.NameOf).OfType<string>()));
        Assert.All(snapshot.Connections, connection => Assert.Equal(1, snapshot.DescriptorsOf(connection)));
        var tree = server.ProcessTree();
        Assert.Equal([1, 2, 3, 4, 5], tree.Branches.Select(branch => branch.Client));
        Assert.Empty(tree.Waiting);
    }

    [Fact]
    public async Task Output_arrives_while_the_server_runs()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var client = await server.ConnectAsync(Stop);
        Assert.Equal("new client connected...", await server.WaitForOutputAsync("new client"));
        var pid = server.Snapshot().Children.Single().Pid;
        await client.CloseAsync();
        Assert.Equal($"removed proc id: {pid}", await server.WaitForOutputAsync("removed proc id"));
        Assert.Equal(["new client connected...", "client disconnected....", $"removed proc id: {pid}"], server.Output.Lines);
    }

    [Fact]
    public async Task Output_that_does_not_come_is_an_error_with_what_came()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        await server.WaitForOutputAsync("new client");
        var error = await Assert.ThrowsAsync<EchoServerException>(() => server.WaitForOutputAsync("없는 말", TimeSpan.FromMilliseconds(100)));
        Assert.Contains("없는 말", error.Message);
        Assert.Contains("new client connected...", error.Message);
    }

    [Fact]
    public async Task The_textbook_s_program_is_compiled_and_serves_on_a_free_port()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Textbook, ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        Assert.Equal("echo_mpserv", server.Snapshot().Facts.Processes[0].Command);
        Assert.Equal(new string('가', 5000), await client.EchoAsync(new string('가', 5000), Stop));
        // Its output is not held back in a buffer: the terminal of the supervisor sees to that.
        await server.WaitForOutputAsync("new client connected...");
    }

    [Fact]
    public async Task Any_command_that_listens_is_a_server()
    {
        Need.Program("python3", "install python3");
        const string Script =
            "import socketserver,sys\nclass H(socketserver.BaseRequestHandler):\n  def handle(self):\n"
            + "    while d:=self.request.recv(99): self.request.sendall(d)\n"
            + "socketserver.ForkingTCPServer((\"127.0.0.1\",int(sys.argv[1])),H).serve_forever()";
        await using var server = await EchoServer.StartAsync(ServerProgram.Command($"python3 -c '{Script}' {{port}}"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        Assert.Equal("hello", await client.EchoAsync("hello", Stop));
        Assert.Equal(Role.Child(1), server.Snapshot().RoleOf(server.Snapshot().Children.Single().Pid));
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_the_process_which_holds_it()
    {
        await using var first = await EchoServer.StartAsync(ct: Stop);
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(port: first.Port, ct: Stop));
        Assert.Contains($"pid {first.Pid}(", error.Message);
        Assert.Contains("bind() error", error.Output);
        Assert.Equal(1, error.ExitCode);
    }

    [Fact]
    public async Task A_program_that_ends_before_it_listens_is_an_error_with_its_exit_code_and_output()
    {
        var error = await Assert.ThrowsAsync<EchoServerException>(() =>
            EchoServer.StartAsync(ServerProgram.Command("sh -c 'echo 안 됩니다; exit 7'"), ct: Stop));
        Assert.Equal(7, error.ExitCode);
        Assert.Contains("안 됩니다", error.Message);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_an_error_that_names_it()
    {
        var missing = ServerProgram.Command("no-such-program");
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(missing, ct: Stop));
        Assert.Contains("no-such-program", error.Message);
        Assert.Contains("ENOENT", error.Message);
    }

    [Fact]
    public async Task A_megabyte_comes_back_byte_for_byte()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var data = new byte[1 << 20];
        new Random(1).NextBytes(data);
        Assert.Equal(data, await client.EchoAsync(data, Stop));
    }

    [Fact]
    public async Task A_server_that_closes_early_is_an_error_that_says_how_much_came_back()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        using var child = System.Diagnostics.Process.GetProcessById(server.Snapshot().Children.Single().Pid);
        child.Kill();
        await server.WaitUntilAsync(now => now.Children.Count == 0);
        var error = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("hello", Stop));
        Assert.Contains("5바이트 가운데 0바이트", error.Message);
    }

    [Fact]
    public async Task A_reset_reaches_the_child_and_it_ends()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var client = await server.ConnectAsync(Stop);
        client.Reset();
        await server.WaitUntilAsync(now => now.Children.Count == 0);
        Assert.True(client.IsClosed);
    }

    [Fact]
    public async Task A_killed_parent_leaves_children_that_serve_on_and_disposing_ends_them()
    {
        var server = await EchoServer.StartAsync(ct: Stop);
        var client = await server.ConnectAsync(Stop);
        var child = server.Snapshot().Children.Single().Pid;
        await server.KillAsync();
        var orphan = Assert.Single(server.Snapshot().Facts.Processes);
        Assert.Equal((child, Role.Child(1)), (orphan.Pid, server.Snapshot().RoleOf(orphan.Pid)));
        Assert.Equal("아직 있다", await client.EchoAsync("아직 있다", Stop));
        await server.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public async Task A_stopped_server_is_gone_with_its_children_and_refuses_clients_in_words()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        await server.StopAsync();
        Assert.Empty(server.Snapshot().Facts.Processes);
        var error = await Assert.ThrowsAsync<EchoServerException>(() => server.ConnectAsync(Stop));
        Assert.Contains("이미 끝났다", error.Message);
    }

    [Fact]
    public async Task Disposing_twice_and_with_clients_connected_leaves_nothing()
    {
        var server = await EchoServer.StartAsync(ct: Stop);
        var clients = await server.ConnectManyAsync(3, ct: Stop);
        var pids = server.Snapshot().Facts.Processes.Select(process => process.Pid).ToList();
        await Task.WhenAll(server.DisposeAsync().AsTask(), server.DisposeAsync().AsTask());
        await server.DisposeAsync();
        Assert.Equal(4, pids.Count);
        Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
        Assert.All(clients, client => Assert.True(client.IsClosed));
        Assert.Contains("서버는 끝났다", server.Snapshot().ToString());
    }

    [Fact]
    public async Task Eight_servers_start_at_once()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EchoServer.StartAsync(ct: Stop)));
        Assert.Equal(8, servers.Select(server => server.Port).Distinct().Count());
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
    }

    [Fact(Explicit = true)]
    public async Task Two_hundred_clients_are_connected_in_order_with_progress()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var last = 0;
        await using var clients = await server.ConnectManyAsync(200, new Reports(n => last = n), Stop);
        Assert.Equal(200, last);
        Assert.Equal(200, server.Snapshot().Children.Count);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (int?)n), server.ProcessTree().Branches.Select(branch => branch.Client));
        var echoes = await Task.WhenAll(clients.Select(client => client.EchoAsync($"{client.Number}", Stop)));
        Assert.Equal(Enumerable.Range(1, 200).Select(n => $"{n}"), echoes);
    }

    [Fact]
    public async Task Waiting_in_vain_says_what_for_and_what_is_the_case()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var error = await Assert.ThrowsAsync<EchoServerException>(() =>
            server.WaitUntilAsync(now => now.Children.Count == 3, TimeSpan.FromMilliseconds(50)));
        Assert.Contains("now.Children.Count == 3", error.Message);
        Assert.Contains("serv_sock", error.Message);
    }

    [Fact]
    public async Task Both_ends_of_a_connection_can_be_seen()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var snapshot = server.Snapshot(withClients: true);
        var own = Assert.Single(snapshot.Facts.Descriptors, fact => fact.Pid == Environment.ProcessId);
        Assert.Equal("sock", snapshot.NameOf(own));
        Assert.Contains(OwnershipPicture.Of(snapshot).Objects, item => item.Peer is not null);
    }

    private sealed class Reports(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
