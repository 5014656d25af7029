using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>How <c>echonb trace</c> ends by a signal, and what it leaves.</summary>
public sealed class TraceSignalTests : TraceTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Without_clients_it_records_until_a_signal_and_leaves_whole_files_and_no_process(string signal)
    {
        NeedTracing();
        var port = FreePort.Find();
        using var echonb = EchonbProcess.Start(Folder, WithoutClients(port));
        using (var client = await ConnectAsync(port))
        {
            var stream = client.GetStream();
            await stream.WriteAsync("누구?"u8.ToArray(), Stop);
            await stream.ReadExactlyAsync(new byte[7], Stop);
            // Written as it comes.
            await echonb.UntilAsync(() => Recorded("누구?"));
            Kill(signal, echonb);
            Assert.Equal(0, await echonb.ExitAsync());
        }
        var timeline = Read();
        Assert.Contains(timeline, step => step is { Call: "write", Descriptor: "clnt_sock" });
        Assert.False(Directory.Exists($"/proc/{timeline[0].Pid}"));
        Assert.EndsWith("</html>", (await File.ReadAllTextAsync(Html, Stop)).TrimEnd());
    }

    [Fact]
    public async Task A_Ctrl_C_in_the_terminal_ends_echonb_in_order_and_does_not_reach_the_tracer_before_it()
    {
        NeedTracing();
        var port = FreePort.Find();
        using var echonb = EchonbProcess.StartAsLeader(Folder, WithoutClients(port));
        await echonb.UntilAsync(() => Recorded("LISTEN"));
        Assert.Equal(echonb.Process.Id, Stat(echonb.Process.Id).ProcessGroup);
        var server = Read()[0].Pid;
        var tracer = Stat(Stat(server).Ppid);
        Assert.Equal(echonb.Process.Id, tracer.Ppid);
        Assert.NotEqual(echonb.Process.Id, tracer.ProcessGroup);
        Kill("INT", echonb, group: true);
        Assert.Equal(0, await echonb.ExitAsync());
        Assert.Equal("멈추는 중이다. 한 번 더 누르면 기다리지 않고 끝낸다.", echonb.Errors.TrimEnd());
        Assert.False(Directory.Exists($"/proc/{server}"));
        Assert.EndsWith("</html>", (await File.ReadAllTextAsync(Html, Stop)).TrimEnd());
    }

    [Fact]
    public async Task A_signal_in_the_middle_leaves_whole_files_and_says_so()
    {
        NeedTracing();
        using var echonb = EchonbProcess.Start(Folder, ["trace", "--json", Json, "--html", Html, "--", .. Command("silent")]);
        await echonb.UntilAsync(() => Recorded("\"phase\":\"after\",\"pid\"") && Recorded("clnt_sock"));
        Kill("TERM", echonb);
        Assert.Equal(143, await echonb.ExitAsync());
        var timeline = Read();
        Assert.False(Directory.Exists($"/proc/{timeline[0].Pid}"));
        Assert.Contains("도중에", await File.ReadAllTextAsync(Html, Stop));
    }

    [Fact]
    public async Task A_killed_echonb_leaves_no_process_and_whole_lines()
    {
        NeedTracing();
        using var echonb = EchonbProcess.Start(Folder, ["trace", "--clients", "0", "--json", Json, "--", .. Command("textbook")]);
        await echonb.UntilAsync(() => Recorded("LISTEN"));
        var pid = Read()[0].Pid;
        Kill("KILL", echonb);
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), () => $"the end of {pid}");
        Assert.Equal("listen", Read().Last(step => step.After is not null).Call);
    }

    private string[] WithoutClients(int port) =>
    [
        "trace", "--clients", "0", "--port", $"{port}", "--deltas", "--json", Json, "--html", Html, "--", Command("textbook")[0], $"{port}",
    ];

    private static ProcStat Stat(int pid) => ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat"));

    private static void Kill(string signal, EchonbProcess echonb, bool group = false)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -s {signal} -- {(group ? -echonb.Process.Id : echonb.Process.Id)}"]);
        kill.WaitForExit();
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20, Stop))
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, Stop);
                return client;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                client.Dispose();
            }
        }
    }
}
