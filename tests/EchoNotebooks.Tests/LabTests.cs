using System.Reflection;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>The laboratory's server and the iterative one, as notebooks start them.</summary>
public sealed partial class LabTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_library_knows_every_switch_of_the_program_and_no_other()
    {
        var text = File.ReadAllText(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_lab.c"));
        var inC = Name().Matches(text[text.IndexOf("#define SWITCHES", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);
        var here = typeof(LabSwitch).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(one => $"{one.GetValue(null)}")
            .Concat([$"{LabSwitch.MostProcesses(1)}", $"{LabSwitch.Backlog(1)}", $"{LabSwitch.MostDescriptors(1)}"])
            .Select(argument => argument.Split('=')[0]);
        Assert.Equal(inC.Order(StringComparer.Ordinal), here.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_child_that_a_child_has_forked_is_below_it_and_holds_the_same_open_file_description()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.Grandchild), ct: Stop);
        var client = await server.ConnectAsync(Stop);
        Assert.Equal("안녕", await client.EchoAsync("안녕", Stop));
        var clients = (await server.WaitUntilAsync(now => now.Children.Count == 2)).Named.Where(one => one.Name == "clnt_sock").ToList();
        Assert.Equal(["child 1", "child 1.1"], clients.Select(one => one.Role.ToJson()).Order(StringComparer.Ordinal));
        Assert.Single(clients.Select(one => one.OpenFileDescription).Distinct());
    }

    [Fact]
    public async Task One_process_connects_the_second_client_and_serves_it_only_after_the_first_has_left()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Iterative, ct: Stop);
        var (first, second) = (await server.ConnectAsync(Stop), await server.ConnectAsync(Stop));
        var echo = second.EchoAsync("둘째", Stop);
        // The server sleeps in the first client's read: without a change nothing else can happen.
        await Wait.UntilAsync(
            () => server.Snapshot().Connections is [var one] && one.Remote!.Is(first.LocalEndPoint), () => $"{server.Snapshot()}");
        Assert.False(echo.IsCompleted);
        Answers.Hold("1-1", (!second.IsClosed, echo.IsCompleted), "연결은 되지만 에코가 돌아오지 않는다");
        await first.CloseAsync();
        Assert.Equal("둘째", await echo);
        Assert.Empty(server.Snapshot().Children);
    }

    [Fact]
    public async Task What_a_child_adds_to_a_variable_no_other_child_sees()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.Count), ct: Stop);
        var clients = await server.ConnectManyAsync(3, ct: Stop);
        foreach (var client in clients) Answers.Hold("1-7", await client.ReceiveAsync(), "10");
        await clients[0].SendAsync("뒤에", Stop);
        Assert.Equal("뒤", await clients[0].ReceiveAsync(max: 3));
        Assert.Equal("에", await clients[0].ReceiveAsync());
        var silence = await Assert.ThrowsAsync<EchoServerException>(() => clients[0].ReceiveAsync(timeout: TimeSpan.FromMilliseconds(10)));
        Assert.Contains("아무것도 보내지 않았다", silence.Message);
        await clients[1].FinishAsync();
        Assert.Equal("", await clients[1].ReceiveAsync());
    }

    [Fact]
    public async Task Where_nothing_is_accepted_six_clients_are_connected_and_the_seventh_is_not()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.NoAccept), any: true, ct: Stop);
        Assert.Equal($"0.0.0.0:{server.Port}", $"{server.Snapshot().ListeningSocket!.Local}");
        var refused = await Assert.ThrowsAsync<EchoServerException>(
            () => EchoServer.StartAsync(ServerProgram.Textbook, server.Port, any: true, ct: Stop));
        Assert.Contains("bind() error", refused.Output, StringComparison.Ordinal);
        var connected = 0;
        while (connected < 6 && await server.TryConnectAsync(TimeSpan.FromSeconds(60)) is not null) connected++;
        // The sixth is in the queue when the kernel has its last acknowledgement.
        await Wait.UntilAsync(() => server.Snapshot().ListeningSocket is { ReceiveQueue: 6, SendQueue: 5 }, () => $"{server.Snapshot()}");
        Assert.Null(await server.TryConnectAsync(TimeSpan.FromMilliseconds(100)));
        Answers.Hold("2-3", connected, "여섯 번");
        Assert.Contains("accept를 기다리는 연결 6개", $"{server.Snapshot()}", StringComparison.Ordinal);
        await server.KillAsync();
        Assert.Null(await server.TryConnectAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_as_long_as_the_reader_says()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.NoAccept), ct: Stop);
        var client = (await server.TryConnectAsync(TimeSpan.FromSeconds(60)))!;
        var silence = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("여보세요", TimeSpan.FromMilliseconds(200), Stop));
        Assert.Contains("0.2초 동안 아무것도", silence.Message, StringComparison.Ordinal);
        // What was sent lies in the kernel; no process of the server has a descriptor of the connection.
        var sent = Ports.Look(server.Port).Sockets.Single(socket => socket is { IsServerSide: true, State: "ESTABLISHED" });
        Assert.Equal((12, 0), (sent.ReceiveQueue, sent.Holders.Count));
    }

    [Fact]
    public async Task What_is_not_written_yet_to_a_pipe_is_copied_by_fork()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Textbook, output: OutputKind.Pipe, ct: Stop);
        for (var n = 1; n <= 3; n++)
        {
            var client = await server.ConnectAsync(Stop);
            await client.CloseAsync();
            await server.WaitUntilAsync(now => now.Children.Count == 0, TimeSpan.FromSeconds(60));
        }
        await Wait.UntilAsync(() => server.Output.Lines.Count(line => line == "new client connected...") == 6, () => $"{server.Output}");
        // The parent's own copy stays in its buffer.
        await server.KillAsync();
        Answers.Hold("2-13", server.Output.Lines.Count(line => line == "new client connected..."), "6줄");
    }

    [Fact]
    public Task Children_that_vanish_unreaped_while_they_are_read_disturb_no_snapshot() => VanishAsync(rounds: 5, clients: 20);

    /// <summary>Clients leave a server at once whose children the kernel removes itself, while the server is looked at.</summary>
    private static async Task VanishAsync(int rounds, int clients)
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ServerProgram.Lab(LabSwitch.IgnoreSigchld, LabSwitch.Quiet), ct: Stop);
        for (var round = 0; round < rounds; round++)
        {
            var all = await server.ConnectManyAsync(clients, ct: Stop);
            var closing = all.CloseAllAsync();
            var last = await server.WaitUntilAsync(now => now.Children.Count == 0, TimeSpan.FromSeconds(60));
            await closing;
            Assert.Equal(server.Pid, Assert.Single(last.Facts.Processes).Pid);
        }
    }

    [GeneratedRegex(@"\bX\((\w+)\)")]
    private static partial Regex Name();
}
