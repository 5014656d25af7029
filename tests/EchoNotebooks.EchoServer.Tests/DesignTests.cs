using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>--design NAME: each way to serve many clients serves them, and ends with all that it has made.</summary>
public sealed class DesignTests
{
    private static readonly string[] Names = ["iterative", "fork", "prefork", "passing", "spawn", "thread", "event-loop"];

    public static TheoryData<string> All => new(Names);

    /// <summary>For theories about clients that are served at the same time.</summary>
    public static TheoryData<string> Concurrent => new(Names.Except(["iterative"]));

    /// <summary>For theories about children that wait for clients.</summary>
    public static TheoryData<string> Preforked => new("prefork", "passing");

    [Theory, MemberData(nameof(Concurrent))]
    public async Task Three_clients_are_served_at_the_same_time(string design)
    {
        await using var server = await StartAsync(design);
        var clients = await Client.ConnectManyAsync(server.Port, 3);
        for (var i = 2; i >= 0; i--) Assert.Equal($"client {i}", await clients[i].EchoAsync($"client {i}"));
        clients.ForEach(client => client.Dispose());
        await server.WaitForOutputAsync("client disconnected....", times: 3);
        Assert.Equal(3, server.Output.Count(line => line == "new client connected..."));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task The_iterative_server_serves_the_second_client_when_the_first_has_left()
    {
        await using var server = await StartAsync("iterative");
        var first = await Client.ConnectAsync(server.Port);
        using var second = await Client.ConnectAsync(server.Port);
        var answer = second.EchoAsync("second");
        Assert.Equal("first", await first.EchoAsync("first"));
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, server.Output.Count(line => line == "new client connected..."));
        first.Dispose();
        Assert.Equal("second", await answer);
    }

    [Theory, MemberData(nameof(All))]
    public async Task All_that_a_client_sends_comes_back(string design)
    {
        await using var server = await StartAsync(design);
        using var client = await Client.ConnectAsync(server.Port);
        var data = new byte[20_000];
        new Random(1).NextBytes(data);
        Assert.Equal(data, await client.EchoInPiecesAsync(data, new Random(2)));
        client.HalfClose();
        Assert.Empty(await client.ReceiveAsync(1));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Asked_to_end_it_ends_with_its_children_and_leaves_no_zombie(string design)
    {
        await using var server = await StartAsync(design);
        using var client = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await client.EchoAsync("x"));
        // The first of the workers may have echoed before the last is there.
        var count = design switch { "fork" or "spawn" => 1, "prefork" or "passing" => 4, _ => 0 };
        await Wait.UntilAsync(() => server.Children.Count == count, () => $"{count} children are there, not {server.Children.Count}");
        var children = server.Children;
        server.Send(Libc.SIGTERM);
        // One process has nobody to reap: the signal itself ends it.
        Assert.Equal(children.Count > 0 ? 0 : 128 + Libc.SIGTERM, await server.WaitForExitAsync());
        Assert.DoesNotContain(children, child => Directory.Exists($"/proc/{child}"));
        Assert.Empty(await client.ReceiveAsync(1));
        Assert.Empty(server.Errors);
    }

    [Theory, MemberData(nameof(Preforked))]
    public async Task A_worker_that_has_ended_is_reaped_and_replaced(string design)
    {
        await using var server = await StartAsync(design);
        await Wait.UntilAsync(() => server.Children.Count == 4, () => "four workers are there");
        var ended = server.Children[1];
        Assert.Equal(0, Libc.kill(ended, Libc.SIGKILL));
        await server.WaitForOutputAsync($"removed proc id: {ended}");
        await Wait.UntilAsync(() => server.Children.Count == 4, () => "there are four workers again");
        var clients = await Client.ConnectManyAsync(server.Port, 4);
        foreach (var client in clients)
            using (client) Assert.Equal("x", await client.EchoAsync("x"));
        Assert.Empty(server.Zombies);
    }

    [Theory, MemberData(nameof(Preforked))]
    public async Task Workers_of_a_killed_parent_end(string design)
    {
        await using var server = await StartAsync(design);
        await Wait.UntilAsync(() => server.Children.Count == 4, () => "four workers are there");
        // A worker says with its first words that it has asked to be ended with its parent.
        var clients = await Client.ConnectManyAsync(server.Port, 4);
        foreach (var client in clients)
            using (client) Assert.Equal("x", await client.EchoAsync("x"));
        var workers = server.Children;
        server.Send(Libc.SIGKILL);
        await Wait.UntilAsync(() => !workers.Any(EndingTests.IsRunning), () => $"the workers {string.Join(", ", workers)} end");
    }

    [Fact]
    public async Task The_event_loop_serves_on_beside_a_client_that_does_not_read()
    {
        await using var server = await StartAsync("event-loop");
        using var silent = await Client.ConnectAsync(server.Port, receiveBuffer: 4096);
        // More than both ends can buffer, so that the server cannot send all of it back.
        var sending = silent.SendAsync(new byte[100_000_000]);
        await Wait.UntilAsync(() => SleepsBesideUnreadData(server), () => "the server waits until the client reads");
        using var other = await Client.ConnectAsync(server.Port);
        for (var i = 0; i < 50; i++) Assert.Equal("other", await other.EchoAsync("other"));
        Assert.False(sending.IsCompleted);
        silent.Reset();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await server.WaitForOutputAsync("client disconnected....");
        Assert.Equal("still", await other.EchoAsync("still"));
    }

    [Fact]
    public async Task A_name_that_no_design_has_is_answered_with_all_names()
    {
        foreach (var arguments in (string[][])[["--design", "forks", "0"], ["--design"], ["0", "--design"]])
        {
            var (code, output, errors) = await RunningServer.RunAsync([.. Variants.Command(Variant.AppHost), .. arguments]);
            Assert.Equal(1, code);
            Assert.Equal("Usage : echo-server <port>", output);
            Assert.Contains($"쓸 수 있는 이름: {string.Join(", ", Names)}", errors);
        }
    }

    [Fact]
    public async Task The_help_explains_every_design()
    {
        var (code, output, errors) = await RunningServer.RunAsync([.. Variants.Command(Variant.AppHost), "--help"]);
        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.All(Names, name => Assert.Contains($"    {name} ", output));
    }

    [Fact]
    public async Task Only_the_default_design_stops_at_steps()
    {
        string[] command = [.. Variants.Command(Variant.AppHost), "--step", "--design"];
        var (code, _, errors) = await RunningServer.RunAsync([.. command, "thread", "0"]);
        Assert.Equal(1, code);
        Assert.Contains("--step은 기본 설계(fork)에서만", errors);
        await using var server = await RunningServer.StartAsync([.. command, "fork", "0"]);
    }

    private static bool SleepsBesideUnreadData(RunningServer server)
    {
        var (run, state) = (server.Cpu.Run, server.Stat().State);
        var isUnread = server.Snapshot().Sockets.Any(socket => socket is { State: "ESTABLISHED", ReceiveQueue: > 0 });
        return state == 'S' && isUnread && server.Cpu.Run == run;
    }

    private static Task<RunningServer> StartAsync(string design) => Variants.StartAsync(Variant.AppHost, "--design", design);
}
