using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>How the server ends, what it takes with it, and how it comes back.</summary>
public sealed class EndingTests
{
    public static TheoryData<Variant, int> AskedToEnd
    {
        get
        {
            var data = new TheoryData<Variant, int>();
            foreach (var variant in (Variant[])[Variant.AppHost, Variant.Native])
            {
                data.Add(variant, Libc.SIGTERM);
                data.Add(variant, Libc.SIGINT);
            }
            return data;
        }
    }

    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    public static TheoryData<Variant> All => Variants.All;

    [Theory, MemberData(nameof(AskedToEnd))]
    public async Task Asked_to_end_it_ends_its_children_reaps_them_and_exits_with_0(Variant variant, int signal)
    {
        await using var server = await Variants.StartAsync(variant);
        var clients = await Client.ConnectManyAsync(server.Port, 3);
        foreach (var client in clients) await client.EchoAsync("x");
        var children = server.Children;
        await RunningServer.StopAsync(children[1]);
        server.Send(signal);
        Assert.Equal(0, await server.WaitForExitAsync());
        await server.WaitForOutputStartingAsync("removed proc id: ", times: 3);
        Assert.Equal(children.Select(c => $"removed proc id: {c}").Order(), server.Output.TakeLast(3).Order());
        Assert.DoesNotContain(children, child => Directory.Exists($"/proc/{child}"));
        foreach (var client in clients)
        {
            Assert.Empty(await client.ReceiveAsync(1));
            client.Dispose();
        }
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Without_clients_it_ends_too(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        server.Send(Libc.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Empty(server.Errors);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Children_of_a_killed_parent_serve_on_and_end_with_their_clients(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var orphan = Assert.Single(server.Children);
        server.Send(Libc.SIGKILL);
        await Wait.UntilAsync(() => Parent(orphan) != server.Pid, () => $"process {orphan} has another parent");
        Assert.Equal("still served", await client.EchoAsync("still served"));
        client.Dispose();
        await server.WaitForOutputAsync("client disconnected....");
        await Wait.UntilAsync(() => !IsRunning(orphan), () => $"process {orphan} ends");
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task It_can_be_started_again_at_once_on_the_same_port(Variant variant)
    {
        int port;
        await using (var server = await Variants.StartAsync(variant))
        {
            port = await LeaveInTimeWaitAsync(server);
        }
        await using var again = await RunningServer.StartAsync([.. Variants.Command(variant), $"{port}"]);
        using var client = await Client.ConnectAsync(port);
        Assert.Equal("back", await client.EchoAsync("back"));
    }

    /// <summary>The side that closes first keeps the connection in TIME_WAIT: kill the child, so that this is the server.</summary>
    internal static async Task<int> LeaveInTimeWaitAsync(RunningServer server)
    {
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var child = Assert.Single(server.Children);
        Assert.Equal(0, Libc.kill(child, Libc.SIGTERM));
        Assert.Empty(await client.ReceiveAsync(1));
        await Wait.UntilAsync(() => !IsRunning(child), () => "the child is gone");
        server.Send(Libc.SIGKILL);
        await server.WaitForExitAsync();
        return server.Port;
    }

    private static int Parent(int pid) => Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).Ppid;

    /// <summary>Neither gone nor a zombie, which an orphan may stay for as long as init likes.</summary>
    internal static bool IsRunning(int pid)
    {
        try
        {
            return Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
