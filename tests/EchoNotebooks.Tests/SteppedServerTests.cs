namespace EchoNotebooks.Tests;

public sealed class SteppedServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chapter_s_steps_show_who_holds_what_before_and_after_every_call()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);

        var accepted = await server.RunUntilAsync(After.Accept);
        Assert.Equal(["serv_sock"], Names(accepted.Before, Role.Parent));
        Assert.Equal(["serv_sock", "clnt_sock"], Names(accepted.After, Role.Parent));

        var forked = await server.RunUntilAsync(After.Fork);
        Assert.Equal(["serv_sock", "clnt_sock"], Names(forked.After, Role.Parent));
        Assert.Equal(["serv_sock", "clnt_sock"], Names(forked.After, Role.Child(1)));
        Assert.All(forked.After.Facts.Processes, process => Assert.Equal('T', process.State));
        Assert.Equal(2, forked.After.DescriptorsOf(forked.After.ListeningSocket!));
        Assert.Equal(2, forked.After.DescriptorsOf(forked.After.Connections.Single()));
        // One open file description for both: fork copies descriptors, nothing else.
        Assert.Equal(2, forked.After.Named.Select(named => named.OpenFileDescription).Distinct().Count());

        var parentClosed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent));
        Assert.Equal(["serv_sock"], Names(parentClosed.After, Role.Parent));
        Assert.Equal(["serv_sock", "clnt_sock"], Names(parentClosed.After, Role.Child(1)));
        Assert.Equal((server.Pid, Role.Parent), (parentClosed.Pid, parentClosed.Role));

        var childClosed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        Assert.Equal(["clnt_sock"], Names(childClosed.After, Role.Child(1)));
        Assert.Contains("자식 프로세스 1: serv_sock(", Assert.Single(childClosed.Diff.Changes, change => change.StartsWith("자식")));

        Assert.Equal("누구세요?", await client.EchoAsync("누구세요?", Stop));
        await client.CloseAsync();
        var endOfFile = await server.RunUntilAsync(After.EndOfFile);
        Assert.Equal("CLOSE_WAIT", endOfFile.After.Connections.Single().State);

        var lastClose = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child));
        Assert.Empty(lastClose.After.Connections);

        var exited = await server.RunUntilAsync(After.Exit);
        Assert.Equal('Z', Assert.Single(exited.After.Children).State);
        Assert.DoesNotContain(exited.After.Facts.Descriptors, fact => fact.Pid == exited.Pid);

        var waited = await server.RunUntilAsync(After.Wait);
        Assert.Single(waited.Before.Zombies);
        Assert.Empty(waited.After.Children);
        Assert.Equal(["new client connected...", "client disconnected....", $"removed proc id: {exited.Pid}"], server.Output.Lines);
    }

    [Fact]
    public async Task One_step_after_the_other_is_the_life_of_a_client_and_no_step_is_left_out()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        List<Step> steps = [];
        async Task GoAsync(int count)
        {
            while (count-- > 0) steps.Add(await server.NextAsync(TimeSpan.FromSeconds(60)));
        }

        await GoAsync(4);
        var waits = await Assert.ThrowsAsync<EchoServerException>(() => server.NextAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Contains("연결하거나 닫아야", waits.Message);
        Assert.Contains("after close(clnt_sock)", waits.Message);
        // The child reads, and the parent stands.
        Assert.Equal("누구세요?", await client.EchoAsync("누구세요?", Stop));
        await using var second = await server.ConnectAsync(Stop);
        await GoAsync(4);
        await client.CloseAsync();
        await GoAsync(4);

        var (parent, first) = (Role.Parent, Role.Child(1));
        Assert.Equal(
            [
                (parent, "accept"), (parent, "fork"), (parent, "close(clnt_sock)"), (first, "close(serv_sock)"),
                (parent, "accept"), (parent, "fork"), (parent, "close(clnt_sock)"), (Role.Child(2), "close(serv_sock)"),
                (first, "EOF"), (first, "close(clnt_sock)"), (first, "exit"), (parent, "waitpid"),
            ],
            steps.Select(step => (step.Role, step.Point.Name)));
        Assert.Equal(["serv_sock", "clnt_sock"], Names(steps[1].After, first));
        Assert.Equal(["serv_sock"], Names(steps[2].After, parent));
        Assert.Equal(["serv_sock", "clnt_sock"], Names(steps[2].After, first));
        Assert.Equal(["clnt_sock"], Names(steps[3].After, first));
        Assert.Single(steps[10].After.Zombies);
        Assert.Single(steps[11].Before.Zombies);
        Assert.Equal([Role.Child(2)], steps[11].After.Children.Select(child => steps[11].After.RoleOf(child.Pid)));
        // What another process has done is no part of a step.
        Assert.All(steps.Where(step => step.Point.Name.StartsWith("close", StringComparison.Ordinal)),
            step => Assert.StartsWith($"{step.Role}: {step.Point.Name[6..^1]}(",
                Assert.Single(step.Diff.Changes, change => change.Contains("디스크립터가 닫혔다", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_step_goes_on_from_the_point_that_was_run_to()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        ISteppedServer common = server;
        await common.RunUntilAsync(After.Fork);
        Assert.Equal("부모 프로세스: close(clnt_sock)가 돌아왔다", (await common.NextAsync(TimeSpan.FromSeconds(60))).What);
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        await server.KillAsync();
        await client.CloseAsync();
        var endOfFile = await server.NextAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((Role.Child(1), After.EndOfFile), (endOfFile.Role, endOfFile.Point));
    }

    [Fact]
    public async Task A_socket_that_one_process_forgets_to_close_stays_open()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork);
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        await client.FinishAsync();
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child));
        Assert.False(await client.WaitForEndOfFileAsync(TimeSpan.FromMilliseconds(200)));
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent));
        Assert.True(await client.WaitForEndOfFileAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_second_client_goes_the_same_way_with_a_second_child()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var first = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent));
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        await using var second = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Accept);
        var forked = await server.RunUntilAsync(After.Fork);
        Assert.Equal(2, forked.After.Children.Count);
        var closed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        Assert.Equal(Role.Child(2), closed.Role);
        Assert.Equal("둘", await second.EchoAsync("둘", Stop));
        Assert.Equal("하나", await first.EchoAsync("하나", Stop));
    }

    [Fact]
    public async Task An_orphan_keeps_the_port_and_the_error_names_it()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var forked = await server.RunUntilAsync(After.Fork);
        var child = forked.After.Children.Single().Pid;
        await server.KillAsync();
        Assert.Equal([child], server.Snapshot().Facts.Processes.Select(process => process.Pid));
        var error = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.StartAsync(port: server.Port, ct: Stop));
        Assert.Contains($"pid {child}(", error.Message);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_an_error_that_says_where_everybody_stands()
    {
        await using var server = await EchoServer.StepAsync(ct: Stop);
        var noClient = await Assert.ThrowsAsync<EchoServerException>(() =>
            server.RunUntilAsync(After.Accept, TimeSpan.FromMilliseconds(100)));
        Assert.Contains("ConnectAsync", noClient.Message);
        await using var client = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork);
        var notYet = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("x", Stop));
        Assert.Contains("after fork", notYet.Message);
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child));
        var passed = await Assert.ThrowsAsync<EchoServerException>(() => server.RunUntilAsync(After.Close("serv_sock", by: Role.Child(1))));
        Assert.Contains("자식 프로세스 1 (pid", passed.Message);
        Assert.Throws<ArgumentException>(() => After.Close("serv_sock", by: Role.Parent));
    }

    private static IEnumerable<string> Names(Snapshot snapshot, Role role) =>
        snapshot.Named.Where(named => named.Role == role).Select(named => named.Name);
}
