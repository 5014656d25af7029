using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>Machines and servers on which a notebook cannot do what it was asked for: what it says then.</summary>
public sealed class OddMachineTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_a_tracer_of_the_reader_s_own_a_stepped_server_is_refused_at_once()
    {
        var strace = Need.Program("strace", "install strace");
        using var notebook = Notebook.StartBy([strace, "-f", "-e", "trace=none", "-o", "/dev/null"], "step");
        var said = await notebook.SaysAsync(Stop);
        Assert.Matches(@"pid \d+\(strace -f나 디버거\)가 이미 추적하고 있어서", said);
        // Why it cannot be traced either: there is a tracer.
        Assert.Matches(@"ptrace가 거부되었다.* pid \d+\(strace -f나 디버거\)", said);
    }

    [Fact]
    public async Task Where_the_loopback_is_down_that_is_said_with_what_mends_it()
    {
        var unshare = Need.Program("unshare", "install util-linux");
        string[] alone = [unshare, "--user", "--map-root-user", "--net"];
        using var may = System.Diagnostics.Process.Start(unshare, [.. alone[1..], "true"]);
        await may.WaitForExitAsync(Stop);
        Assert.SkipUnless(may.ExitCode == 0, "this system lets no user make a network namespace");
        using var notebook = Notebook.StartBy(alone, "connect");
        var said = await notebook.SaysAsync(Stop);
        Assert.Contains("루프백 인터페이스(lo)가 꺼져 있다(ENETUNREACH)", said);
        Assert.Contains("ip link set lo up", said);
    }

    [Theory(Explicit = true)]
    [InlineData("")]
    [InlineData("ends = time.monotonic() + 1\n    while time.monotonic() < ends: pass\n    ")]
    public async Task A_server_that_becomes_a_daemon_is_ended_and_told_how_to_stay(string first)
    {
        var python = Need.Program("python3", "install python3");
        var daemon =
            $"import os,socket,sys,time\nif os.fork():\n    {first}os._exit(0)\nos.setsid()\n"
            + "s=socket.create_server(('127.0.0.1',int(sys.argv[1])))\nprint('daemon', os.getpid(), flush=True)\ntime.sleep(600)";
        var program = ServerProgram.Command([python, "-c", daemon, "{port}"]);
        var error = await Assert.ThrowsAsync<EchoServerException>(async () =>
        {
            await using var server = await EchoServer.StartAsync(program, ct: Stop);
        });
        Assert.Contains("데몬이 되어 뒤로 물러났다", error.Message);
        Assert.Contains("--foreground", error.Message);
        Assert.Matches(@"pid \d+\)가 127\.0\.0\.1:\d+에서", error.Message);
    }
}
