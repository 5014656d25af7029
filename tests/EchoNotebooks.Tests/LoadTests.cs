using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>Loads: the same clients for several servers.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task Every_server_gets_all_its_clients_and_is_shown_with_what_it_cost()
    {
        string[] designs = ["iterative", "prefork", "event-loop"];
        var comparison = await Loads.CompareAsync(
            designs.Select(ServerProgram.Design), connections: 3, rounds: 2, TestContext.Current.CancellationToken);
        Assert.Equal(designs, comparison.Select(result => result.Program.DesignName));
        Assert.All(comparison, result =>
        {
            Assert.InRange(result.Connections, 1, 6);
            Assert.True(result.PerSecond > 0);
            Assert.True(result.Processor > TimeSpan.Zero, $"{result.Program} has taken processor time");
        });
        Assert.Null(comparison["iterative"].Memory);
        // A worker has a stack of its own at the least.
        Assert.True(comparison["prefork"].Memory > 4096);
        var thrown = Assert.Throws<ArgumentException>(() => comparison["spawn"]);
        Assert.Contains("\"spawn\"", thrown.Message);

        var text = $"{comparison}";
        Assert.Contains("미리 fork, 함께 accept", text);
        Assert.Contains("한 번에 하나", text);
        Assert.Contains("믿을 것은 순서뿐이다", text);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(View.ToHtml(comparison));
        Assert.Equal(3, page.QuerySelectorAll("svg").Length);
        Assert.Equal(3, page.QuerySelectorAll("tbody tr").Length);
        // A bar for each server and measure, but none for the memory that the iterative server has not.
        Assert.InRange(page.QuerySelectorAll("rect[rx='3']").Length, 6, 8);
    }

    [Fact]
    public async Task The_processor_time_of_reaped_children_is_their_parents()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await EchoServer.StartAsync(ServerProgram.Design("spawn"), ct: ct);
        var before = ProcessCost.Processor(server.Pid);
        var client = await server.ConnectAsync(ct);
        await client.EchoAsync("x", ct);
        var child = Assert.Single(server.Snapshot().Children).Pid;
        var its = ProcessCost.Processor(child);
        await client.CloseAsync();
        await server.WaitUntilAsync(snapshot => snapshot.Facts.Processes.Length == 1, TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.Zero, ProcessCost.Processor(child));
        Assert.Null(ProcessCost.PrivateBytes(child));
        // /proc tells a child's time in two parts, each to a hundredth of a second.
        Assert.True(ProcessCost.Processor(server.Pid) - before > its - TimeSpan.FromMilliseconds(20));
    }
}
