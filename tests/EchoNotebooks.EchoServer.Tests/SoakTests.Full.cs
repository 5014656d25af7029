namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What takes minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.</summary>
public sealed partial class SoakTests
{
    [Theory, MemberData(nameof(OfCSharp)), Trait("Category", "Soak")]
    public Task A_hundred_thousand_connections_leave_nothing_behind(Variant variant) => ConnectAsync(variant, connections: 100_000);

    [Theory, MemberData(nameof(OfCSharp)), Trait("Category", "Soak")]
    public Task A_thousand_clients_at_once_get_64_KiB_back(Variant variant) => EchoAtOnceAsync(variant, clients: 1000);

    [Fact, Trait("Category", "Soak")]
    public async Task Connections_a_second_of_every_variant()
    {
        // In turns, so that what else the machine does meets all of them.
        var rates = Enum.GetValues<Variant>().ToDictionary(variant => variant, _ => new List<double>());
        for (var round = 0; round < 3; round++)
        {
            foreach (var (variant, of) in rates)
            {
                await using var server = await StartQuietAsync(variant);
                await EchoOnceEachAsync(server, 500, atATime: 2);
                of.Add(await EchoOnceEachAsync(server, 5000, atATime: 2));
            }
        }
        var c = rates[Variant.Textbook].Max();
        foreach (var (variant, of) in rates)
            report.WriteLine($"{variant}: {of.Max():0} connections/s, {of.Max() / c:0.00} of the C program's");
    }
}
