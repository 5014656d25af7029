using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>A recording that the tracer made of the textbook's server with two clients, read from its file.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void A_call_is_one_step_with_what_was_owned_before_and_after()
    {
        var timeline = Read();
        Assert.Equal(Enumerable.Range(0, timeline.Count), timeline.Select(step => step.Index));
        Assert.Equal(
            ["socket", "bind", "listen", "accept", "write", "fork", "fork", "close", "close"], timeline.Take(9).Select(step => step.Call));
        Assert.Empty(timeline.Start.Facts.Descriptors);

        var fork = timeline.First(step => step is { Call: "fork", Result: > 0 });
        Assert.Equal((Role.Parent, "clone"), (fork.Role, fork.SystemCall));
        Assert.Empty(fork.Before.Children);
        Assert.Equal(["parent serv_sock", "parent clnt_sock"], Named(fork.Before));
        Assert.Equal(["parent serv_sock", "parent clnt_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(fork.After!));
        Assert.Equal(2, fork.After!.Named.Select(named => named.OpenFileDescription).Distinct().Count());

        var closed = timeline.Closes.First(step => step.Role == Role.Parent);
        Assert.Equal(("clnt_sock", 4, 0L), (closed.Descriptor, closed.Fd, closed.Result));
        Assert.Equal(["parent serv_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(closed.After!));
        Assert.Equal("부모 프로세스: close(clnt_sock)가 돌아왔다 (디스크립터 4)", closed.What);
    }

    [Fact]
    public void A_call_that_waited_differs_from_before_by_itself_alone()
    {
        var timeline = Read();
        // The second accept was entered before the first child closed its serv_sock or later: before is just before its return.
        foreach (var step in timeline.Where(step => step is { Call: "accept", Result: > 0 }))
        {
            var diff = step.Diff!.Facts;
            Assert.Equal((step.Pid, (int)step.Result!), (Assert.Single(diff.DescriptorsOpened).Pid, diff.DescriptorsOpened[0].Fd));
            Assert.Empty(diff.DescriptorsClosed);
            Assert.Equal((string)step.Arguments["address"]!, Assert.Single(diff.SocketsAppeared).Remote?.ToString());
        }
        foreach (var step in timeline.Closes)
        {
            var closed = Assert.Single(step.Diff!.Facts.DescriptorsClosed);
            Assert.Equal((step.Pid, step.Fd!.Value), (closed.Pid, closed.Fd));
            Assert.Empty(step.Diff.Facts.ProcessesAppeared);
        }
    }

    [Fact]
    public void Signals_and_calls_that_have_not_returned_have_no_after()
    {
        var timeline = Read();
        var signals = timeline.Where(step => step.Call == "signal");
        Assert.Equal(["SIGCHLD", "SIGCHLD"], signals.Select(step => step.Arguments["signal"]));
        Assert.All(signals, step => Assert.Null(step.After));
        var last = timeline[^1];
        Assert.Equal(("accept", null, Role.Parent), (last.Call, last.After, last.Role));
        Assert.Equal("부모 프로세스: accept(serv_sock)에서 클라이언트를 기다린다", last.What);
        Assert.Equal(2, timeline.Count(step => step.Error == "EINTR"));
    }

    [Fact]
    public void A_child_that_ended_is_a_zombie_until_its_parent_has_waited()
    {
        var timeline = Read();
        var exit = timeline.Of(Role.Child(1)).Single(step => step.Call == "exit");
        Assert.Equal('Z', exit.After!.Facts.Processes.Single(process => process.Pid == exit.Pid).State);
        Assert.DoesNotContain(exit.After.Facts.Descriptors, fact => fact.Pid == exit.Pid);
        var wait = timeline.First(step => step is { Call: "wait" });
        Assert.Equal(exit.Pid, wait.Result);
        Assert.Single(wait.Before.Zombies);
        Assert.Empty(wait.After!.Zombies);
    }

    [Fact]
    public void Steps_are_chosen_by_process_by_role_and_by_condition()
    {
        var timeline = Read();
        var child = timeline.First(step => step.Role == Role.Child(2)).Pid;
        Assert.Equal(timeline.Of(child).Select(step => step.Index), timeline.Of(Role.Child(2)).Select(step => step.Index));
        Assert.Equal(timeline.Of(Role.Child(1)).Count + timeline.Of(Role.Child(2)).Count, timeline.Of(Role.Child).Count);
        Assert.Equal(6, timeline.Closes.Count);
        Assert.Equal(["new client connected...", "new client connected...", "client disconnected...."], timeline.Output.Lines.Take(3));
    }

    [Fact]
    public void What_a_script_did_to_start_the_server_is_not_of_the_timeline()
    {
        var recording = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl");
        var lines = File.ReadAllLines(recording).Where(line => line.Contains("\"index\"", StringComparison.Ordinal)).ToList();
        // As if the shell had forked something before: the same pid, no role.
        const string Fork =
            """{"schema":1,"index":1,"phase":"after","pid":0,"role":null,"call":"exec","systemCall":"execve","""
            + """ "arguments":{"path":"/bin/true"},"result":null,"error":"ENOENT","changes":{"takenAt":"2026-01-01T00:00:00Z"}}""";
        lines.InsertRange(1, [Fork, Fork, Fork]);
        var (plain, scripted) = (Read(), Timeline.FromJson(new StringReader(string.Join('\n', lines))));
        Assert.Equal(plain.Select(step => (step.Index, step.What)), scripted.Select(step => (step.Index, step.What)));
        Assert.Equal(plain.Sockets.ToString(), scripted.Sockets.ToString());
    }

    [Fact]
    public void A_socket_lives_until_its_last_descriptor_is_closed()
    {
        var timeline = Read();
        Assert.Equal(["serv_sock", "clnt_sock 1", "clnt_sock 2"], timeline.Sockets.Select(life => life.Name));
        var listener = timeline.Sockets[0];
        Assert.Null(listener.DestroyedAt);
        Assert.Equal([Role.Parent, Role.Child(1), Role.Child(2)], listener.Holdings.Select(holding => holding.Role));
        Assert.Equal(["CLOSE", "LISTEN"], listener.States.Select(change => change.State));

        var first = timeline.Sockets[1];
        Assert.Equal("accept", timeline[first.BornAt].Call);
        Assert.Equal([Role.Parent, Role.Child(1)], first.Holdings.Select(holding => holding.Role));
        Assert.Equal("fork", timeline[first.Holdings[1].From].Call);
        Assert.Equal((Role.Parent, "close"), (timeline[first.Holdings[0].To!.Value].Role, timeline[first.Holdings[0].To!.Value].Call));
        Assert.Equal(first.DestroyedAt, first.Holdings[1].To);
        var destroyed = timeline[first.DestroyedAt!.Value];
        Assert.Equal((Role.Child(1), "close", "clnt_sock"), (destroyed.Role, destroyed.Call, destroyed.Descriptor));
        Assert.Equal("CLOSE_WAIT", first.LastState);
    }

    [Theory]
    [InlineData("{\"schema\":2}", "schema")]
    [InlineData("[]", "JSON 객체가 아니다")]
    [InlineData("nonsense", "2번째 바이트")]
    [InlineData("""{"schema":1,"index":"one"}""", "번째 바이트")]
    [InlineData("""{"schema":1}""", "번째 바이트")]
    [InlineData(
        """{"schema":1,"index":0,"phase":"before","pid":1,"role":"cousin","call":"read","arguments":{},"""
        + """ "changes":{"takenAt":"2026-01-01T00:00:00Z"}}""",
        "cousin")]
    [InlineData(
        """{"schema":1,"index":1,"phase":"before","pid":1,"role":null,"call":"read","arguments":{},"""
        + """ "changes":{"takenAt":"2026-01-01T00:00:00Z"}}""",
        "앞부분이 빠졌다")]
    public void What_is_no_recording_is_an_error_that_names_the_line(string text, string expected)
    {
        var error = Assert.Throws<TimelineFormatException>(() => Timeline.FromJson(new StringReader(text)));
        Assert.Contains(expected, error.Message);
        Assert.Contains("1번째 줄", error.Message);
        Assert.DoesNotContain(" is ", error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    internal static IEnumerable<string> Named(Snapshot snapshot) => snapshot.Named.Select(named => $"{named.Role.ToJson()} {named.Name}");

    internal static Timeline Read()
    {
        using var reader = File.OpenText(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl"));
        return Timeline.FromJson(reader);
    }

    [Theory]
    [InlineData(
        "\"call\":\"write\",\"systemCall\":\"write\",\"arguments\":{\"data\":\"안녕\"},\"fd\":1,\"descriptor\":\"clnt_sock\",\"result\":6",
        "부모 프로세스: write(clnt_sock)가 6바이트를 보냈다: \"안녕\"")]
    [InlineData(
        "\"call\":\"write\",\"systemCall\":\"write\",\"arguments\":{\"data\":\"안녕\"},\"fd\":1,\"descriptor\":null,\"result\":6",
        "부모 프로세스: 표준 출력에 썼다: \"안녕\"")]
    [InlineData(
        "\"call\":\"dup\",\"systemCall\":\"dup2\",\"arguments\":{\"newfd\":1},\"fd\":4,\"descriptor\":\"clnt_sock\",\"result\":1",
        "부모 프로세스: dup2(clnt_sock, 1)가 디스크립터 1을 돌려주었다")]
    [InlineData(
        "\"call\":\"exec\",\"systemCall\":\"execve\",\"arguments\":{\"path\":\"/usr/local/bin/cat\"},\"result\":null,\"error\":\"ENOENT\"",
        "부모 프로세스: exec이 실패했다(ENOENT): /usr/local/bin/cat")]
    [InlineData(
        "\"call\":\"kill\",\"systemCall\":\"kill\",\"arguments\":{\"pid\":7,\"signal\":\"SIGTERM\"},\"result\":0",
        "부모 프로세스: kill(7, SIGTERM)이 돌아왔다: pid 7에게 SIGTERM 시그널을 보냈다")]
    [InlineData(
        "\"call\":\"sigprocmask\",\"systemCall\":\"rt_sigprocmask\",\"arguments\":{\"how\":\"SIG_SETMASK\",\"signals\":\"\"},\"result\":0",
        "부모 프로세스: sigprocmask(SIG_SETMASK)가 돌아왔다: 막아 둔 시그널을 모두 푼다")]
    [InlineData(
        "\"call\":\"poll\",\"systemCall\":\"poll\",\"arguments\":{\"descriptors\":\"5, 3\"},\"result\":0",
        "부모 프로세스: poll이 0을 돌려주었다: 아무 일도 생기지 않고 기다리는 시간이 다 되었다")]
    [InlineData(
        "\"tid\":7,\"call\":\"close\",\"systemCall\":\"close\",\"arguments\":{},\"fd\":4,\"descriptor\":\"clnt_sock\",\"result\":0",
        "부모 프로세스의 스레드 7: close(clnt_sock)가 돌아왔다 (디스크립터 4)")]
    [InlineData(
        "\"call\":\"signal\",\"arguments\":{\"signal\":\"SIGPIPE\",\"from\":1,\"disposition\":\"ignored\"},\"result\":null",
        "부모 프로세스: SIGPIPE 시그널이 왔다: 무시한다")]
    [InlineData(
        "\"call\":\"signal\",\"arguments\":{\"signal\":\"SIGTERM\",\"from\":1,\"disposition\":\"ignored\"},\"result\":null",
        "부모 프로세스: SIGTERM 시그널이 왔다 (부모 프로세스에게서): 무시한다")]
    public void A_step_is_told_as_what_it_was(string call, string words)
    {
        const string socket =
            """{"schema":1,"index":0,"phase":"after","pid":1,"role":"parent","call":"socket","systemCall":"socket","arguments":{},"""
            + """ "result":3,"snapshot":{"schema":1,"descriptions":"kcmp","problems":[],"takenAt":"2026-01-01T00:00:00Z","""
            + """ "processes":[{"pid":1,"ppid":0,"state":"t","command":"s","startTime":1,"role":"parent"}],"""
            + """ "descriptors":[],"sockets":[]}}""";
        var line = $$$"""
            {"schema":1,"index":1,"phase":"after","pid":1,"role":"parent",{{{call}}},"changes":{"takenAt":"2026-01-01T00:00:00Z"}}
            """;
        Assert.Equal(words, Timeline.FromJson(new StringReader($"{socket}\n{line}"))[^1].What);
    }
}
