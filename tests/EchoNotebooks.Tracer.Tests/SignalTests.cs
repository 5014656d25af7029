using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>What signals, crashes and rude clients do to a server is a step, never an end of the recording.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_accept_that_a_childs_end_interrupts_fails_with_EINTR_or_goes_on_as_its_handler_was_installed(bool restart)
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Mended(restart));
        var port = await tracer.PortAsync();
        using (var client = await Clients.ConnectAsync(port)) await Clients.EchoAsync(client, "하나");
        await tracer.WaitForAsync(s => s is { Call: "wait", IsAfter: true, Result: > 0 }, "the child to be reaped");
        await Clients.WholeVisitAsync(port);
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 2" }, "the second child's end");
        await tracer.EndAsync();

        var steps = tracer.Steps.Where(s => s.Role == "parent" && s.Call is "accept" or "signal" && s.Role == "parent").ToList();
        var signal = steps.FindIndex(s => s.Call == "signal");
        Assert.Equal("SIGCHLD", steps[signal].Argument("signal")!.Value.GetString());
        Assert.Equal("handler", steps[signal].Argument("disposition")!.Value.GetString());
        Assert.Equal("before parent accept(serv_sock)", steps[signal - 1].Short);
        var after = steps[signal + 1];
        Assert.Equal(steps[signal - 1].Index, after.Before);
        if (restart) Assert.True(after.Result >= 0, "the same accept takes the next client");
        else Assert.Equal("after parent accept(serv_sock) EINTR", after.Short);
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task A_crash_is_a_step_and_the_others_go_on()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Crashing);
        var port = await tracer.PortAsync();
        using (var client = await Clients.ConnectAsync(port))
        {
            await Clients.SendAsync(client, "crash");
            Assert.Equal(0, await Clients.ReadAsync(client));
        }
        await Clients.WholeVisitAsync(port);
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 2" }, "the second child's end");
        await tracer.EndAsync();

        var child = tracer.Steps.Where(s => s.Role == "child 1").Select(s => s.Short).ToList();
        Assert.Equal(["before child 1 signal", "before child 1 exit", "after child 1 exit"], child[^3..]);
        var exit = tracer.Steps.First(s => s is { Call: "exit", IsAfter: true });
        Assert.Equal("SIGSEGV", exit.Argument("signal")!.Value.GetString());
        Assert.Equal(exit.Index - 1, exit.Before);
        // SIGCHLD is ignored: no zombie is left, and the program gets no signal.
        Assert.Contains(exit.Pid, exit.List("goneProcesses").Select(p => p.GetInt32()));
        Assert.DoesNotContain(tracer.Steps, s => s.Call == "signal" && s.Role == "parent");
        Assert.DoesNotContain(tracer.Lines, l => l.Event is "disagreement" or "preempted");
    }

    [Fact]
    public async Task A_reset_connection_is_read_as_ECONNRESET_and_its_socket_has_no_ends_any_more()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Command(Server.Textbook));
        var port = await tracer.PortAsync();
        var client = await Clients.ConnectAsync(port);
        await Clients.EchoAsync(client, "하나");
        await tracer.WaitForAsync(s => s.Short == "after child 1 write(clnt_sock)", "the echo");
        Clients.Reset(client);
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 1" }, "the child's end");
        await tracer.EndAsync();

        var child = tracer.Steps.Where(s => s.Role == "child 1" && s.Descriptor == "clnt_sock").Select(s => s.Short).ToList();
        var reset = child.IndexOf("after child 1 read(clnt_sock) ECONNRESET");
        // The chapter's program takes −1 for a length.
        Assert.Equal(
            [
                "before child 1 write(clnt_sock)", "after child 1 write(clnt_sock) EFAULT", "before child 1 read(clnt_sock)",
                "after child 1 read(clnt_sock) = 0", "before child 1 close(clnt_sock)", "after child 1 close(clnt_sock)",
            ],
            child[(reset + 1)..]);
        var picture = new Picture();
        foreach (var step in tracer.Steps.TakeWhile(s => s.Short != "before child 1 close(clnt_sock)")) picture.Apply(step);
        Assert.Contains(picture.Sockets, s => s.GetProperty("state").GetString() == "CLOSE"
            && s.GetProperty("remote").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task A_stopped_process_stays_stopped_until_it_is_continued()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Mended());
        var port = await tracer.PortAsync();
        using var client = await Clients.ConnectAsync(port);
        await Clients.EchoAsync(client, "하나");
        var child = (await tracer.WaitForAsync(s => s.Role == "child 1", "the child")).Pid;
        tracer.Send($$"""{"command":"signal","signal":"SIGSTOP","pid":{{child}}}""");
        await tracer.WaitForAsync(s => s.Call == "signal" && s.Pid == child, "the signal's step");
        await Wait.UntilAsync(() => StateOf(child) is 't' or 'T', () => $"the child to stop, it is {StateOf(child)}");
        await Clients.SendAsync(client, "둘");
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(client.GetStream().DataAvailable);

        tracer.Send($$"""{"command":"signal","signal":"SIGCONT","pid":{{child}}}""");
        Assert.True(await Clients.ReadAsync(client) > 0);
        await tracer.EndAsync();
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task A_silent_client_holds_up_nobody()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Mended());
        var port = await tracer.PortAsync();
        using var silent = await Clients.ConnectAsync(port);
        await Clients.WholeVisitAsync(port);
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 2" }, "the talking client's child to end");
        Assert.DoesNotContain(tracer.Steps, s => s is { Call: "read", IsAfter: true, Role: "child 1" });
        await tracer.EndAsync();
    }

    [Fact]
    public async Task A_close_that_lingers_holds_up_nobody_else()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Lingering);
        var port = await tracer.PortAsync();
        using (var greedy = await Clients.ConnectAsync(port))
        {
            await Clients.SendAsync(greedy, "l");
            var preempted = await tracer.WaitForAsync(l => l.Event == "preempted", "the others to go on");
            Assert.Equal(preempted.Pid, tracer.Steps.Last(s => s.Short == "before child 1 close(clnt_sock)").Pid);
            using var client = await Clients.ConnectAsync(port);
            await Clients.EchoAsync(client, "x");
            await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 2" }, "the other child's end");
            Assert.DoesNotContain(tracer.Steps, s => s.Short == "after child 1 close(clnt_sock)");
        }
        await tracer.WaitForAsync(s => s is { Call: "exit", IsAfter: true, Role: "child 1" }, "the lingering child's end");
        await tracer.EndAsync();
        Assert.Contains(tracer.Steps, s => s.Short == "after child 1 close(clnt_sock)");
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    [Fact]
    public async Task No_other_process_makes_a_step_while_a_close_has_the_token()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Chattering);
        var port = await tracer.PortAsync();
        using var greedy = await Clients.ConnectAsync(port);
        await tracer.WaitForAsync(l => l.Event == "preempted", "the close to be preempted");
        await tracer.WaitForAsync(l => l is { Role: "parent", Call: "write" }, "the parent to go on", from: tracer.Lines.Count);
        await tracer.EndAsync();

        var lines = tracer.Lines.Where(l => l.IsStep || l.Event == "preempted").ToList();
        var preempted = lines.FindIndex(l => l.Event == "preempted");
        // The parent writes all the time, and for a quarter of a second it is not let.
        Assert.Equal("before child 1 close(clnt_sock)", lines[preempted - 1].Short);
        Assert.Contains(lines[(preempted + 1)..], l => l is { Role: "parent", Call: "write" });
        Assert.Contains(lines[..preempted], l => l is { Role: "parent", Call: "write" });
    }

    [Fact]
    public async Task What_others_do_with_a_number_while_its_close_lingers_is_not_undone_by_its_return()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.LingeringThreads);
        var port = await tracer.PortAsync();
        using (await Clients.ConnectAsync(port))
            await Wait.UntilAsync(() => tracer.Output.Contains("new", StringComparison.Ordinal),
                () => $"the new socket; {string.Join('\n', tracer.Lines.TakeLast(5))}", () => tracer.HasEnded);
        await Wait.UntilAsync(() => tracer.Output.Contains("closed", StringComparison.Ordinal), () => "the close to be over", () =>
            tracer.HasEnded);
        await tracer.EndAsync();

        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "failed").Select(l => l.ToString()));
        Assert.Equal("close", tracer.Lines.Single(l => l.Event == "preempted").Text("call"));
        var steps = tracer.Steps.TakeWhile(s => s is not { Call: "write", IsBefore: true }
            || s.Argument("data")?.GetString() != "closed\n").ToList();
        var closing = steps.Last(s => s is { Call: "close", IsBefore: true });
        var closed = steps.Single(s => s is { Call: "close", IsAfter: true });
        Assert.True(closed.Index > steps.Single(s => s is { Call: "bind", IsAfter: true, Fd: var fd } && fd == closing.Fd).Index);
        var picture = new Picture();
        foreach (var step in steps) picture.Apply(step);
        // The new socket has no name; the child has never had the old one, nor has it the new one.
        Assert.Equal(["child 1 serv_sock", "parent ", "parent serv_sock"], picture.Holdings);
        Assert.Equal(closing.Fd, picture.Descriptors.Single(d => d.Name is null).Fd);
    }

    [Fact]
    public async Task A_server_that_is_asked_to_end_ends_in_order_and_the_recording_with_it()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", Servers.Command(Server.Managed));
        var port = await tracer.PortAsync();
        using var client = await Clients.ConnectAsync(port);
        await Clients.EchoAsync(client, "하나");
        tracer.Send("""{"command":"signal","signal":"SIGTERM"}""");
        await tracer.WaitForEndAsync();
        Assert.Equal(0, tracer.ExitCode);
        var exited = tracer.Lines.Single(l => l.Event == "exited");
        Assert.Equal(0, exited.Number("code"));
        Assert.Equal("ended", tracer.Lines[^1].Event);
        Assert.Equal("SIGTERM", tracer.Steps.First(s => s is
        {
            Call: "exit", IsAfter: true,
            Role: "child 1"
        }).Argument("signal")!.Value.GetString());
        Assert.DoesNotContain(tracer.Lines, l => l.Event == "disagreement");
    }

    private static char StateOf(int pid) => Linux.ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat")).State;
}
