using System.Net;
using System.Net.Sockets;

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
            new SocketFact(
                ours.Inode, "tcp", End(client.Client.LocalEndPoint!), End(listener.LocalEndpoint), "ESTABLISHED"),
            ours);
        var listening = SocketOf(snapshot, (int)listener.Server.Handle);
        Assert.Equal(
            new SocketFact(listening.Inode, "tcp", End(listener.LocalEndpoint), null, "LISTEN"), listening);
    }

    private static Endpoint End(EndPoint end) => Endpoint.Of((IPEndPoint)end);

    private static SocketFact SocketOf(DescriptorSnapshot snapshot, int fd) =>
        snapshot.Sockets.Single(s => s.Inode == snapshot.Descriptors.Single(d => d.Fd == fd).Inode);
}
