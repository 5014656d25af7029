using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>What happens where the kernel has no descriptor or no process to give.</summary>
public sealed class ScarcityTests
{
    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Without_a_free_descriptor_the_client_waits_and_no_CPU_is_burnt(Variant variant)
    {
        await using var server = await RunningServer.StartAsync(variant);
        await LimitAsync(server, "--nofile", LowestFree(server.Descriptors));
        using var client = await Client.ConnectAsync(server.Port);
        var echo = client.EchoAsync("patience");
        await server.WaitForErrorAsync("EMFILE");

        var (before, watch) = (server.CpuTicks, Stopwatch.StartNew());
        await Wait.UntilAsync(() => watch.ElapsedMilliseconds > 1500, () => "1.5 s pass");
        Assert.InRange(server.CpuTicks - before, 0ul, 20ul);
        Assert.Equal(2, server.Errors.Count);
        Assert.False(echo.IsCompleted);

        await LimitAsync(server, "--nofile", 1024);
        Assert.Equal("patience", await echo);
        Assert.Equal(2, server.Errors.Count);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Where_fork_is_refused_the_client_is_let_go_and_the_next_one_served(Variant variant)
    {
        await using var server = await StartAsOrdinaryUserAsync(variant);
        await LimitAsync(server, "--nproc", 1);
        using (var refused = await Client.ConnectAsync(server.Port))
            Assert.Empty(await refused.ReceiveAsync(1));
        await server.WaitForErrorAsync("EAGAIN");
        Assert.Equal("fork() error", server.Errors[0]);
        Assert.DoesNotContain(server.Snapshot().Sockets, s => s.State is "ESTABLISHED" or "CLOSE_WAIT");

        await LimitAsync(server, "--nproc", 100000);
        using var served = await Client.ConnectAsync(server.Port);
        Assert.Equal("x", await served.EchoAsync("x"));
    }

    /// <summary>RLIMIT_NPROC does not bind root, so root becomes nobody for this test.</summary>
    private static Task<RunningServer> StartAsOrdinaryUserAsync(Variant variant)
    {
        var command = Variants.Command(variant);
        if (Environment.UserName != "root") return RunningServer.StartAsync([.. command, "0"]);
        var setpriv = Need.Program("setpriv", "install util-linux");
        var can = Process.Start(new ProcessStartInfo(setpriv, ["--reuid=65534", "--regid=65534", "--clear-groups", "test", "-x", command[^1]]))!;
        can.WaitForExit();
        if (can.ExitCode != 0 && variant != Variant.Dotnet) Assert.Skip($"an ordinary user may not run {command[^1]}; run the tests as that user");
        return RunningServer.StartAsync([setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", .. command, "0"]);
    }

    private static async Task LimitAsync(RunningServer server, string limit, int value)
    {
        var prlimit = Need.Program("prlimit", "install util-linux");
        var (code, _, errors) = await RunningServer.RunAsync([prlimit, "--pid", $"{server.Pid}", $"{limit}={value.ToString(CultureInfo.InvariantCulture)}:"]);
        Assert.True(code == 0, errors);
    }

    private static int LowestFree(IReadOnlyList<int> descriptors) => Enumerable.Range(0, int.MaxValue).First(fd => !descriptors.Contains(fd));
}
