using EchoNotebooks.TestSupport;
namespace EchoNotebooks.EchoServer.Tests;

/// <summary>Every ended child is reaped, although signals merge.</summary>
public sealed class ReapingTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_hundred_clients_that_close_at_once_leave_no_zombie(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        var clients = await Client.ConnectManyAsync(server.Port, 100);
        await server.WaitForOutputAsync("new client connected...", times: 100);
        var children = server.Children;
        clients.ForEach(client => client.Dispose());
        await server.WaitForOutputStartingAsync("removed proc id: ", times: 100);
        Assert.Equal(
            children.Select(pid => $"removed proc id: {pid}").Order(),
            server.Output.Where(line => line.StartsWith("removed", StringComparison.Ordinal)).Order());
        Assert.Empty(server.Children);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Children_that_are_killed_are_reaped_too(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var child = Assert.Single(server.Children);
        Assert.Equal(0, Linux.Native.Libc.kill(child, Linux.Native.Libc.SIGKILL));
        await server.WaitForOutputAsync($"removed proc id: {child}");
    }
}
