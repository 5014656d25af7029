using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Snapshots;

public sealed class TakeTests
{
    [Fact]
    public void The_sockets_of_this_process_are_seen_with_their_ends_and_states()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient(AddressFamily.InterNetwork);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = listener.AcceptTcpClient();

        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId]);

        // Other tests open and close descriptors of this process meanwhile.
        Assert.DoesNotContain(snapshot.Problems, p => p.What != ReadProblemKind.Moved);
        var ours = SocketOf(snapshot, (int)client.Client.Handle);
        Assert.Equal(
            new SocketFact(ours.Inode, "tcp", End(client.Client.LocalEndPoint!), End(listener.LocalEndpoint), "ESTABLISHED")
            {
                ReceiveQueue = 0,
                SendQueue = 0,
            },
            ours);
        var listening = SocketOf(snapshot, (int)listener.Server.Handle);
        Assert.Equal(
            new SocketFact(listening.Inode, "tcp", End(listener.LocalEndpoint), null, "LISTEN")
            {
                ReceiveQueue = 0,
                SendQueue = listening.SendQueue,
            },
            listening);
    }

    [Fact]
    public async Task Queues_hold_the_bytes_that_were_not_read_and_the_connections_that_were_not_accepted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 3);
        using var first = new TcpClient(AddressFamily.InterNetwork);
        first.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = listener.AcceptTcpClient();
        using var second = new TcpClient(AddressFamily.InterNetwork);
        second.Connect((IPEndPoint)listener.LocalEndpoint);
        first.Client.Send(new byte[100]);
        second.Client.Send(new byte[1000]);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await Wait.UntilAsync(
            () => TcpPort.Read(port).Count(socket => socket.Local?.PortOrNull == port && socket.ReceiveQueue is (100 or 1000)) == 2,
            () => string.Join('\n', TcpPort.Read(port)));

        var snapshot = DescriptorSnapshot.Take([Environment.ProcessId]);

        Assert.Equal(100, SocketOf(snapshot, (int)accepted.Client.Handle).ReceiveQueue);
        var listening = SocketOf(snapshot, (int)listener.Server.Handle);
        Assert.Equal((1, 3), (listening.ReceiveQueue, listening.SendQueue));
        // No descriptor leads to the server's end of the second connection yet: only the port's own table shows it.
        var sockets = TcpPort.Read(port);
        var waiting = Assert.Single(sockets, socket => socket.Remote == End(second.Client.LocalEndPoint!));
        Assert.Equal((0ul, "ESTABLISHED", 1000), (waiting.Inode, waiting.State, waiting.ReceiveQueue));
        Assert.Equal(5, sockets.Count);

        // What waits in a queue is no change of ownership.
        accepted.Client.Receive(new byte[100]);
        Assert.DoesNotContain(
            SnapshotDiff.Between(snapshot, DescriptorSnapshot.Take([Environment.ProcessId])).SocketsChanged,
            change => change.After.Local == End(listener.LocalEndpoint));
    }

    private static Endpoint End(EndPoint end) => Endpoint.Of((IPEndPoint)end);

    private static SocketFact SocketOf(DescriptorSnapshot snapshot, int fd) =>
        snapshot.Sockets.Single(s => s.Inode == snapshot.Descriptors.Single(d => d.Fd == fd).Inode);
}
