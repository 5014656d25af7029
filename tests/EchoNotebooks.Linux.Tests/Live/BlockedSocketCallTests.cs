using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Linux.Tests.Live;

/// <summary>A thread that blocks in a call on a socket, and what makes the call return.</summary>
public class BlockedSocketCallTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task Accept_returns_with_a_connection_that_goes_away_and_the_socket_still_accepts(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        using var visitor = await BlockedAsync(listener.AcceptSocket);
        Assert.Equal(0, visitor.Receive(new byte[1]));
        using var client = new TcpClient(listener.Server.AddressFamily);
        var there = address is "::" or "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        await client.ConnectAsync(there, ((IPEndPoint)listener.LocalEndpoint).Port, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Assert.Equal(client.Client.LocalEndPoint, accepted.RemoteEndPoint);
    }

    [Fact]
    public async Task A_read_returns_with_the_end_of_file_and_the_other_direction_still_works()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        // Not asynchronously: from then on .NET waits for the socket with epoll, and no call of ours blocks on it.
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await BlockedAsync(() => client.Client.Receive(new byte[1])));
        client.Client.Send("x"u8);
        Assert.Equal(1, await accepted.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_thread_that_blocks_in_no_such_call_or_is_none_is_left_alone()
    {
        BlockedSocketCall.Wake(Libc.gettid());
        BlockedSocketCall.Wake(int.MaxValue);
    }

    /// <summary>Calls on a thread of its own, and wakes that until the call has returned.</summary>
    private static async Task<T> BlockedAsync<T>(Func<T> call)
    {
        var (thread, result) = (0, new TaskCompletionSource<T>());
        new Thread(() =>
        {
            Volatile.Write(ref thread, Libc.gettid());
            result.SetResult(call());
        })
        { IsBackground = true }.Start();
        await Wait.UntilAsync(() =>
        {
            if (Volatile.Read(ref thread) is > 0 and var id) BlockedSocketCall.Wake(id);
            return result.Task.IsCompleted;
        }, () => "the call to return");
        return await result.Task;
    }
}
