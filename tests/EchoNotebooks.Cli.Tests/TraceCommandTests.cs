using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using NJsonSchema;

namespace EchoNotebooks.Cli.Tests;

/// <summary><c>echonb trace</c> as a process, on servers of every kind.</summary>
public sealed class TraceCommandTests : TraceTests
{
    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp", Explicit = true)]
    [InlineData("native", Explicit = true)]
    [InlineData("python", Explicit = true)]
    [InlineData("preforking", Explicit = true)]
    [InlineData("socat", Explicit = true)]
    public async Task Any_server_is_traced_with_three_clients_into_lines_and_a_page(string server)
    {
        NeedTracing();
        var (exit, output, errors) = await EchonbProcess.RunAsync(
            Folder, ["trace", "--clients", "3", "--json", Json, "--html", Html, "--", .. Command(server)]);
        Assert.True(exit == 0, $"{output}{errors}");
        // On a busy machine it may also say that a call took long.
        Assert.DoesNotContain(errors.Split('\n'), line => line.Length > 0 && !line.Contains("시스템 호출 하나가 오래 걸려", StringComparison.Ordinal));
        Assert.Contains(Json, output);

        var timeline = Read();
        Assert.Equal(3, timeline.Count(step => step is { Call: "accept", Result: > 0 }));
        // Each was echoed its own line, and its socket is gone with the last descriptor.
        for (var n = 1; n <= 3; n++)
            Assert.Contains(timeline, step =>
                step is { Call: "write", Descriptor: "clnt_sock" } && step.Arguments["data"] is string data && data == $"안녕하세요 {n}\n");
        Assert.Equal(["serv_sock", "clnt_sock 1", "clnt_sock 2", "clnt_sock 3"], timeline.Sockets.Select(life => life.Name));
        Assert.All(timeline.Sockets.Skip(1), life => Assert.NotNull(life.DestroyedAt));
        Assert.Contains(timeline, step => step is { Call: "fork", Role.Kind: RoleKind.Parent, Result: > 0 });

        var page = await File.ReadAllTextAsync(Html, Stop);
        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.EndsWith("</html>", page.TrimEnd());
        Assert.Contains("accept(serv_sock)", page);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_line_is_of_the_schema_and_gives_the_same_steps_with_and_without_deltas(bool deltas)
    {
        NeedTracing();
        string[] options = deltas ? ["--json", Json, "--deltas"] : ["--json", Json];
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, ["trace", .. options, "--", .. Command("textbook")]);
        Assert.True(exit == 0, errors);
        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Cli.Tests/Schema/trace-line.schema.json"), Stop);
        var lines = await File.ReadAllLinesAsync(Json, Stop);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Empty(schema.Validate(lines[i]).Select(error => $"{error}: {lines[i]}"));
            using var json = JsonDocument.Parse(lines[i]);
            Assert.Equal(i, json.RootElement.GetProperty("index").GetInt32());
            Assert.Equal(deltas && i > 0, json.RootElement.TryGetProperty("changes", out _));
        }
        // What stands in a line is what its step says was owned after it.
        var timeline = Read();
        foreach (var step in timeline.Where(step => step.After is not null && !deltas))
        {
            using var json = JsonDocument.Parse(lines[step.LineIndex]);
            var said = SnapshotJson.Read(json.RootElement.GetProperty("snapshot").GetRawText());
            Assert.Equal(
                said.Processes.Select(fact => fact with { Role = null }),
                step.After!.Facts.Processes.Select(fact => fact with { Role = null }));
            Assert.Equal(said.Descriptors, step.After.Facts.Descriptors);
            Assert.Equal(said.Sockets, step.After.Facts.Sockets);
        }
        Assert.Equal(
            ["socket", "bind", "listen", "accept", "close", "close", "close", "exit", "wait"],
            timeline.Where(step => step is { Call: not ("write" or "read" or "fork" or "signal"), After: not null, Error: null })
                .Select(step => step.Call));
    }

    [Fact]
    public async Task Without_files_the_steps_are_told_in_words_with_their_line_and_what_changed()
    {
        NeedTracing();
        var (exit, output, _) = await EchonbProcess.RunAsync(Folder, ["trace", "--", .. Command("textbook")]);
        Assert.Equal(0, exit);
        Assert.Contains("부모 프로세스: close(clnt_sock)가 돌아왔다", output);
        Assert.Contains("자식 프로세스 1: close(serv_sock)가 돌아왔다", output);
        Assert.Contains("- 자식 프로세스 1: serv_sock(3) 디스크립터가 닫혔다.", output);
        Assert.Matches(@"\[textbook\.c:\d+\]", output);
    }

    [Fact]
    public async Task Each_step_waits_for_Enter_and_the_end_of_input_runs_on()
    {
        NeedTracing();
        using var echonb = EchonbProcess.StartWithInput(Folder, ["trace", "--step", "--json", Json, "--", .. Command("textbook")]);
        await echonb.UntilAsync(() => Steps() == 1);
        for (var step = 2; step <= 5; step++)
        {
            echonb.Process.StandardInput.WriteLine();
            await echonb.UntilAsync(() => Steps() == step);
        }
        Assert.Contains("accept(serv_sock)가 돌아왔다", echonb.Output);
        Assert.DoesNotContain("close(", echonb.Output);
        echonb.Process.StandardInput.Close();
        Assert.Equal(0, await echonb.ExitAsync());
        Assert.Contains("removed proc id", echonb.Output);
        Assert.Contains(Read(), step => step is { Call: "wait", Result: > 0 });

        int Steps() => echonb.Output.Split('\n').Count(line =>
            line.Contains(" 프로세스", StringComparison.Ordinal) && !line.Contains("- ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_echo_is_said_so_and_does_not_hang()
    {
        NeedTracing();
        var (exit, output, errors) = await EchonbProcess.RunAsync(
            Folder, ["trace", "--clients", "2", "--json", Json, "--", .. Command("closing")]);
        Assert.Equal(0, exit);
        Assert.Contains("에코하지 않았다", errors);
        Assert.Contains(Json, output);
    }

    [Theory]
    [InlineData(1, "/nonexistent/server", "trace", "--", "/nonexistent/server", "{port}")]
    [InlineData(1, "LISTEN", "trace", "--", "/bin/echo", "서버가 아니다")]
    [InlineData(1, "아무것도 시작하지 않았다", "trace", "--json", "/nonexistent/t.jsonl", "--", "/bin/echo")]
    [InlineData(1, "아무것도 시작하지 않았다", "trace", "--html", "/proc", "--", "/bin/echo")]
    [InlineData(2, "-- 뒤에", "trace")]
    [InlineData(2, "-- 뒤에", "trace", "--")]
    [InlineData(2, "모르는 인자: ./server", "trace", "./server")]
    [InlineData(2, "모르는 인자: --jsn", "trace", "--jsn", "--", "./server")]
    [InlineData(2, "--clients", "trace", "--clients", "-1", "--", "./server")]
    [InlineData(2, "--clients", "trace", "--clients", "many", "--", "./server")]
    [InlineData(2, "--port", "trace", "--port", "65536", "--", "./server")]
    [InlineData(2, "표준 출력", "trace", "--json", "-", "--html", "-", "--", "./server")]
    [InlineData(2, "--deltas", "trace", "--deltas", "--", "./server")]
    public async Task What_cannot_be_done_is_said_in_Korean_with_its_exit_code(int expected, string says, params string[] arguments)
    {
        if (expected == 1) NeedTracing();
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, arguments);
        Assert.Equal(expected, exit);
        Assert.Contains(says, errors);
        Assert.Matches(@"\p{IsHangulSyllables}", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Lines_may_go_to_standard_output_and_nothing_else_goes_there()
    {
        NeedTracing();
        var (exit, output, _) = await EchonbProcess.RunAsync(Folder, ["trace", "--json", "-", "--", .. Command("textbook")]);
        Assert.Equal(0, exit);
        Assert.NotEmpty(Timeline.FromJson(new StringReader(output)));
    }

    [Fact]
    public async Task Where_ptrace_is_refused_it_says_why_and_exits_with_3()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", Folder, ["trace", "--json", Json, "--", .. Command("textbook")]);
        Assert.Equal(3, await echonb.ExitAsync());
        Assert.Contains("ptrace가 거부되었다", echonb.Errors);
    }
}
