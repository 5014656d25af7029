using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

public sealed class TracedServerTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp")]
    public async Task The_chapter_s_steps_show_who_holds_what_before_and_after_every_call(string program)
    {
        await using var server = await EchoServer.TraceAsync(Program(program), ct: Stop);
        Assert.Equal(["parent serv_sock"], Named(server.Snapshot()));
        await using var client = await server.ConnectAsync(Stop);

        var accepted = await server.RunUntilAsync(After.Accept, Timeout);
        Assert.Equal(["parent serv_sock"], Named(accepted.Before));
        Assert.Equal(["parent serv_sock", "parent clnt_sock"], Named(accepted.After!));

        var forked = await server.RunUntilAsync(After.Fork, Timeout);
        Assert.Equal(["parent serv_sock", "parent clnt_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(forked.After!));
        var now = server.Snapshot();
        Assert.All(now.Facts.Processes, process => Assert.Equal('t', process.State));
        Assert.Equal(2, now.DescriptorsOf(now.ListeningSocket!));
        Assert.Equal(2, now.DescriptorsOf(now.Connections.Single()));
        Assert.Equal(2, now.Named.Select(named => named.OpenFileDescription).Distinct().Count());

        var parentClosed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Timeout);
        Assert.Equal(["parent serv_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(parentClosed.After!));
        Assert.Equal((server.Pid, Role.Parent), (parentClosed.Pid, parentClosed.Role));

        var childClosed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Timeout);
        Assert.Equal(["parent serv_sock", "child 1 clnt_sock"], Named(childClosed.After!));
        Assert.Single(childClosed.Diff!.Changes, change => change.StartsWith("자식 프로세스 1: serv_sock(", StringComparison.Ordinal));

        Assert.Equal("누구세요?", await client.EchoAsync("누구세요?", Stop));
        Assert.Equal("한 번에 서른 바이트씩 읽으므로 여러 번 돌아온다.", await client.EchoAsync("한 번에 서른 바이트씩 읽으므로 여러 번 돌아온다.", Stop));
        await client.CloseAsync();
        var endOfFile = await server.RunUntilAsync(After.EndOfFile, Timeout);
        Assert.Equal("CLOSE_WAIT", endOfFile.After!.Connections.Single().State);

        var lastClose = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child), Timeout);
        Assert.Single(lastClose.Before.Connections);
        Assert.Empty(lastClose.After!.Connections);

        var exited = await server.RunUntilAsync(After.Exit, Timeout);
        Assert.Equal('Z', Assert.Single(exited.After!.Children).State);
        Assert.DoesNotContain(exited.After.Facts.Descriptors, fact => fact.Pid == exited.Pid);

        var waited = await server.RunUntilAsync(After.Wait, Timeout);
        Assert.Single(waited.Before.Zombies);
        Assert.Empty(waited.After!.Children);

        Assert.Contains(server.Timeline, step => step is { Call: "write", Descriptor: "clnt_sock" });
    }

    [Fact]
    public async Task The_tracer_is_the_native_one_where_that_could_be_made_of_what_was_compiled()
    {
        var native = Need.NativeHelper("echo-tracer");
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        var status = await File.ReadAllLinesAsync($"/proc/{server.Pid}/status", Stop);
        var tracer = status.Single(line => line.StartsWith("TracerPid:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.Equal(native, new FileInfo($"/proc/{tracer}/exe").LinkTarget);
    }

    [Fact]
    public async Task Every_next_step_is_one_call_that_has_returned()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var calls = new List<string>();
        while (calls.LastOrDefault() != "fork") calls.Add((await server.NextAsync(Timeout)).Call);
        Assert.Equal(["accept", "write", "fork"], calls);
        var complete = server.Timeline.Where(step => step.After is not null).Select(step => step.Call);
        Assert.Equal(["socket", "bind", "listen", .. calls], complete);
    }

    [Fact(Explicit = true)]
    public async Task What_a_step_says_was_owned_is_what_a_full_reading_says()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        for (var steps = 0; steps < 40; steps++)
        {
            if (steps == 12) await client.CloseAsync();
            var (step, _) = await server.Tracer.NextStepAsync(TimeSpan.FromSeconds(1));
            var now = server.Tracer.Recording.Current.ToFacts();
            var full = (await server.Tracer.SnapshotAsync())!;
            // Who was let go may have fallen asleep since.
            Assert.Equal(full.Processes.Select(Settled), now.Processes.Select(Settled));
            Assert.Equal(full.Descriptors, now.Descriptors);
            // A client may have changed a connection's state since the step.
            Assert.Equal(
                full.Sockets.Select(socket => socket with { State = null }), now.Sockets.Select(socket => socket with { State = null }));
            if (step?.After is { } after) Assert.Equal(now.Descriptors, after.Facts.Descriptors);
            if (step is { Call: "wait", Result: > 0 }) return;
        }
        Assert.Fail($"the child was not reaped:\n{server.Timeline}");

        static ProcessFact Settled(ProcessFact process) => process with { State = process.State == 'Z' ? 'Z' : 't' };
    }

    [Fact]
    public async Task What_cannot_be_reached_is_an_error_that_says_where_everybody_is_and_what_it_waits_for()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        var noClient = await Assert.ThrowsAsync<EchoServerException>(() =>
            server.RunUntilAsync(After.Accept, TimeSpan.FromMilliseconds(300)));
        Assert.Contains("ConnectAsync", noClient.Message);
        Assert.Contains($"부모 프로세스 (pid {server.Pid}): accept(serv_sock) 안에서 기다린다", noClient.Message);
        var nothing = await Assert.ThrowsAsync<EchoServerException>(() => server.NextAsync(TimeSpan.FromMilliseconds(300)));
        Assert.Contains("accept(serv_sock) 안에서", nothing.Message);

        await using var client = await server.ConnectAsync(Stop);
        var notAccepted = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("x", Stop));
        Assert.Contains("After.Fork", notAccepted.Message);
        var noChild = await Assert.ThrowsAsync<EchoServerException>(() => server.RunUntilAsync(After.Close("serv_sock", by: Role.Child)));
        Assert.Contains("프로세스가 없다", noChild.Message);

        await server.RunUntilAsync(After.Fork, Timeout);
        var notYet = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("x", Stop));
        Assert.Contains("After.Close(\"serv_sock\", by: Role.Child)", notYet.Message);
        // It was not led past the point that the message names.
        var closed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Timeout);
        Assert.Equal(["parent serv_sock", "parent clnt_sock", "child 1 clnt_sock"], Named(closed.After!));
        Assert.Equal("x", await client.EchoAsync("x", Stop));

        var reading = await Assert.ThrowsAsync<EchoServerException>(() =>
            server.RunUntilAsync(After.EndOfFile, TimeSpan.FromMilliseconds(300)));
        Assert.Contains("자식 프로세스 1 (pid", reading.Message);
        Assert.Contains("read(clnt_sock) 안에서 기다린다", reading.Message);
        Assert.Contains("CloseAsync", reading.Message);
        Assert.Equal("y", await client.EchoAsync("y", Stop));
    }

    [Fact]
    public async Task Several_clients_are_served_each_by_its_child_while_all_others_stand_still()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var clients = await server.ConnectManyAsync(3, ct: Stop);
        for (var n = 0; n < 3; n++)
        {
            await server.RunUntilAsync(After.Fork, Timeout);
            await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Timeout);
            Assert.Equal(Role.Child(n + 1), (await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Timeout)).Role);
        }
        Assert.Equal([1, 2, 3], server.ProcessTree().Branches.Select(branch => branch.Client));
        var text = new string('가', 100);
        Assert.Equal(text, await clients[1].EchoAsync(text, Stop));
        Assert.Equal("셋", await clients[2].EchoAsync("셋", Stop));
        Assert.Empty(server.Timeline.Of(Role.Child(1)).Where(step => step.Call is "read" or "write" && step.After is not null));
        // Whose client has closed goes first, although child 1 has not been there either.
        await clients[2].CloseAsync();
        Assert.Equal(Role.Child(3), (await server.RunUntilAsync(After.EndOfFile, Timeout)).Role);
        Assert.Equal(Role.Child(3), (await server.RunUntilAsync(After.Exit, Timeout)).Role);
        Assert.Equal('Z', server.Snapshot().Children[2].State);
        Assert.Equal(2, server.Snapshot(withClients: true).Named.Count(named => named.Role == Role.Client));
    }

    [Fact]
    public async Task Any_call_of_any_process_can_be_waited_for()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var accepted = await server.RunUntilAsync(After.Call("accept", on: "serv_sock", by: Role.Parent), Timeout);
        Assert.Equal("accept", accepted.Call);
        var wrote = await server.RunUntilAsync(After.Call("write"), Timeout);
        Assert.Equal((1, "new client connected...\n"), (wrote.Fd, wrote.Arguments["data"]));
        await server.RunUntilAsync(After.Fork, Timeout);
        await client.CloseAsync();
        var read = await server.RunUntilAsync(After.Call("read", on: "clnt_sock", by: Role.Child), Timeout);
        Assert.Equal((Role.Child(1), 0L), (read.Role, read.Result));
        Assert.Equal("자식 프로세스의 shutdown(clnt_sock) 뒤", After.Call("shutdown", "clnt_sock", Role.Child).ToString());
        Assert.Equal("close 뒤", After.Call("close").ToString());
    }

    [Fact]
    public async Task A_killed_parent_leaves_its_children_where_they_are()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork, Timeout);
        await server.KillAsync();
        Assert.False(Directory.Exists($"/proc/{server.Pid}"));
        Assert.Equal(["child 1 serv_sock", "child 1 clnt_sock"], Named(server.Snapshot()));
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Timeout);
        Assert.Equal("고아", await client.EchoAsync("고아", Stop));
        var exit = server.Timeline.Of(Role.Parent)[^1];
        Assert.Equal(("exit", "SIGKILL"), (exit.Call, exit.Arguments["signal"]));
    }

    [Fact]
    public async Task A_tracer_that_is_killed_is_an_error_and_leaves_nothing()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var forked = await server.RunUntilAsync(After.Fork, Timeout);
        var tracer = forked.After!.Facts.Processes[0].Ppid;
        var waiting = server.RunUntilAsync(After.EndOfFile, TimeSpan.FromSeconds(20));
        using (var process = System.Diagnostics.Process.GetProcessById(tracer)) process.Kill();
        var error = await Assert.ThrowsAsync<EchoServerException>(() => waiting);
        Assert.Contains($"pid {tracer}", error.Message);
        foreach (var fact in forked.After.Facts.Processes) await Wait.UntilAsync(() => !IsAlive(fact.Pid), () => $"the end of {fact}");
        await Assert.ThrowsAsync<EchoServerException>(() => server.NextAsync());
        await Assert.ThrowsAsync<EchoServerException>(() => server.ConnectAsync(Stop));
        Assert.Contains("fork", server.Timeline.Select(step => step.Call));
        Assert.False(server.Timeline.IsComplete);
    }

    [Fact]
    public async Task A_program_that_does_not_listen_is_an_error_with_its_output()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var echo = ServerProgram.Command("/bin/echo 서버가 아니다");
        var ended = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.TraceAsync(echo, ct: Stop));
        Assert.Contains("종료 코드 0", ended.Message);
        Assert.Contains("서버가 아니다", ended.Message);
        var nonexistent = ServerProgram.Command("/nonexistent/server {port}");
        var missing = await Assert.ThrowsAsync<EchoServerException>(() => EchoServer.TraceAsync(nonexistent, ct: Stop));
        Assert.Contains("/nonexistent/server", missing.Message);

        await using var taken = await EchoServer.StartAsync(ct: Stop);
        var used = await Assert.ThrowsAsync<EchoServerException>(() =>
            EchoServer.TraceAsync(Program("textbook"), port: taken.Port, ct: Stop));
        Assert.Contains($"pid {taken.Pid}", used.Message);
    }

    [Fact]
    public async Task A_program_that_waits_for_something_else_than_clients_is_named_with_what_it_waits_for()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var recording = new Recording(ServerProgram.Unknown, new ServerOutput());
        var tracer = await TracerProcess.StartAsync(recording, ["/bin/sh", "-c", "sleep 600; true"], ["--deltas"], null, Stop);
        await using (tracer)
        {
            await Wait.UntilAsync(() => tracer.Recording.Current.AllProcesses.Count() == 2, () => "the fork");
            var error = await Assert.ThrowsAsync<EchoServerException>(() =>
                TracedLaunch.ListeningAsync(tracer, 0, step: false, TimeSpan.FromSeconds(1), Stop));
            Assert.Contains("LISTEN", error.Message);
            Assert.Contains("waitpid 안에서 기다린다", error.Message);
        }
    }

    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp")]
    public async Task A_recording_with_three_clients_holds_everything_that_the_chapter_tells(string program)
    {
        var timeline = await EchoServer.RecordAsync(Program(program), clients: 3, ct: Stop);
        Assert.True(timeline.IsComplete);
        Assert.Null(timeline.Remark);
        Assert.Equal("socket", timeline[0].Call);
        Assert.Equal(3, timeline.Count(step => step is { Call: "accept", Result: > 0 }));
        Assert.Equal(3, timeline.Count(step => step is { Call: "fork", Result: > 0 }));
        Assert.Equal(3, timeline.Closes.Of(Role.Parent).Count);
        Assert.Equal(6, timeline.Closes.Of(Role.Child).Count);
        Assert.Equal(3, timeline.Count(step => step is { Call: "wait", Result: > 0 }));
        Assert.All(timeline.Closes, step => Assert.Single(step.Diff!.Facts.DescriptorsClosed));
        Assert.Equal(["serv_sock", "clnt_sock 1", "clnt_sock 2", "clnt_sock 3"], timeline.Sockets.Select(life => life.Name));
        foreach (var life in timeline.Sockets.Skip(1))
        {
            // Its own child's close, the last of its holders, is where it is destroyed.
            var last = timeline[life.DestroyedAt!.Value];
            Assert.Equal(("close", "clnt_sock", RoleKind.Child), (last.Call, last.Descriptor, last.Role.Kind));
            Assert.All(life.Holdings, holding => Assert.InRange(holding.To!.Value, holding.From, last.Index));
        }
        Assert.Equal(3, timeline.Output.Lines.Count(line => line == "client disconnected...."));
        Assert.False(Directory.Exists($"/proc/{timeline[0].Pid}"));
    }

    [Fact]
    public async Task A_scenario_of_the_reader_s_own_is_recorded()
    {
        var timeline = await EchoServer.RecordAsync(Program("textbook"), ct: Stop, scenario: async server =>
        {
            await using var client = await server.ConnectAsync(Stop);
            Assert.Equal("x", await client.EchoAsync("x", Stop));
            client.Reset();
            await server.WaitForOutputAsync("removed proc id", Timeout);
        });
        // ECONNRESET, and then the textbook's write of -1 bytes.
        Assert.Contains(timeline, step => step is { Call: "read", Error: "ECONNRESET" });
        Assert.True(timeline.IsComplete);
    }

    [Fact]
    public async Task A_server_that_does_not_echo_is_remarked_on_and_does_not_hang()
    {
        const string Silent = """
            #include <arpa/inet.h>
            #include <stdlib.h>
            #include <sys/socket.h>
            #include <unistd.h>
            int main(int argc, char **argv)
            {
                struct sockaddr_in own = {
                    .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
                };
                int listener = socket(AF_INET, SOCK_STREAM, 0);
                bind(listener, (struct sockaddr *)&own, sizeof own);
                listen(listener, 5);
                for (;;) close(accept(listener, 0, 0));
            }
            """;
        _ = Program("textbook");
        var timeline = await EchoServer.RecordAsync(ServerProgram.C(Silent), clients: 2, ct: Stop);
        Assert.Contains("에코하지 않았다", timeline.Remark);
        var close = timeline.First(step => step.Call == "close");
        // Its source is the text itself.
        Assert.Equal(("program.c", "    for (;;) close(accept(listener, 0, 0));"), (close.Source!.File, close.Source.Text));
    }

    [Fact]
    public async Task Where_tracing_is_allowed_the_common_words_trace_and_say_so()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        await using var server = await EchoServer.TraceOrStepAsync(ct: Stop);
        Assert.IsType<TracedServer>(server);
        Assert.Contains("ptrace", server.How);
        await using var client = await server.ConnectAsync(Stop);
        Assert.IsType<TraceStep>(await server.RunUntilAsync(After.Fork, Timeout));
        Assert.IsType<TraceStep>(await server.NextAsync(Timeout));
    }

    [Fact]
    public async Task Where_tracing_is_refused_the_reason_is_said_and_the_common_words_step()
    {
        using var notebook = Notebook.StartRefused("ptrace", "trace-or-step");
        var said = await notebook.SaysAsync(Stop);
        Assert.Contains("SteppedServer", said);
        Assert.Contains("TraceRefusedException", said);
        Assert.Contains("ptrace가 거부되었다", said);
        Assert.Contains("close(clnt_sock)가 돌아왔다", said);
        await notebook.EndAsync(Stop);
    }

    [Theory]
    [InlineData("traced")]
    [InlineData("recorded")]
    public async Task A_traced_server_is_gone_after_its_notebook_is_killed(string what)
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        using var notebook = Notebook.Start(what);
        var pids = (await notebook.SaysAsync(Stop)).Split(' ').Select(int.Parse).ToList();
        Assert.Equal(3, pids.Count); // parent, child, tracer
        Assert.All(pids, pid => Assert.True(IsAlive(pid)));
        notebook.Kill();
        await Wait.UntilAsync(() => !pids.Exists(IsAlive), () => $"{string.Join(' ', pids.Where(IsAlive))} to be gone");
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    internal static ServerProgram Program(string name)
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        if (name != "textbook") return ServerProgram.CSharp;
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        return ServerProgram.Textbook;
    }

    private static IEnumerable<string> Named(Snapshot snapshot) => TimelineTests.Named(snapshot);
}
