using System.Diagnostics;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>Step mode: everything stands still until it is told to go on, and what stands still is looked at by others too.</summary>
public sealed class SteppingTests
{
    [Fact]
    public async Task Nothing_goes_on_before_it_is_told_to()
    {
        await using var tracer = TracerProcess.Start("--step", "/bin/echo", "hello");
        var first = await tracer.WaitForAsync(l => l.Event == "paused", "the first pause");
        Assert.Equal(0, first.Number("index"));
        Assert.Equal("after parent exec", tracer.Steps.Single().Short);
        Assert.Equal('t', StateOf(tracer.Steps.Single().Pid));

        Assert.Equal("before parent write", (await tracer.GoAsync("""{"command":"next"}""")).Step.Short);
        Assert.Equal("", tracer.Output);
        Assert.Equal("after parent write", (await tracer.GoAsync("""{"command":"next"}""")).Step.Short);
        await tracer.WaitForAsync(l => l.Event == "output", "the output");
        Assert.Equal("hello\n", tracer.Output);
        tracer.Send("""{"command":"run"}""");
        await tracer.WaitForEndAsync();
        Assert.Equal(0, tracer.ExitCode);
    }

    [Fact]
    public async Task Figures_2_and_3_and_the_end_of_a_client_are_reached_by_their_names()
    {
        await using var tracer = TracerProcess.Start("--step", Servers.Command(Server.Textbook));
        await tracer.UntilAsync("listen", "after");
        var connecting = Clients.ConnectAsync(await tracer.PortAsync());

        var accepted = (await tracer.UntilAsync("accept", "after", descriptor: "serv_sock")).Step;
        using var client = await connecting;
        Assert.Equal(["parent clnt_sock", "parent serv_sock"], new Picture().Apply(accepted).Holdings);

        // Figure 2: fork copies descriptors, not sockets.
        var forked = new Picture().Apply((await tracer.UntilAsync("fork", "after", "parent", only: "parent")).Step);
        Assert.Equal(["child 1 clnt_sock", "child 1 serv_sock", "parent clnt_sock", "parent serv_sock"], forked.Holdings);
        Assert.Equal(2, forked.Descriptors.Select(d => d.Ofd).Distinct().Count());
        Assert.Equal(2, forked.Sockets.Count());

        // The parent's close alone, and the child has not moved.
        var closed = new Picture().Apply((await tracer.UntilAsync("close", "after", "parent", "clnt_sock", only: "parent")).Step);
        Assert.Equal(["child 1 clnt_sock", "child 1 serv_sock", "parent serv_sock"], closed.Holdings);
        Assert.DoesNotContain(tracer.Steps, s => s.Role == "child 1");

        // Figure 3: each socket has one descriptor in one process.
        var figure3 = new Picture().Apply((await tracer.UntilAsync("close", "after", "child 1", "serv_sock", only: "child")).Step);
        Assert.Equal(["child 1 clnt_sock", "parent serv_sock"], figure3.Holdings);

        var echo = Clients.EchoAsync(client, "hello");
        await tracer.UntilAsync("write", "after", "child", "clnt_sock", only: "child");
        await echo;
        client.Client.Shutdown(SocketShutdown.Send);
        var end = (await tracer.UntilAsync("read", "after", "child", "clnt_sock", more: "\"result\":0", only: "child")).Step;
        Assert.Equal("CLOSE_WAIT", Assert.Single(new Picture().Apply(end).Sockets, s =>
            s.GetProperty("remote").ValueKind != System.Text.Json.JsonValueKind.Null).GetProperty("state").GetString());

        // The child's last close takes the socket away.
        var last = (await tracer.UntilAsync("close", "after", "child", "clnt_sock", only: "child")).Step;
        Assert.Equal(["parent serv_sock"], new Picture().Apply(last).Holdings);
        Assert.Single(new Picture().Apply(last).Sockets);
        Assert.Equal(0, await Clients.ReadAsync(client));

        var ended = (await tracer.UntilAsync("exit", "after", "child 1")).Step;
        Assert.Equal("Z", new Picture().Apply(ended).StateOf(ended.Pid));
        Assert.Equal('Z', StateOf(ended.Pid));

        var reaped = (await tracer.UntilAsync("wait", "after", "parent", more: "\"result\":\"positive\"")).Step;
        Assert.Equal(ended.Pid, reaped.Result);
        Assert.DoesNotContain(ended.Pid, new Picture().Apply(reaped).Pids);
        Assert.False(Directory.Exists($"/proc/{ended.Pid}"));
        await tracer.EndAsync();
        Assert.DoesNotContain(tracer.Lines, l => l.Event is "disagreement" or "preempted");
    }

