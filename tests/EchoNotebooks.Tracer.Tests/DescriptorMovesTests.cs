using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>
/// Recordings of programs that move descriptors in rare ways. The tracer is recording, so that it reads no whole table on
/// its own account, and is paused at every step, where lsof says what the kernel has.
/// </summary>
public sealed class DescriptorMovesTests
{
    [Fact(Explicit = true)]
    public async Task Four_threads_that_share_a_table_accept_fork_and_close_at_once()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.FourThreads);
        var (onlooker, clients) = await PauseAsync(tracer, port =>
            Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Clients.WholeVisitAsync(port))));
        var ended = 0;
        await onlooker.StepUntilAsync(s => s is { Call: "exit", IsAfter: true } && ++ended == 6);
        tracer.Send("""{"command":"run"}""");
        await clients;
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
        AssertPairsShowOneCall(tracer);
        Assert.Equal(["parent serv_sock"], onlooker.Picture.Holdings.Distinct());
    }

    [Fact]
    public async Task Four_threads_at_full_speed_agree_with_a_full_reading_at_every_step()
    {
        await using var tracer = TracerProcess.Start("--deltas --check", DescriptorPrograms.FourThreads);
        var port = await tracer.PortAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 8; i++) await Clients.WholeVisitAsync(port);
        }));
        await Wait.UntilAsync(
            () => tracer.Steps.Count(s => s is { Call: "exit", IsAfter: true }) == 64, () => "64 children to end", () => tracer.HasEnded);
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
        AssertPairsShowOneCall(tracer);
    }

    [Fact]
    public async Task A_passed_descriptor_is_in_flight_until_it_is_received_and_keeps_its_name()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Passing);
        var (onlooker, clients) = await PauseAsync(tracer, port => Clients.WholeVisitAsync(port));
        var passed = await onlooker.StepUntilAsync(s => s is { Call: "pass", IsAfter: true });
        var fd = onlooker.Picture.Descriptors.Single(d => d.Name == "clnt_sock").Fd;
        Assert.Equal($"{fd}", passed.Argument("descriptors")!.Value.GetString());

        var inode = onlooker.Picture.Descriptors.Single(d => d.Name == "clnt_sock").Inode;
        var closed = await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true, Descriptor: "clnt_sock" });
        Assert.Contains($" {inode} ", await KernelsConnectionsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(onlooker.Picture.Descriptors, d => d.Inode == inode);
        Assert.Equal("message", onlooker.Picture.Socket(inode)!.Value.GetProperty("heldBy").GetString());

        var received = await onlooker.StepUntilAsync(s => s is { Call: "receive", IsAfter: true });
        Assert.Equal("child 1", received.Role);
        Assert.Equal(closed.Pid, received.Argument("from")!.Value.GetInt32());
        var held = onlooker.Picture.Descriptors.Single(d => d.Inode == inode);
        Assert.Equal(("child 1", "clnt_sock", $"{held.Fd}"), (held.Role, held.Name, received.Argument("descriptors")!.Value.GetString()));
        Assert.False(onlooker.Picture.Socket(inode)!.Value.TryGetProperty("heldBy", out _));

        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true, Role: "child 1", Descriptor: "clnt_sock" });
        Assert.Null(onlooker.Picture.Socket(inode));
        tracer.Send("""{"command":"run"}""");
        await clients;
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task A_passed_descriptor_that_nobody_receives_is_gone_with_the_message()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Dropping);
        var (onlooker, clients) = await PauseAsync(tracer, Clients.ConnectAsync);
        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true, Descriptor: "clnt_sock" });
        Assert.Equal("message", Connection(onlooker)!.Value.GetProperty("heldBy").GetString());
        await onlooker.StepUntilAsync(s => s is { Call: "write", IsBefore: true });
        Assert.Null(Connection(onlooker));
        (await clients).Dispose();
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task A_thread_with_a_table_of_its_own_closes_nothing_of_its_process()
    {
        await using var tracer = TracerProcess.Start("--step", DescriptorPrograms.Unsharing);
        await tracer.WaitForAsync(l => l.Event == "paused", "the first step");
        var onlooker = new Onlooker(tracer);
        await onlooker.StepUntilAsync(s => s is { Call: "unshare", IsAfter: true });
        var both = onlooker.Picture.Holdings;
        Assert.Equal(["parent serv_sock", "parent serv_sock"], both);
        var thread = await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true });
        Assert.NotEqual(thread.Pid, thread.Number("tid") ?? thread.Pid);
        Assert.Equal(both, onlooker.Picture.Holdings);

        // The process closes the other one, which the thread holds on to.
        var kept = onlooker.Picture.Descriptors.Single(d => d.Fd != thread.Fd).Inode;
        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true } && s.Number("tid") is null);
        Assert.Equal("thread", onlooker.Picture.Socket(kept)!.Value.GetProperty("heldBy").GetString());
        Assert.Contains($" {kept} ", await KernelsConnectionsAsync(), StringComparison.Ordinal);
        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true } && s.Number("tid") is not null);
        Assert.Null(onlooker.Picture.Socket(kept));
        Assert.DoesNotContain($" {kept} ", await KernelsConnectionsAsync(), StringComparison.Ordinal);
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task A_process_that_is_not_followed_is_told_and_keeps_its_sockets_alive()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Untraced);
        var (onlooker, clients) = await PauseAsync(tracer, Clients.ConnectAsync);
        var forked = await onlooker.StepUntilAsync(s => s is { Call: "fork", IsAfter: true });
        Assert.False(forked.Argument("followed")!.Value.GetBoolean());
        Assert.DoesNotContain((int)forked.Result!, onlooker.Picture.Pids);

        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true, Descriptor: "clnt_sock" });
        Assert.Equal("untraced", Connection(onlooker)!.Value.GetProperty("heldBy").GetString());
        Assert.Contains(Lsof.Read([(int)forked.Result]).Sockets, s =>
            s.Inode == Connection(onlooker)!.Value.GetProperty("inode").GetUInt64());

        var waited = await onlooker.StepUntilAsync(s => s is { Call: "wait", IsAfter: true });
        Assert.Equal(forked.Result, waited.Result);
        Assert.Null(Connection(onlooker));
        (await clients).Dispose();
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact(Explicit = true)]
    public async Task A_fetched_descriptor_is_the_same_socket_under_its_name()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Fetching);
        var (onlooker, clients) = await PauseAsync(tracer, Clients.ConnectAsync);
        var fetched = await onlooker.StepUntilAsync(s => s is { Call: "pidfd_getfd", IsAfter: true });
        var (parent, child) = (onlooker.Picture.Descriptors.Single(d => d.Fd == fetched.Result && d.Role == "parent"),
            onlooker.Picture.Descriptors.Single(d => d is { Role: "child 1", Name: "clnt_sock" }));
        Assert.Equal((child.Inode, "clnt_sock", child.Ofd), (parent.Inode, parent.Name, parent.Ofd));
        Assert.Equal(child.Pid, fetched.Argument("from")!.Value.GetInt32());
        await onlooker.StepUntilAsync(s => s is { Call: "write", IsBefore: true });
        (await clients).Dispose();
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task An_inherited_socket_lives_on_in_who_gave_it_and_exec_closes_what_is_marked()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Inheriting);
        var (onlooker, clients) = await PauseAsync(tracer, async port =>
        {
            var first = await Clients.ConnectAsync(port);
            var second = await Clients.ConnectAsync(port);
            var third = await Clients.ConnectAsync(port);
            await Clients.EchoAsync(third, "셋");
            foreach (var client in new[] { first, second, third }) client.Dispose();
        });
        var executed = await onlooker.StepUntilAsync(s => s is { Call: "exec", IsAfter: true });
        var inherited = onlooker.Picture.Descriptors.Where(d => d.Pid == executed.Pid).ToList();
        // serv_sock as 7, the first connection under its own number and as 20; nothing that was marked.
        Assert.Equal(["clnt_sock", "clnt_sock", "serv_sock"], inherited.Select(d => d.Name!).Order());
        Assert.Equal([7, 20], inherited.Select(d => d.Fd).Where(fd => fd is 7 or 20).Order());
        Assert.Contains(tracer.Steps, s => s is { Call: "dup", IsAfter: true, Result: 7 });

        await onlooker.StepUntilAsync(s => s is { Call: "close", IsAfter: true, Role: "child 1", Fd: 7 });
        Assert.Contains("parent serv_sock", onlooker.Picture.Holdings);
        var ranged = await onlooker.StepUntilAsync(s => s is { Call: "close_range", IsAfter: true });
        Assert.Empty(onlooker.Picture.Descriptors);
        Assert.NotEmpty(ranged.List("goneDescriptors"));
        tracer.Send("""{"command":"run"}""");
        await clients;
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task A_wait_reaps_only_what_has_ended_and_is_gone()
    {
        await using var tracer = TracerProcess.Start("--step", DescriptorPrograms.Waiting);
        await tracer.WaitForAsync(l => l.Event == "paused", "the first step");
        var onlooker = new Onlooker(tracer);
        await onlooker.LookAsync();
        await onlooker.StepUntilAsync(s => s is { Call: "write", IsBefore: true });
        var children = tracer.Steps.Where(s => s is { Call: "fork", IsAfter: true, Result: > 0 }).Select(s => s.Result!.Value).ToList();
        Assert.Equal(
            [
                $"waitid 0 {children[0]} exited True", $"wait4 {children[1]} {children[1]} stopped False",
                $"wait4 {children[1]} {children[1]} continued False", "wait4 0   False", "waitid 0   False",
                $"waitid 0 {children[1]} killed False", $"waitid 0 {children[1]}  True",
            ],
            tracer.Steps.Where(s => s is { Call: "wait", IsAfter: true }).Select(s =>
                $"{s.Text("systemCall")} {s.Result} {s.Argument("child")} {s.Argument("state")} {s.Argument("reaped")}"));
        var byDescriptor = tracer.Steps.Last(s => s is { Call: "wait", IsBefore: true });
        Assert.Equal(children[1], byDescriptor.Argument("pid")!.Value.GetInt64());
        Assert.NotEqual(children[1], byDescriptor.Argument("pidfd")!.Value.GetInt64());
        Assert.Single(onlooker.Picture.Pids);
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact]
    public async Task A_child_that_was_only_stopped_is_not_what_a_reaping_wait_is_waited_for()
    {
        await using var tracer = TracerProcess.Start("--step", DescriptorPrograms.Waiting);
        await tracer.WaitForAsync(l => l.Event == "paused", "the first step");
        await tracer.UntilAsync("wait", "after", more: "\"reaped\":true");
        Assert.Equal("waitid", tracer.Steps.Last().Text("systemCall"));
        await tracer.UntilAsync("wait", "after", more: "\"reaped\":true");
        Assert.Equal(7, tracer.Steps.Count(s => s is { Call: "wait", IsAfter: true }));
        await tracer.EndAsync();
    }

    [Fact]
    public async Task A_read_of_nothing_is_no_end_of_file_and_a_second_close_in_a_child_is_a_step()
    {
        await using var tracer = TracerProcess.Start("--deltas", DescriptorPrograms.Reading);
        var (onlooker, clients) = await PauseAsync(tracer, port => Clients.WholeVisitAsync(port));
        await onlooker.StepUntilAsync(s => s is { Call: "write", IsBefore: true, Fd: 1 });
        Assert.Equal(
            ["read False", "readv False", "readv ", "read True", "recvfrom False"],
            tracer.Steps.Where(s => s is { Call: "read", IsAfter: true })
                .Select(s => $"{s.Text("systemCall")} {s.Argument("endOfFile")}"));
        // What the parent had closed before it forked, the child closes again.
        Assert.Contains(tracer.Steps, s => s is { Call: "close", IsAfter: true, Role: "child 1", Error: "EBADF" });
        await clients;
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    [Fact(Explicit = true)]
    public async Task Every_way_to_make_and_copy_a_descriptor_is_as_lsof_sees_it()
    {
        await using var tracer = TracerProcess.Start("--deltas", Servers.Gymnast);
        tracer.Send("""{"command":"pause"}""");
        await tracer.WaitForAsync(l => l.Event == "paused", "the first pause");
        var onlooker = new Onlooker(tracer);
        await onlooker.LookAsync();
        await onlooker.StepUntilAsync(s => s is { Call: "write", IsBefore: true, Fd: 1 });
        Assert.True(onlooker.Compared > 60, $"only {onlooker.Compared} steps were compared");
        await tracer.EndAsync();
        AssertNothingWrong(tracer);
    }

    /// <summary>Pauses a recording that waits in accept, and lets clients come.</summary>
    private static async Task<(Onlooker Onlooker, T Clients)> PauseAsync<T>(TracerProcess tracer, Func<int, T> visit)
        where T : Task
    {
        var port = await tracer.PortAsync();
        tracer.Send("""{"command":"pause"}""");
        tracer.Send("""{"command":"status"}""");
        await tracer.WaitForAsync(l => l.Event is "status" or "paused", "the tracer to hear");
        var clients = visit(port);
        await tracer.WaitForAsync(l => l.Event == "paused", "the first pause");
        var onlooker = new Onlooker(tracer);
        await onlooker.LookAsync();
        return (onlooker, clients);
    }

    private static System.Text.Json.JsonElement? Connection(Onlooker onlooker)
    {
        foreach (var socket in onlooker.Picture.Sockets)
            if (socket.GetProperty("remote").ValueKind != System.Text.Json.JsonValueKind.Null) return socket;
        return null;
    }

    /// <summary>Every TCP socket that the kernel has, with its inode; 0 for one that no file leads to any more.</summary>
    private static Task<string> KernelsConnectionsAsync() =>
        File.ReadAllTextAsync("/proc/net/tcp", TestContext.Current.CancellationToken);

    private static void AssertNothingWrong(TracerProcess tracer) =>
        Assert.Equal([], tracer.Lines.Where(l => l.Event is "disagreement" or "preempted" or "failed").Select(l => l.ToString()));

    /// <summary>What changes between the two lines of a close or a fork is that call's work alone.</summary>
    private static void AssertPairsShowOneCall(TracerProcess tracer)
    {
        foreach (var after in tracer.Steps.Where(s => s.IsAfter && s.Before is not null && s.Error is null))
        {
            var opened = after.List("descriptors").Select(d => (Pid: d.GetProperty("pid").GetInt32(), Fd: d.GetProperty("fd").GetInt32()))
                .ToList();
            var gone = after.List("goneDescriptors").Select(d =>
                (Pid: d.GetProperty("pid").GetInt32(), Fd: d.GetProperty("fd").GetInt32())).ToList();
            switch (after.Call)
            {
                case "close":
                    Assert.Empty(opened);
                    Assert.Equal([(after.Pid, after.Fd!.Value)], gone);
                    break;
                case "accept":
                    // A child that was forked meanwhile may have had it before; then only its name is new.
                    Assert.Contains((after.Pid, (int)after.Result!), opened);
                    Assert.Single(opened, d => d.Pid == after.Pid);
                    Assert.Empty(gone);
                    break;
            }
        }
    }
}
