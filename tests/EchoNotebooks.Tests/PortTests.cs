using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>What is told of a port: who waits there, and what is left of connections that no process holds.</summary>
public sealed class PortTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_shows_the_listening_socket_with_its_holder_and_both_ends_of_a_connection()
    {
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var port = Ports.Look(server.Port);
        var child = server.Snapshot().Children.Single();
        Assert.Equal(
            [("LISTEN", true, server.Pid), ("ESTABLISHED", true, child.Pid), ("ESTABLISHED", false, Environment.ProcessId)],
            port.Sockets.Select(socket => (socket.State, socket.IsServerSide, socket.Holders.Single().Pid)));
        Assert.Equal((0, 5), (port.Listening!.ReceiveQueue, port.Listening.SendQueue));
        Assert.StartsWith($"포트 {server.Port}에서는 이미 다른 프로세스가 기다린다: pid {server.Pid}(", port.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_of_connections_is_told_although_no_process_holds_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 2);
        var number = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient(AddressFamily.InterNetwork);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var waiting = new TcpClient(AddressFamily.InterNetwork);
        using (var accepted = listener.AcceptTcpClient()) waiting.Connect((IPEndPoint)listener.LocalEndpoint);

        // The server's side closed first: it waits for the client's close.
        await Wait.UntilAsync(
            () => Ports.Look(number) is { Listening.ReceiveQueue: 1 } look && look.Sockets.Any(socket => socket.State == "FIN_WAIT2"),
            () => $"{Ports.Look(number)}");
        var half = Ports.Look(number);
        Assert.Contains("accept를 기다린다", $"{half}", StringComparison.Ordinal);
        Assert.Contains("accept를 기다리는 연결 1개", $"{half}", StringComparison.Ordinal);
        Assert.Contains("상대가 닫기를 기다린다", $"{half}", StringComparison.Ordinal);
        var left = half.Sockets.Single(socket => socket.State == "FIN_WAIT2");
        Assert.Equal((true, null, 0), (left.IsServerSide, left.Inode, left.Holders.Count));

        client.Close();
        waiting.Close();
        listener.Stop();
        await Wait.UntilAsync(
            () => Ports.Look(number) is { Listening: null } look && look.Sockets.Any(socket => socket.State == "TIME_WAIT"),
            () => $"{Ports.Look(number)}");
        var after = Ports.Look(number);
        Assert.Null(after.Listening);
        Assert.Contains(after.Sockets, socket => socket is { State: "TIME_WAIT", IsServerSide: true, Inode: null });
        Assert.Contains("앞의 연결이 아직 남아 있다(TIME_WAIT)", after.Refusal, StringComparison.Ordinal);
        Assert.Contains("<td>TIME_WAIT</td>", View.ToHtml(after), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_nobody_uses_is_free()
    {
        var port = Ports.Look(FreePort.Find());
        Assert.Empty(port.Sockets);
        Assert.Null(port.Refusal);
        Assert.Contains("비어 있는 포트", $"{port}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_port_is_none_that_a_client_may_be_given()
    {
        var given = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t').Select(int.Parse).ToList();
        if (given[1] > 60_999) Assert.Skip($"this kernel gives out {given[0]} to {given[1]}");
        Assert.All(Enumerable.Range(0, 20), _ => Assert.InRange(FreePort.Find(), given[1] + 1, 65_535));
    }
}
