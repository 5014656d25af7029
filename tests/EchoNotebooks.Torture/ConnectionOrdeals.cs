using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>As many connections as there is time for: together with those of other runs a million.</summary>
internal static class ConnectionOrdeals
{
    internal static Task ManagedAsync(Scene scene) => ConnectAsync(scene, Scene.Managed);

    internal static Task NativeAsync(Scene scene) => ConnectAsync(scene, Need.NativeServer());

    private static async Task ConnectAsync(Scene scene, string program)
    {
        var connections = scene.Many(500, 50_000);
        await using var server = await ServerLoad.StartQuietAsync(program);
        var load = await ServerLoad.BeginAsync(server);
        await ServerLoad.EchoOnceEachAsync(server, connections, atATime: scene.Random.Next(1, 9));
        await load.NothingIsLeftAsync();
        scene.Counts.Connected(connections);
        scene.Counts.Echoed(connections * (long)"one echo".Length);
    }
}
