using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>The process that traces a server is killed or stopped while it records.</summary>
internal static class TracerOrdeals
{
    internal static async Task KilledAsync(Scene scene)
    {
        IReadOnlyList<int> traced = [];
        var why = await Assert.ThrowsAsync<EchoServerException>(() => RecordAsync(scene, (server, tracer) =>
        {
            traced = Victims.PidsBelow(tracer);
            Victims.Kill(scene, tracer);
            return Task.CompletedTask;
        }));
        Assert.Contains("추적", why.Message, StringComparison.Ordinal);
        await Victims.GoneAsync(traced);
    }

    internal static async Task StoppedAsync(Scene scene)
    {
        var timeline = await RecordAsync(scene, async (_, tracer) =>
        {
            await Victims.StopAsync(scene, tracer);
            await scene.MomentAsync(200);
            RunningServer.Continue(tracer);
        });
        Assert.Contains(timeline, step => step.Call == "write");
    }

    private static Task<Timeline> RecordAsync(Scene scene, Func<TracedServer, int, Task> injureAsync)
    {
        if (EchoServer.WhyNotTrace is { } why) Assert.Skip(why);
        var program = scene.Random.Next(2) == 0 ? ServerProgram.Textbook : ServerProgram.CSharp;
        return EchoServer.RecordAsync(program, scenario: async server =>
        {
            var client = await server.ConnectAsync();
            await client.EchoAsync("a");
            await scene.MomentAsync();
            await injureAsync(server, Victims.ParentOf(server.Pid));
            await client.EchoAsync("b");
            scene.Counts.Connected();
        });
    }
}
