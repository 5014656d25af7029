using System.Globalization;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>--step: the server stops where the chapter draws a picture.</summary>
public sealed class StepTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Each_process_stops_at_its_points_in_the_order_of_the_chapter(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant, "--step");
        using var client = await Client.ConnectAsync(server.Port);
        await StopsAsync(server, server.Pid, "after accept");
        Assert.Empty(server.Children);
        Continue(server.Pid);
        await StopsAsync(server, server.Pid, "after fork");
        var child = Assert.Single(server.Children);
        await StopsAsync(server, child, "after fork");
        AssertHolders(server, listening: 2, connected: 2);

        Continue(server.Pid);
        await StopsAsync(server, server.Pid, "after close(clnt_sock)");
        AssertHolders(server, listening: 2, connected: 1);
        Continue(child);
        await StopsAsync(server, child, "after close(serv_sock)");
        AssertHolders(server, listening: 1, connected: 1);
        Continue(server.Pid);
        Continue(child);

        Assert.Equal("x", await client.EchoAsync("x"));
        client.Dispose();
        await StopsAsync(server, child, "before close(clnt_sock)");
        AssertHolders(server, listening: 1, connected: 1);
        Continue(child);
        await StopsAsync(server, child, "after close(clnt_sock)");
        AssertHolders(server, listening: 1, connected: 0);
        Continue(child);

        await StopsAsync(server, server.Pid, "before waitpid");
        Assert.Equal([child], server.Zombies);
        Continue(server.Pid);
        await StopsAsync(server, server.Pid, "after waitpid");
        Assert.Empty(server.Children);
        Continue(server.Pid);
        Assert.Equal(9, server.Errors.Count);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_stopped_child_is_no_ended_child_and_the_end_passes_over_all_points(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant, "--step");
        using var client = await Client.ConnectAsync(server.Port);
        await StopsAsync(server, server.Pid, "after accept");
        Continue(server.Pid);
        await StopsAsync(server, server.Pid, "after fork");
        var child = server.Children[0];
        await StopsAsync(server, child, "after fork");
        Continue(server.Pid);
        await StopsAsync(server, server.Pid, "after close(clnt_sock)");
        Continue(server.Pid);
        Continue(child);
        await StopsAsync(server, child, "after close(serv_sock)");
        server.Send(Libc.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
        await server.WaitForOutputAsync($"removed proc id: {child}");
        Assert.DoesNotContain(server.Errors, line => line.Contains("waitpid", StringComparison.Ordinal));
    }

    private static async Task StopsAsync(RunningServer server, int pid, string point)
    {
        await server.WaitForErrorAsync($"step {pid} {point}");
        Assert.Contains($"step {pid.ToString(CultureInfo.InvariantCulture)} {point}", server.Errors);
        await Wait.UntilAsync(() => State(server, pid) == 'T', () => $"process {pid} is stopped {point}");
    }

    private static char? State(RunningServer server, int pid) => server.Snapshot().Processes.FirstOrDefault(p => p.Pid == pid)?.State;

    private static void Continue(int pid) => Assert.Equal(0, Libc.kill(pid, Libc.SIGCONT));

    private static void AssertHolders(RunningServer server, int listening, int connected)
    {
        var snapshot = server.Snapshot();
        int Holders(Func<string?, bool> state)
        {
            var inodes = snapshot.Sockets.Where(s => s.Protocol == "tcp" && state(s.State)).Select(s => s.Inode).ToHashSet();
            return snapshot.Descriptors.Count(d => d.Inode is { } inode && inodes.Contains(inode));
        }
        Assert.Equal(listening, Holders(state => state == "LISTEN"));
        Assert.Equal(connected, Holders(state => state is "ESTABLISHED" or "CLOSE_WAIT"));
    }
}
