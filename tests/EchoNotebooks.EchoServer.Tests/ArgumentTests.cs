using EchoNotebooks.TestSupport;
namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What is typed wrongly is answered with what would be right.</summary>
public sealed class ArgumentTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Nonsense_for_a_port_is_explained(Variant variant)
    {
        foreach (var nonsense in (string[])["abc", "65536", "-1", "80x", "", " 80", "+80", "8 0", "99999999999", "0x50", "--foo"])
        {
            var (code, output, errors) = await RunningServer.RunAsync([.. Variants.Command(variant), nonsense]);
            Assert.Equal(1, code);
            Assert.Equal("Usage : echo-server <port>", output);
            Assert.Contains($"'{nonsense}'", errors);
            Assert.DoesNotContain("   at ", errors);
        }
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_port_in_use_is_explained_with_its_number(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        var (_, _, errors) = await RunningServer.RunAsync([.. Variants.Command(variant), $"{server.Port}"]);
        var lines = errors.Split('\n');
        Assert.Equal("bind() error", lines[0]);
        Assert.StartsWith($"127.0.0.1:{server.Port}: ", lines[1]);
        Assert.Contains("EADDRINUSE", lines[1]);
    }
}
