using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>Many connections leave nothing behind. A million of them are EchoNotebooks.Torture's.</summary>
public sealed class SoakTests(ITestOutputHelper report)
{
    private const int SixtyFourKiB = 65536;
    private const int Connections = 300;
    private const int Clients = 50;

    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    /// <summary>So many connections one after another, and as many 8 at a time.</summary>
    [Theory(Explicit = true), MemberData(nameof(OfCSharp))]
    public async Task Hundreds_of_connections_leave_nothing_behind(Variant variant)
    {
        await using var server = await ServerLoad.StartQuietAsync(Variants.Command(variant));
        var load = await ServerLoad.BeginAsync(server);
        var sequential = await ServerLoad.EchoOnceEachAsync(server, Connections, atATime: 1);
        var parallel = await ServerLoad.EchoOnceEachAsync(server, Connections, atATime: 8);
        await load.NothingIsLeftAsync();
        report.WriteLine(
            $"{variant}: {Connections} connections, {sequential:0}/s one after another, {parallel:0}/s 8 at a time, {load}");
    }

    [Theory(Explicit = true), MemberData(nameof(OfCSharp))]
    public async Task Fifty_clients_at_once_get_64_KiB_back(Variant variant)
    {
        await using var server = await ServerLoad.StartQuietAsync(Variants.Command(variant));
        var load = await ServerLoad.BeginAsync(server);
        var connected = await Client.ConnectManyAsync(server.Port, Clients);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(connected.Select(async (client, i) =>
        {
            var random = new Random(i);
            var data = new byte[SixtyFourKiB];
            random.NextBytes(data);
            Assert.Equal(data, await client.EchoInPiecesAsync(data, random));
        }));
        report.WriteLine($"{variant}: {Clients} clients at once, 64 KiB each, {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(Clients, server.Children.Count);
        connected.ForEach(client => client.Dispose());
        await load.NothingIsLeftAsync();
    }
}
