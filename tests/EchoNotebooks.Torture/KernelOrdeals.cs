using EchoNotebooks.Jupyter.Tests;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>A notebook's kernel is killed or stopped while a cell has a server.</summary>
internal static class KernelOrdeals
{
    internal static async Task KilledAsync(Scene scene)
    {
        await using var kernel = await StartAsync();
        var started = Victims.PidsBelow(kernel.Process.Id);
        Assert.NotEmpty(started);
        await scene.MomentAsync();
        Victims.Kill(scene, kernel.Process.Id);
        await kernel.ExitAsync();
        await Victims.GoneAsync(started);
    }

    internal static async Task StoppedAsync(Scene scene)
    {
        await using var kernel = await StartAsync();
        await Victims.StopAsync(scene, kernel.Process.Id);
        var asked = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("await client.EchoAsync(\"b\")"));
        await scene.MomentAsync(200);
        RunningServer.Continue(kernel.Process.Id);
        Assert.Equal("b", (await kernel.Client.EndOfAsync(asked)).Result);
        scene.Counts.Connected();
    }

    /// <summary>A kernel whose cell has a server with one client.</summary>
    internal static async Task<KernelProcess> StartAsync()
    {
        var kernel = await KernelProcess.StartAsync();
        try
        {
            var executed = await kernel.Client.ExecuteAsync($"""
                #r "{Scene.Library}"
                using EchoNotebooks;
                var server = await EchoServer.StartAsync();
                var client = await server.ConnectAsync();
                await client.EchoAsync("a")
                """);
            Assert.True(executed.Result == "a", $"{executed.Reply}\n{kernel.Log}");
            return kernel;
        }
        catch
        {
            await kernel.DisposeAsync();
            throw;
        }
    }
}
