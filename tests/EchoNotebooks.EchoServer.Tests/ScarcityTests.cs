using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What happens where the kernel has no descriptor or no process to give.</summary>
public sealed class ScarcityTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Without_a_free_descriptor_the_client_waits_and_no_CPU_is_burnt(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        await LimitAsync(server, "--nofile", LowestFree(server.Descriptors));
        using var client = await Client.ConnectAsync(server.Port);
        var echo = client.EchoAsync("patience");
        await server.WaitForErrorAsync("EMFILE");

        var (before, watch) = (server.Cpu, Stopwatch.StartNew());
        await Wait.UntilAsync(() => watch.ElapsedMilliseconds > 1500, () => "1.5 s pass");
        var (run, wanted) = (server.Cpu.Run - before.Run, server.Cpu.Wanted - before.Wanted);
        var spins = run > TimeSpan.FromMilliseconds(100) && wanted > watch.Elapsed / 2;
        Assert.False(spins, $"it spins: in {watch.Elapsed} it ran for {run} and wanted a CPU for {wanted}");
        Assert.Equal(2, server.Errors.Count);
        Assert.False(echo.IsCompleted);

        await LimitAsync(server, "--nofile", 1024);
        Assert.Equal("patience", await echo);
        Assert.Equal(2, server.Errors.Count);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Where_fork_is_refused_the_client_is_let_go_and_the_next_one_served(Variant variant)
    {
        var user = AsOrdinaryUser();
        var command = Variants.Command(variant);
        if ((await RunningServer.RunAsync([.. user, "test", "-r", command[^1]])).ExitCode != 0)
            Assert.Skip($"an ordinary user may not read {command[^1]}; run the tests as such a user");
        await using var server = await RunningServer.StartAsync([.. user, .. command, "0"]);
        await LimitAsync(server, "--nproc", 1, by: user);
        using (var refused = await Client.ConnectAsync(server.Port))
            Assert.Empty(await refused.ReceiveAsync(1));
        await server.WaitForErrorAsync("EAGAIN");
        Assert.Equal("fork() error", server.Errors[0]);
        Assert.DoesNotContain(server.Snapshot().Sockets, s => s.State is "ESTABLISHED" or "CLOSE_WAIT");

        await LimitAsync(server, "--nproc", 10000, by: user);
        using var served = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await served.EchoAsync("x"));
    }

    [Theory]
    // With 19 a runtime now and then ends itself (SIGABRT) before it runs a line of the program.
    [InlineData(20)]
    [InlineData(31)]
    [InlineData(39)]
    public async Task With_too_few_descriptors_for_the_runtime_the_server_says_so_in_a_sentence_and_ends(int limit)
    {
        string[] limited = ["sh", "-c", $"ulimit -n {limit}; exec \"$@\"", "sh", .. Variants.Command(Variant.AppHost), "0"];
        var (code, output, errors) = await RunningServer.RunAsync(limited);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("ulimit -n", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task With_just_enough_descriptors_the_server_serves()
    {
        string[] limited = ["sh", "-c", "ulimit -n 40; exec \"$@\"", "sh", .. Variants.Command(Variant.AppHost), "0"];
        await using var server = await RunningServer.StartAsync(limited);
        using var client = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await client.EchoAsync("x"));
    }

    /// <summary>RLIMIT_NPROC does not bind root, so root becomes nobody for this test; an ordinary user stays what it is.</summary>
    private static string[] AsOrdinaryUser() => Environment.UserName == "root"
        ? [Need.Program("setpriv", "install util-linux"), "--reuid=65534", "--regid=65534", "--clear-groups"]
        : ["env"];

    private static async Task LimitAsync(RunningServer server, string limit, int value, params string[] by)
    {
        var prlimit = Need.Program("prlimit", "install util-linux");
        var (code, _, errors) = await RunningServer.RunAsync([.. by, prlimit, "--pid", $"{server.Pid}", $"{limit}={value}:"]);
        Assert.True(code == 0, errors);
    }

    private static int LowestFree(IReadOnlyList<int> descriptors) =>
        Enumerable.Range(0, int.MaxValue).First(fd => !descriptors.Contains(fd));
}
