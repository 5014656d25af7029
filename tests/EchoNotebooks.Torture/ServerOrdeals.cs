using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>A process of a server that works is killed or stopped.</summary>
internal static class ServerOrdeals
{
    internal static Task ChildKilledAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        using var victim = await Client.ConnectAsync(server.Port);
        await victim.EchoAsync("a");
        var child = Victims.ChildOf(server.Pid);
        await using var traffic = await Traffic.BeginAsync(server.Port, scene.Counts);
        await scene.MomentAsync();
        Victims.Kill(scene, child);
        Assert.Empty(await victim.ReceiveAsync(1));
        await Victims.GoneAsync([child]);
        await traffic.IsServedAsync();
    });

    internal static Task ChildStoppedAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        using var victim = await Client.ConnectAsync(server.Port);
        await victim.EchoAsync("a");
        var child = Victims.ChildOf(server.Pid);
        await using var traffic = await Traffic.BeginAsync(server.Port, scene.Counts);
        await Victims.StopAsync(scene, child);
        var echo = victim.EchoAsync("b");
        await traffic.IsServedAsync();
        Assert.False(echo.IsCompleted);
        RunningServer.Continue(child);
        Assert.Equal("b", await echo);
    });

    internal static Task ParentKilledAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("a");
        await scene.MomentAsync();
        Victims.Kill(scene, server.Pid);
        await Victims.GoneAsync([server.Pid]);
        Assert.Equal("b", await client.EchoAsync("b"));
        await Assert.ThrowsAsync<SocketException>(() => Client.ConnectAsync(server.Port));
        // It leaves the client's child, which this has to end.
        await server.DisposeAsync();
        Assert.Empty(await client.ReceiveAsync(1));
    });

    internal static Task ParentStoppedAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        using var before = await Client.ConnectAsync(server.Port);
        await before.EchoAsync("a");
        await scene.MomentAsync();
        await Victims.StopAsync(scene, server.Pid);
        Assert.Equal("b", await before.EchoAsync("b"));
        using var after = await Client.ConnectAsync(server.Port);
        var echo = after.EchoAsync("c");
        Assert.Equal("d", await before.EchoAsync("d"));
        Assert.False(echo.IsCompleted);
        RunningServer.Continue(server.Pid);
        Assert.Equal("c", await echo);
    });

    internal static Task SupervisorKilledAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("a");
        var supervisor = Victims.ParentOf(server.Pid);
        var all = Victims.PidsBelow(supervisor);
        await scene.MomentAsync();
        Victims.Kill(scene, supervisor);
        await Victims.GoneAsync([supervisor, .. all]);
    });

    internal static Task SupervisorStoppedAsync(Scene scene) => WithServerAsync(scene, async server =>
    {
        await using var traffic = await Traffic.BeginAsync(server.Port, scene.Counts);
        var supervisor = Victims.ParentOf(server.Pid);
        await Victims.StopAsync(scene, supervisor);
        await traffic.IsServedAsync();
        RunningServer.Continue(supervisor);
        await traffic.IsServedAsync();
    });

    private static async Task WithServerAsync(Scene scene, Func<EchoServer, Task> doAsync)
    {
        await using var server = await EchoServer.StartAsync(
            scene.Random.Next(3) == 0 ? ServerProgram.Textbook : ServerProgram.CSharp);
        await doAsync(server);
    }
}
