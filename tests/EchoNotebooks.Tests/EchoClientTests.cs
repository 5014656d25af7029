using System.Net;
using System.Net.Sockets;

namespace EchoNotebooks.Tests;

/// <summary>A client and the other end of its connection, which each test plays itself.</summary>
public sealed class EchoClientTests : IAsyncLifetime
{
    private EchoClient client = null!;
    private Socket server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        client = await EchoClient.ConnectAsync((IPEndPoint)listener.LocalEndpoint, 1, null, Stop);
        server = await listener.AcceptSocketAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_closes_without_having_read_everything_is_an_end_of_file_and_no_reset()
    {
        await server.SendAsync("unread"u8.ToArray(), Stop);
        await client.CloseAsync();
        // A close with unread data alone would be a reset: this would throw ECONNRESET.
        Assert.Equal(0, await server.ReceiveAsync(new byte[16], Stop));
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        client.Reset();
        var error = await Assert.ThrowsAsync<SocketException>(() => server.ReceiveAsync(new byte[16], Stop).AsTask());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task An_echo_that_has_come_when_the_waiting_ends_is_an_answer()
    {
        using var enough = new CancellationTokenSource();
        var asking = client.AskAsync("late\n"u8.ToArray(), enough.Token);
        // What was registered last is called first: the echo lies in the client's socket when its waiting is cancelled.
        enough.Token.Register(() => server.Send("late\n"u8));
        await enough.CancelAsync();
        Assert.True((await asking).IsEcho);
    }
}
