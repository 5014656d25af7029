using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>Clients that mean no good; meanwhile good ones are served, and afterwards nothing is left in the server.</summary>
internal static class HostileOrdeals
{
    private const int Mebibyte = 1 << 20;

    /// <summary>The connection is reset before a word, in the middle of one, and at every other point.</summary>
    internal static Task ResetAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        for (var i = 0; i < scene.Many(60, 3000); i++)
        {
            using var client = await Client.ConnectAsync(server.Port);
            Task sending = Task.CompletedTask;
            switch (scene.Random.Next(6))
            {
                case 0:
                    break;
                case 1:
                    await client.SendAsync(scene.Bytes(100));
                    break;
                case 2:
                    sending = client.SendAsync(scene.Bytes(Mebibyte));
                    await scene.MomentAsync(5);
                    break;
                case 3:
                    await EchoAsync(scene, client, 100);
                    break;
                case 4:
                    await client.SendAsync(scene.Bytes(100));
                    client.HalfClose();
                    break;
                default:
                    await client.SendAsync(scene.Bytes(1000));
                    await client.ReceiveAsync(scene.Random.Next(1000));
                    break;
            }
            client.Reset();
            await IsRefusedAsync(sending);
        }
    });

    internal static Task SilentAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        var silent = await Client.ConnectManyAsync(server.Port, scene.Many(20, 200));
        await scene.MomentAsync();
        foreach (var client in silent)
        {
            client.HalfClose();
            Assert.Empty(await client.ReceiveAsync(1));
            client.Dispose();
        }
    });

    internal static Task SlowAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        var clients = await Client.ConnectManyAsync(server.Port, 8);
        for (var second = 0; second < scene.Many(2, 10); second++)
        {
            foreach (var client in clients) await EchoAsync(scene, client, 1);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        clients.ForEach(client => client.Dispose());
    });

    internal static Task BigAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        using var client = await Client.ConnectAsync(server.Port);
        var block = scene.Bytes(Mebibyte);
        var blocks = scene.Many(16, 1024);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < blocks; i++) await client.SendAsync(block);
        });
        for (var i = 0; i < blocks; i++)
        {
            Assert.Equal(block, await client.ReceiveAsync(block.Length));
            scene.Counts.Echoed(block.Length);
        }
        await sending;
    });

    internal static Task UnreadAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        var clients = await Client.ConnectManyAsync(server.Port, 5);
        var sending = clients.ConvertAll(client => client.SendAsync(new byte[8 * Mebibyte]));
        await scene.MomentAsync(500);
        clients.ForEach(client => client.Reset());
        foreach (var each in sending) await IsRefusedAsync(each);
    });

    internal static Task StormAsync(Scene scene) => MeanwhileAsync(scene, async server =>
    {
        await Task.WhenAll(Enumerable.Range(0, scene.Many(40, 300)).Select(async i =>
        {
            using var client = await Client.ConnectAsync(server.Port);
            if (i % 2 == 0) await client.SendAsync("x"u8.ToArray());
        }));
    });

    private static async Task MeanwhileAsync(Scene scene, Func<RunningServer, Task> doAsync)
    {
        await using var server = await ServerLoad.StartQuietAsync(scene.AnyServer());
        var load = await ServerLoad.BeginAsync(server);
        await using (var traffic = await Traffic.BeginAsync(server.Port, scene.Counts))
        {
            await doAsync(server);
            await traffic.IsServedAsync();
        }
        await load.NothingIsLeftAsync();
    }

    private static async Task EchoAsync(Scene scene, Client client, int length)
    {
        var data = scene.Bytes(length);
        Assert.Equal(data, await client.EchoAsync(data));
        scene.Counts.Echoed(length);
    }

    private static async Task IsRefusedAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has reset the connection itself.
        }
    }
}
