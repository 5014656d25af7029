using System.Net;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What the chapter says, true of every variant.</summary>
public sealed class ChapterTests
{
    public static TheoryData<Variant> All => Variants.All;

    [Theory, MemberData(nameof(All))]
    public async Task A_client_is_announced_echoed_and_its_child_removed_in_that_order(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        int child;
        using (var client = await Client.ConnectAsync(server.Port))
        {
            Assert.Equal("안녕하세요, 에코 서버!", await client.EchoAsync("안녕하세요, 에코 서버!"));
            child = Assert.Single(server.Children);
        }
        await server.WaitForOutputStartingAsync("removed proc id: ");
        Assert.Equal(["new client connected...", "client disconnected....", $"removed proc id: {child}"], server.Output);
        Assert.Empty(server.Errors);
        Assert.Empty(server.Children);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Five_clients_make_five_children_that_serve_at_the_same_time(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        var clients = await Client.ConnectManyAsync(server.Port, 5);
        for (var i = 4; i >= 0; i--)
            Assert.Equal($"client {i}", await clients[i].EchoAsync($"client {i}"));
        Assert.Equal(5, server.Children.Count);
        clients.ForEach(client => client.Dispose());
        await server.WaitForOutputAsync("client disconnected....", times: 5);
    }

    [Theory, MemberData(nameof(All))]
    public async Task After_both_closes_the_parent_holds_the_listening_socket_and_the_child_the_connected_one(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await client.EchoAsync("x"));
        // The child may answer before the parent has come to its close.
        await Wait.UntilAsync(() => HoldersOfConnections(server.Snapshot()).Count == 1, () => "one process holds the connected socket");
        var snapshot = server.Snapshot();
        var listening = Assert.Single(snapshot.Sockets, s => s.State == "LISTEN");
        var connected = Assert.Single(snapshot.Sockets, s => s.State == "ESTABLISHED");
        Assert.Equal(server.Pid, Assert.Single(snapshot.Descriptors, d => Leads(d, listening)).Pid);
        Assert.Equal(server.Children[0], Assert.Single(snapshot.Descriptors, d => Leads(d, connected)).Pid);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Only_this_machine_is_served(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        Assert.Equal($"127.0.0.1:{server.Port}", Assert.Single(server.Snapshot().Sockets, s => s.State == "LISTEN").Local?.ToString());
    }

    [Theory, MemberData(nameof(All))]
    public async Task All_addresses_are_bound_where_that_is_asked_for_in_words(Variant variant)
    {
        var (before, after) = variant == Variant.Textbook ? (Array.Empty<string>(), new[] { "any" }) : (["--any"], []);
        await using var server = await RunningServer.StartAsync([.. Variants.Command(variant), .. before, "0", .. after]);
        Assert.Equal($"0.0.0.0:{server.Port}", Assert.Single(server.Snapshot().Sockets, s => s.State == "LISTEN").Local?.ToString());
        using var client = await Client.ConnectAsync(server.Port, IPAddress.Parse("127.0.0.2"));
        Assert.Equal("x", await client.EchoAsync("x"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_queue_of_waiting_clients_is_five_long(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        // The column Send-Q of ss(8) is a listening socket's backlog.
        var (_, output, _) = await RunningServer.RunAsync([Need.Program("ss", "install iproute2"), "-ltnH", $"sport = :{server.Port}"]);
        Assert.Equal("5", output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_child_reads_at_most_thirty_bytes_at_a_time(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await client.EchoAsync("x"));
        var child = server.Children[0];
        await using var strace = await Strace.AttachAsync(child, "read", () => client.EchoAsync("x"));
        // One segment of 64 bytes is there at once: what limits a read is the buffer alone.
        Assert.Equal(64, (await client.EchoAsync(new byte[64])).Length);
        client.Dispose();
        var reads = (await strace.CallsUntilTheEndAsync()).Where(call => call.Contains(", 30)", StringComparison.Ordinal));
        Assert.Equal(["30", "30", "4", "0"], reads.Select(call => call[(call.LastIndexOf('=') + 2)..]).SkipWhile(result => result == "1"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_wrong_number_of_arguments_is_answered_with_the_usage(Variant variant)
    {
        var command = Variants.Command(variant);
        var (code, output, _) = await RunningServer.RunAsync(command);
        Assert.Equal(1, code);
        Assert.Equal($"Usage : {(variant == Variant.Textbook ? command[^1] : "echo-server")} <port>", output);
        Assert.Equal(1, (await RunningServer.RunAsync([.. command, "1", "2"])).ExitCode);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_port_in_use_is_a_bind_error(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        var (code, output, errors) = await RunningServer.RunAsync([.. Variants.Command(variant), $"{server.Port}"]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.StartsWith("bind() error", errors);
    }

    private static List<int> HoldersOfConnections(DescriptorSnapshot snapshot) =>
        [.. from d in snapshot.Descriptors from s in snapshot.Sockets where s.State == "ESTABLISHED" && Leads(d, s) select d.Pid];

    private static bool Leads(DescriptorFact descriptor, SocketFact socket) =>
        descriptor.Kind == DescriptorKind.Socket && descriptor.Inode == socket.Inode;
}
