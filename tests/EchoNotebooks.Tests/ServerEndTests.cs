using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>A server that comes to rest, gets a signal, or ends before its clients.</summary>
public sealed class ServerEndTests
{
    // netinet/tcp.h
    private const int FinWait2 = 5;
    private const int TimeWait = 6;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stepped_server_that_settles_has_done_all_that_it_does_by_itself_and_stands_still_again()
    {
        await using var server = await EchoServer.TraceAsync(TracedServerTests.Program("textbook"), ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await server.SettleAsync(Timeout);
        Assert.Equal(["parent serv_sock", "child 1 clnt_sock"], TimelineTests.Named(server.Snapshot()));
        await client.CloseAsync();
        await server.SettleAsync(Timeout);
        Assert.Empty(server.Snapshot().Children);
        Assert.Single(server.Timeline.Signals("SIGCHLD"));
        var steps = server.Timeline.Count;
        await server.ConnectAsync(Stop);
        Assert.Equal(steps, server.Timeline.Count);
        Assert.Equal("accept", (await server.NextAsync(Timeout)).Call);
    }

    [Fact]
    public async Task A_signal_goes_to_the_process_that_was_named()
    {
        await using var server = await EchoServer.TraceAsync(TracedServerTests.Program("textbook"), ct: Stop);
        await server.ConnectAsync(Stop);
        await server.SettleAsync(Timeout);
        await server.SignalAsync("SIGTERM", Role.Child(1));
        await server.SettleAsync(Timeout);
        Assert.Equal([("SIGTERM", Role.Child(1)), ("SIGCHLD", Role.Parent)],
            server.Timeline.Signals().Select(step => ($"{step.Arguments["signal"]}", step.Role)));
        var gone = await Assert.ThrowsAsync<EchoServerException>(() => server.SignalAsync("SIGTERM", Role.Child(1)));
        Assert.Contains("자식 프로세스 1이 없다", gone.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => server.SignalAsync("TERM"));
    }

    [Fact]
    public async Task An_untraced_server_ends_by_a_signal_to_its_parent_and_its_child_goes_on()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var client = await server.ConnectAsync(Stop);
        await server.SignalAsync("SIGKILL");
        // A zombie that nobody has reaped yet still takes signals.
        await server.WaitUntilAsync(now => now.Facts.Processes.All(process => now.RoleOf(process.Pid) != Role.Parent), Timeout);
        Assert.Equal("고아", await client.EchoAsync("고아", Stop));
        var gone = await Assert.ThrowsAsync<EchoServerException>(() => server.SignalAsync("SIGTERM"));
        Assert.Contains("부모 프로세스가 없다", gone.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_ends_before_its_clients_leaves_its_ends_of_the_connections_to_the_kernel(bool traced)
    {
        if (traced) _ = TracedServerTests.Program("csharp");
        await using var tracing = traced ? await EchoServer.TraceAsync(ct: Stop) : null;
        await using var running = traced ? null : await EchoServer.StartAsync(ct: Stop);
        var client = await (tracing?.ConnectAsync(Stop) ?? running!.ConnectAsync(Stop));
        if (tracing is not null) await tracing.SettleAsync(Timeout);
        await (tracing?.EndAllAsync() ?? running!.EndAllAsync());
        // The server's side has sent FIN and waits for the client's; no process has it.
        await Wait.UntilAsync(() => State(client) == FinWait2, () => $"FIN_WAIT2, and it is {State(client)}");
        Assert.True(await client.WaitForEndOfFileAsync(Timeout));
        await client.CloseAsync();
        await Wait.UntilAsync(() => State(client) == TimeWait, () => $"TIME_WAIT, and it is {State(client)}");
    }

    /// <summary>What the kernel says of the server's end of a client's connection (proc_net(5)); null for nothing.</summary>
    private static int? State(EchoClient client) => ProcNetInet.Parse(File.ReadAllBytes("/proc/net/tcp"))
        .FirstOrDefault(row => row.Local.Equals(client.RemoteEndPoint) && row.Remote.Equals(client.LocalEndPoint))?.State;
}
