using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What clients may do to a server, and what must not become of it.</summary>
public sealed class RudeClientTests
{
    private const int SixtyFourKiB = 65536;

    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task What_comes_in_irregular_pieces_goes_back_byte_for_byte(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        var random = new Random(1);
        var data = new byte[SixtyFourKiB];
        random.NextBytes(data);
        Assert.Equal(data, await client.EchoInPiecesAsync(data, random));
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_client_that_does_not_read_for_a_while_gets_everything_later(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        var data = new byte[8 << 20];
        new Random(2).NextBytes(data);
        var sending = client.SendAsync(data);
        // The child stands still in write(2): its buffer and the client's are full.
        var child = 0;
        await Wait.UntilAsync(() => (child = server.Children.SingleOrDefault()) != 0, () => "the child is there");
        await Wait.UntilAsync(() => IsBlockedInWrite(child), () => "the child blocks in write(2)");
        Assert.Equal(data, await client.ReceiveAsync(data.Length));
        await sending;
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_client_that_has_no_more_to_say_still_gets_its_echo(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.SendAsync("half"u8.ToArray());
        client.HalfClose();
        Assert.Equal("half"u8.ToArray(), await client.ReceiveAsync(100));
        await server.WaitForOutputStartingAsync("removed proc id: ");
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_reset_connection_ends_its_child_in_order(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        client.Reset();
        await server.WaitForOutputStartingAsync("removed proc id: ");
        Assert.Equal("client disconnected....", server.Output[1]);
        Assert.Empty(server.Errors);
        await AssertServes(server);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_client_that_is_gone_before_its_echo_does_not_kill_the_child_with_SIGPIPE(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var child = Assert.Single(server.Children);
        // Stopped, so that data and RST are both there when it reads: it reads, and then writes to a closed peer.
        await RunningServer.StopAsync(child);
        await client.SendAsync(new byte[60_000]);
        client.Dispose();
        await server.WaitForStateAsync("CLOSE_WAIT");
        RunningServer.Continue(child);
        await server.WaitForOutputStartingAsync("removed proc id: ");
        Assert.Equal("client disconnected....", server.Output[1]);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Clients_that_are_gone_before_accept_do_not_stop_the_server(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        await RunningServer.StopAsync(server.Pid);
        for (var i = 0; i < 3; i++)
        {
            using var client = await Client.ConnectAsync(server.Port);
            client.Reset();
        }
        RunningServer.Continue(server.Pid);
        await AssertServes(server);
    }

    private static async Task AssertServes(RunningServer server)
    {
        using var next = await Client.ConnectAsync(server.Port);
        Assert.Equal("still here", await next.EchoAsync("still here"));
    }

    /// <summary>The call in which a process sleeps (proc_pid_syscall(5)): 1 is write(2) on x86-64, 64 on arm64.</summary>
    private static bool IsBlockedInWrite(int pid)
    {
        var call = File.ReadAllText($"/proc/{pid}/syscall").Split(' ')[0];
        return call is "1" or "64";
    }
}
