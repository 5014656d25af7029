using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>The heading of a step: the call as a trace tells it.</summary>
public sealed class StepTraceTests
{
    [Fact]
    public void A_recorded_step_reads_like_a_trace()
    {
        var path = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl");
        var timeline = Timeline.FromJson(new StreamReader(path), ServerProgram.Textbook);
        var traces = timeline.Select(StepTrace.Of).ToList();
        foreach (var trace in (string[])
            [
                "listen(serv_sock=3, 5) = 0", "accept(serv_sock=3) = 4 (clnt_sock)", "fork() = 11641 (자식 프로세스 1)", "fork() = 0 (자식에서)",
                "close(clnt_sock=4) = 0", "close(serv_sock=3) = 0", "read(clnt_sock=4) = 0 (EOF)", "exit(0)", "SIGCHLD 시그널",
                "accept(serv_sock=3) = -1 EINTR", "accept(serv_sock=3) …", "waitpid(-1, WNOHANG) = 11641 (자식 프로세스 1)",
            ])
            Assert.Contains(trace, traces);
        var wait = timeline.First(step => step.Call == "wait");
        Assert.DoesNotContain($"{wait.Pid}", wait.ToString().Split('\n')[..2].Aggregate((a, b) => a + b), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_a_server_that_stops_itself_reads_the_same()
    {
        Assert.Equal("accept(serv_sock=3) = 4 (clnt_sock)", Trace(After.Accept, Role.Parent, Scene.Listening(), Accepted()));
        Assert.Equal("fork() = 101 (자식 프로세스 1)", Trace(After.Fork, Role.Parent, Accepted(), Scene.AfterFork()));
        Assert.Equal(
            "close(clnt_sock=4) = 0",
            Trace(After.Close("clnt_sock", by: Role.Parent), Role.Parent, Scene.AfterFork(), Scene.ParentClosed()));
        Assert.Equal("waitpid() = 101 (자식 프로세스 1)", Trace(After.Wait, Role.Parent, Scene.Zombie(), Scene.Listening()));
        Assert.Equal("read(clnt_sock=4) = 0 (EOF)", Trace(After.EndOfFile, Role.Child(1), Scene.AfterCloses(), Scene.AfterCloses()));

        static Scene Accepted() => Scene.Listening().Connection(501, 40001).Holds(100, 4, 501);

        static string Trace(StopPoint point, Role by, Scene before, Scene after) =>
            StepTrace.Of(new Step(point, by == Role.Parent ? 100 : 101, by, before.Take(), after.Take()));
    }

    [Theory]
    [InlineData("dup2", "{ \"newfd\": 9 }", "dup2(serv_sock=3, 9) = 9")]
    [InlineData("dup", "{}", "dup(serv_sock=3) = 9")]
    public void A_copied_descriptor_is_told_with_the_call_that_copied_it(string call, string arguments, string trace)
    {
        // The line of listen is made the line of a copy.
        var path = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl");
        var lines = File.ReadLines(path).TakeWhile(line => !line.Contains("\"call\":\"accept\"", StringComparison.Ordinal)).ToList();
        var json = JsonNode.Parse(lines[^1])!;
        Assert.Equal("listen", (string?)json["call"]);
        (json["call"], json["systemCall"], json["result"], json["arguments"]) = ("dup", call, 9, JsonNode.Parse(arguments));
        lines[^1] = json.ToJsonString();
        var timeline = Timeline.FromJson(new StringReader(string.Join('\n', lines)), ServerProgram.Textbook);
        Assert.Equal(trace, StepTrace.Of(timeline[^1]));
    }

    [Fact]
    public void A_state_that_changes_while_no_call_returns_is_shown_by_the_next_step()
    {
        // The child enters its read when the client's FIN is there already.
        var lines = File.ReadAllLines(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl"));
        var entry = Array.FindIndex(lines, line => line.Contains("\"index\":35,", StringComparison.Ordinal));
        var read = JsonNode.Parse(Array.Find(lines, line => line.Contains("CLOSE_WAIT", StringComparison.Ordinal))!)!;
        var json = JsonNode.Parse(lines[entry])!;
        json["changes"]!["sockets"] = read["changes"]!["sockets"]!.DeepClone();
        lines[entry] = json.ToJsonString();
        var timeline = Timeline.FromJson(new StringReader(string.Join('\n', lines)), ServerProgram.Textbook);
        var shown = new ShownSteps(timeline).Steps
            .Where(one => one.Changes.Any(change => change.Contains("ESTABLISHED→CLOSE_WAIT", StringComparison.Ordinal))).ToList();
        Assert.Equal(2, shown.Count);
        Assert.Contains(timeline, step =>
            step.Diff?.IsEmpty == true && step.ToString().Contains("ESTABLISHED→CLOSE_WAIT", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_state_is_struck_through_like_a_closed_descriptor()
    {
        var before = Scene.AfterCloses().Take();
        var after = Scene.Listening().Connection(501, 40001, "CLOSE_WAIT")
            .Process(101, Role.Child(1)).Standard(101).Holds(101, 4, 501).Take();
        var html = View.ToHtml(after.Since(before));
        Assert.Contains("line-through\">ESTABLISHED</tspan>→<tspan font-weight=\"700\">CLOSE_WAIT</tspan>", html, StringComparison.Ordinal);
        Assert.Contains("상태 바뀜", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ESTABLISHED</tspan>", View.ToHtml(after.Since(after)), StringComparison.Ordinal);
    }
}
