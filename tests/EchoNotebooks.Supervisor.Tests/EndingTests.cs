using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Supervisor.Tests;

/// <summary>However it comes to its end, nothing that the server started is left within a second.</summary>
public sealed class EndingTests
{
    /// <summary>A parent and two children, as the chapter's server has them.</summary>
    private const string ServerWithTwoChildren = "sleep 1001 & sleep 1002 & echo ready; wait";

    [Fact]
    public async Task The_end_of_stdin_ends_server_and_children()
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        await AllEndAsync(supervised, await supervised.WaitForFamilyAsync(3), supervised.CloseStdin);
        Assert.Equal(0, supervised.ExitCode);
        Assert.Equal("SIGTERM", (await supervised.WaitForEventAsync("exited")).GetProperty("signal").GetString());
    }

    [Theory, InlineData(Libc.SIGTERM), InlineData(Libc.SIGINT), InlineData(Libc.SIGHUP)]
    public async Task A_signal_ends_server_and_children(int signal)
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        var family = await supervised.WaitForFamilyAsync(3);
        await AllEndAsync(supervised, family, () => Assert.Equal(0, Libc.kill(supervised.Pid, signal)));
        Assert.Equal(0, supervised.ExitCode);
    }

    [Fact]
    public async Task A_starter_that_is_killed_takes_everything_with_it()
    {
        // The starter is a shell that holds the other end of the supervisor's stdin, as a notebook's process does.
        var fifo = Path.Combine(Path.GetTempPath(), $"stdin-{Guid.NewGuid():N}");
        Fifo.Make(fifo);
        try
        {
            string[] arguments =
            [
                "-c", "\"$@\" < \"$0\" & exec 3> \"$0\"; wait", fifo, Supervised.Program, "--", "sh", "-c", ServerWithTwoChildren,
            ];
            var start = new ProcessStartInfo("sh", arguments)
            {
                RedirectStandardOutput = true,
            };
            start.Environment["DOTNET_EnableDiagnostics"] = "0";
            using var starter = Process.Start(start)!;
            List<int> family = [];
            await Wait.UntilAsync(
                () => (family = Below(starter.Id)).Count == 4, () => $"supervisor, server and two children; there are {family.Count}");
            starter.Kill();
            await Wait.UntilAsync(() => !family.Any(Supervised.IsRunning), () => "all of them end");
        }
        finally
        {
            File.Delete(fifo);
        }
    }

    [Fact]
    public async Task A_killed_supervisor_takes_server_and_children_with_it_by_hanging_up_their_terminal()
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        await AllEndAsync(supervised, await supervised.WaitForFamilyAsync(3), supervised.Kill);
    }

    [Fact]
    public async Task A_killed_server_leaves_its_children_alone_until_the_end()
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        await supervised.WaitForFamilyAsync(3);
        Assert.Equal(0, Libc.kill(supervised.Server, Libc.SIGKILL));
        Assert.Equal("SIGKILL", (await supervised.WaitForEventAsync("exited")).GetProperty("signal").GetString());
        var orphans = await supervised.WaitForFamilyAsync(2);
        Assert.All(orphans, pid => Assert.Equal(supervised.Pid, Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).Ppid));
        await AllEndAsync(supervised, orphans, supervised.CloseStdin);
    }

    [Fact]
    public async Task It_exits_by_itself_when_the_last_orphan_has_ended()
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        var family = await supervised.WaitForFamilyAsync(3);
        foreach (var pid in family) Assert.Equal(0, Libc.kill(pid, Libc.SIGKILL));
        await supervised.WaitForExitAsync();
        Assert.Equal(0, supervised.ExitCode);
    }

    [Fact]
    public async Task Stopped_processes_are_ended_too()
    {
        await using var supervised = await Supervised.StartShellAsync(ServerWithTwoChildren);
        var family = await supervised.WaitForFamilyAsync(3);
        foreach (var pid in family) Assert.Equal(0, Libc.kill(pid, Libc.SIGSTOP));
        await AllEndAsync(supervised, family, supervised.CloseStdin);
    }

    [Fact]
    public async Task A_server_that_ignores_SIGTERM_and_SIGHUP_is_ended()
    {
        await using var supervised = await Supervised.StartShellAsync("trap '' TERM HUP INT; sleep 1001 & echo ready; wait");
        await AllEndAsync(supervised, await supervised.WaitForFamilyAsync(2), supervised.CloseStdin);
        Assert.Equal("SIGKILL", (await supervised.WaitForEventAsync("exited")).GetProperty("signal").GetString());
    }

    [Fact]
    public async Task A_server_that_forks_twice_into_a_session_of_its_own_does_not_escape()
    {
        var setsid = Need.Program("setsid", "install util-linux");
        await using var supervised = await Supervised.StartShellAsync(
            $"({setsid} sh -c \"trap '' TERM HUP; {setsid} sleep 1001 & sleep 1002 & echo ready; wait\" &)");
        // The shell that was the server is gone; sh and two sleeps are left.
        await AllEndAsync(supervised, await supervised.WaitForFamilyAsync(3), supervised.CloseStdin);
    }

    [Fact]
    public async Task A_server_that_goes_on_forking_is_ended()
    {
        await using var supervised = await Supervised.StartShellAsync(
            "trap '' TERM HUP; echo ready; while :; do sleep 1001 & sleep 0.01; done");
        await Wait.UntilAsync(() => supervised.Family().Count > 10, () => "it has forked ten times");
        supervised.CloseStdin();
        await supervised.WaitForExitAsync();
    }

    [Fact]
    public async Task A_server_that_ends_its_children_in_order_gets_the_time_to_do_so()
    {
        var echoServer = Path.Combine(AppContext.BaseDirectory, "echo-server");
        await using var supervised = Supervised.Start(echoServer, "0");
        await supervised.WaitForEventAsync("started");
        int? port = null;
        await Wait.UntilAsync(
            () => (port = Linux.DescriptorSnapshot.Take([supervised.Server]).Sockets
                .FirstOrDefault(s => s is { Protocol: "tcp", State: "LISTEN" })?.Local?.PortOrNull) is not null,
            () => "echo-server listens");
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, port!.Value, TestContext.Current.CancellationToken);
        await supervised.WaitForTextAsync("new client connected...\n");
        var family = await supervised.WaitForFamilyAsync(2);
        await AllEndAsync(supervised, family, supervised.CloseStdin);
        // The last event: what it has printed came before, though all of them may come after the end of the processes.
        Assert.Equal(0, (await supervised.WaitForEventAsync("exited")).GetProperty("code").GetInt32());
        Assert.Equal($"new client connected...\nremoved proc id: {family.Single(pid => pid != supervised.Server)}\n", supervised.Text());
    }

    private static async Task AllEndAsync(Supervised supervised, IReadOnlyList<int> family, Action end)
    {
        end();
        await Wait.UntilAsync(
            () => supervised.HasExited && !family.Any(Supervised.IsRunning),
            () => $"supervisor and {string.Join(", ", family.Select(pid => pid.ToString(CultureInfo.InvariantCulture)))} end");
    }

    private static List<int> Below(int pid) =>
        [.. Linux.DescriptorSnapshot.Take([pid], children: true).Processes.Where(p => p.Pid != pid).Select(p => p.Pid)];
}