    [Fact]
    public async Task A_step_that_does_not_come_is_a_time_out_that_says_where_everybody_is()
    {
        await using var tracer = TracerProcess.Start("--step", Servers.Command(Server.Textbook));
        await tracer.UntilAsync("listen", "after");
        using var client = await Clients.ConnectAsync(await tracer.PortAsync());
        List<string> processes = [];
        string[] expected = ["parent inside accept serv_sock", "child 1 inside read clnt_sock"];
        // How far they come until the time is over is the machine's affair.
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1) && !processes.SequenceEqual(expected);)
        {
            var (paused, _) = await tracer.GoAsync("""{"command":"until","call":"exit","timeoutMs":700}""");
            Assert.Equal("timeout", paused.Text("reason"));
            processes = [.. paused.Json.GetProperty("processes").EnumerateArray()
                .Select(p => $"{p.GetProperty("role")} {p.GetProperty("doing")} {p.GetProperty("call")} {p.GetProperty("descriptor")}")];
        }
        Assert.Equal(expected, processes);

        // It is not lost: the client goes, and the same wait succeeds.
        client.Close();
        Assert.Equal("before child 1 exit", (await tracer.UntilAsync("exit", "before")).Step.Short);
        await tracer.EndAsync();
    }

    [Fact]
    public async Task A_command_that_is_none_is_refused_with_a_reason_and_nothing_else_happens()
    {
        await using var tracer = TracerProcess.Start("--step", "/bin/true");
        await tracer.WaitForAsync(l => l.Event == "paused", "the first pause");
        string[] wrong =
        [
            "hello", "[]", "{}", """{"command":"fly"}""", """{"command":"until","phase":"during"}""",
            """{"command":"next","timeoutMs":0}""",
            """{"command":"next","only":"parent"}""", """{"command":"until","result":"many"}""",
            """{"command":"signal","signal":"SIGNOTHING"}""", """{"command":7}""",
        ];
        foreach (var command in wrong) tracer.Send(command);
        await Wait.UntilAsync(() => tracer.Lines.Count(l => l.Event == "refused") == wrong.Length, () => string.Join('\n', tracer.Lines),
            () => tracer.HasEnded);
        Assert.All(tracer.Lines.Where(l => l.Event == "refused"), l => Assert.Matches(@"\p{IsHangulSyllables}", l.Text("why")));
        Assert.Single(tracer.Steps);
        await tracer.EndAsync();
    }

    [Fact]
    public async Task A_recording_can_be_paused_and_a_program_can_be_stepped_and_then_run()
    {
        await using var tracer = TracerProcess.Start("--deltas", Servers.Mended());
        var port = await tracer.PortAsync();
        tracer.Send("""{"command":"pause"}""");
        // Commands are carried out in their order: with the answer to the second, the next step is known to be the last.
        tracer.Send("""{"command":"status"}""");
        await tracer.WaitForAsync(l => l.Event == "status", "the statuses");
        var visit = Clients.WholeVisitAsync(port);
        var paused = await tracer.WaitForAsync(l => l.Event == "paused", "the pause");
        Assert.Equal(tracer.Steps.Last().Index, paused.Number("index"));
        tracer.Send("""{"command":"run"}""");
        await visit;
        await tracer.EndAsync();
    }

    private static char StateOf(int pid) => Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State;
}
