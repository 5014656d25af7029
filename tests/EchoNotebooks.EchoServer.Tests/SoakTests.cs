using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>
/// Many connections leave nothing behind. The full figures, in SoakTests.Full.cs, take minutes and are run by
/// <c>dotnet test --project tests/EchoNotebooks.EchoServer.Tests -p:Soak=true -- --filter-trait Category=Soak</c>.
/// </summary>
public sealed partial class SoakTests(ITestOutputHelper report)
{
    private const int SixtyFourKiB = 65536;

    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public Task Hundreds_of_connections_leave_nothing_behind(Variant variant) => ConnectAsync(variant, connections: 300);

    [Theory, MemberData(nameof(OfCSharp))]
    public Task Fifty_clients_at_once_get_64_KiB_back(Variant variant) => EchoAtOnceAsync(variant, clients: 50);

    /// <summary>So many connections one after another, and as many 8 at a time.</summary>
    private async Task ConnectAsync(Variant variant, int connections)
    {
        await using var server = await StartQuietAsync(variant);
        await EchoOnceEachAsync(server, 100, atATime: 8);
        await EveryChildIsReapedAsync(server);
        var (descriptors, pages) = (server.Descriptors, server.Stat().ResidentPages);

        var sequential = await EchoOnceEachAsync(server, connections, atATime: 1);
        var parallel = await EchoOnceEachAsync(server, connections, atATime: 8);

        await NothingIsLeftAsync(server, descriptors, pages);
        report.WriteLine(
            $"{variant}: {connections} connections, {sequential:0}/s one after another, {parallel:0}/s 8 at a time, "
            + $"resident pages {pages} before, {server.Stat().ResidentPages} after");
    }

    private async Task EchoAtOnceAsync(Variant variant, int clients)
    {
        await using var server = await StartQuietAsync(variant);
        await EchoOnceEachAsync(server, 100, atATime: 8);
        await EveryChildIsReapedAsync(server);
        var (descriptors, pages) = (server.Descriptors, server.Stat().ResidentPages);

        var connected = await Client.ConnectManyAsync(server.Port, clients);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(connected.Select(async (client, i) =>
        {
            var random = new Random(i);
            var data = new byte[SixtyFourKiB];
            random.NextBytes(data);
            Assert.Equal(data, await client.EchoInPiecesAsync(data, random));
        }));
        report.WriteLine($"{variant}: {clients} clients at once, 64 KiB each, {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(clients, server.Children.Count);
        connected.ForEach(client => client.Dispose());

        await NothingIsLeftAsync(server, descriptors, pages);
    }

    /// <summary>Its lines go to /dev/null: nothing here reads hundreds of thousands of them.</summary>
    private static Task<RunningServer> StartQuietAsync(Variant variant) =>
        RunningServer.StartAsync(
            [Need.Program("sh", "install a shell"), "-c", "exec \"$@\" > /dev/null", "sh", .. Variants.Command(variant), "0"]);

    /// <returns>connections a second</returns>
    private static async Task<double> EchoOnceEachAsync(RunningServer server, int connections, int atATime)
    {
        var left = connections;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var client = await Client.ConnectAsync(server.Port);
                Assert.Equal("one echo", await client.EchoAsync("one echo"));
            }
        })));
        return connections / watch.Elapsed.TotalSeconds;
    }

    private static Task EveryChildIsReapedAsync(RunningServer server) =>
        Wait.UntilAsync(
            () => server.Children.Count == 0,
            () => $"no child is left; there are {server.Children.Count}, zombies {server.Zombies.Count}");

    private static async Task NothingIsLeftAsync(RunningServer server, IReadOnlyList<int> descriptors, long pages)
    {
        await EveryChildIsReapedAsync(server);
        Assert.Equal(descriptors, server.Descriptors);
        // 1 MiB of pages: a leak of a byte a connection would stay below it, one of a descriptor or an object would not.
        Assert.InRange(server.Stat().ResidentPages, 0, pages + 256);
        Assert.Empty(server.Errors);
    }
}
