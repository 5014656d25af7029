using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EchoNotebooks.Linux;
using EchoNotebooks.TestSupport;
using NJsonSchema;

namespace EchoNotebooks.Cli.Tests;

/// <summary><c>echonb trace</c> as a process, on servers of every kind.</summary>
public sealed class TraceCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Json => Path.Combine(folder, "t.jsonl");

    private string Html => Path.Combine(folder, "t.html");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp")]
    [InlineData("native")]
    [InlineData("python")]
    [InlineData("preforking")]
    [InlineData("socat")]
    public async Task Any_server_is_traced_with_three_clients_into_lines_and_a_page(string server)
    {
        NeedTracing();
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder, ["trace", "--clients", "3", "--json", Json, "--html", Html, "--", .. Command(server)]);
        Assert.True(exit == 0, $"{output}{errors}");
        Assert.Equal("", errors);
        Assert.Contains(Json, output);

        var timeline = Read();
        Assert.Equal(3, timeline.Count(step => step is { Call: "accept", Result: > 0 }));
        // Each was echoed its own line, and its socket is gone with the last descriptor.
        for (var n = 1; n <= 3; n++)
            Assert.Contains(timeline, step => step is { Call: "write", Descriptor: "clnt_sock" } && step.Arguments["data"] is string data && data == $"안녕하세요 {n}\n");
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
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder, ["trace", "--json", Json, .. deltas ? (string[])["--deltas"] : [], "--", .. Command("textbook")]);
        Assert.True(exit == 0, errors);
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Cli.Tests/Schema/trace-line.schema.json"), Stop);
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
            Assert.Equal(said.Processes.Select(fact => fact with { Role = null }), step.After!.Facts.Processes.Select(fact => fact with { Role = null }));
            Assert.Equal(said.Descriptors, step.After.Facts.Descriptors);
            Assert.Equal(said.Sockets, step.After.Facts.Sockets);
        }
        Assert.Equal(
            ["socket", "bind", "listen", "accept", "close", "close", "close", "exit", "wait"],
            timeline.Where(step => step.Call is not ("write" or "read" or "fork" or "signal") && step.After is not null && step.Error is null).Select(step => step.Call));
    }

    [Fact]
    public async Task Without_files_the_steps_are_told_in_words_with_their_line_and_what_changed()
    {
        NeedTracing();
        var (exit, output, _) = await EchonbProcess.RunAsync(folder, ["trace", "--", .. Command("textbook")]);
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
        using var echonb = EchonbProcess.StartWithInput(folder, ["trace", "--step", "--json", Json, "--", .. Command("textbook")]);
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

        int Steps() => echonb.Output.Split('\n').Count(line => line.Contains(" 프로세스", StringComparison.Ordinal) && !line.Contains("- ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Without_clients_it_records_until_a_signal_and_leaves_whole_files_and_no_process(string signal)
    {
        NeedTracing();
        var port = FreePort.Find();
        using var echonb = EchonbProcess.Start(folder, ["trace", "--clients", "0", "--port", $"{port}", "--deltas", "--json", Json, "--html", Html, "--", Command("textbook")[0], $"{port}"]);
        using (var client = await ConnectAsync(port))
        {
            var stream = client.GetStream();
            await stream.WriteAsync("누구?"u8.ToArray(), Stop);
            await stream.ReadExactlyAsync(new byte[7], Stop);
            // Written as it comes.
            await echonb.UntilAsync(() => File.ReadAllText(Json).Contains("누구?", StringComparison.Ordinal));
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
        using var echonb = EchonbProcess.StartAsLeader(folder, ["trace", "--clients", "0", "--port", $"{port}", "--deltas", "--json", Json, "--html", Html, "--", Command("textbook")[0], $"{port}"]);
        await echonb.UntilAsync(() => File.Exists(Json) && File.ReadAllText(Json).Contains("LISTEN", StringComparison.Ordinal));
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
        using var echonb = EchonbProcess.Start(folder, ["trace", "--json", Json, "--html", Html, "--", .. Command("silent")]);
        await echonb.UntilAsync(() => File.Exists(Json) && File.ReadAllText(Json).Contains("\"phase\":\"after\",\"pid\"", StringComparison.Ordinal) && File.ReadAllText(Json).Contains("clnt_sock", StringComparison.Ordinal));
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
        using var echonb = EchonbProcess.Start(folder, ["trace", "--clients", "0", "--json", Json, "--", .. Command("textbook")]);
        await echonb.UntilAsync(() => File.Exists(Json) && File.ReadAllText(Json).Contains("LISTEN", StringComparison.Ordinal));
        var pid = Read()[0].Pid;
        Kill("KILL", echonb);
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), () => $"the end of {pid}");
        Assert.Equal("listen", Read().Last(step => step.After is not null).Call);
    }

    [Fact]
    public async Task A_server_that_does_not_echo_is_said_so_and_does_not_hang()
    {
        NeedTracing();
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder, ["trace", "--clients", "2", "--json", Json, "--", .. Command("closing")]);
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
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder, arguments);
        Assert.Equal(expected, exit);
        Assert.Contains(says, errors);
        Assert.Matches(@"\p{IsHangulSyllables}", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Lines_may_go_to_standard_output_and_nothing_else_goes_there()
    {
        NeedTracing();
        var (exit, output, _) = await EchonbProcess.RunAsync(folder, ["trace", "--json", "-", "--", .. Command("textbook")]);
        Assert.Equal(0, exit);
        Assert.NotEmpty(Timeline.FromJson(new StringReader(output)));
    }

    [Fact]
    public async Task Where_ptrace_is_refused_it_says_why_and_exits_with_3()
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", folder, ["trace", "--json", Json, "--", .. Command("textbook")]);
        Assert.Equal(3, await echonb.ExitAsync());
        Assert.Contains("ptrace가 거부되었다", echonb.Errors);
    }

    private static ProcStat Stat(int pid) => ProcStat.Parse(File.ReadAllBytes($"/proc/{pid}/stat"));

    private static void Kill(string signal, EchonbProcess echonb, bool group = false)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -s {signal} -- {(group ? -echonb.Process.Id : echonb.Process.Id)}"]);
        kill.WaitForExit();
    }

    private static void NeedTracing()
    {
        if (EchoServer.WhyNotTrace is { } reason) Assert.Skip(reason);
    }

    private Timeline Read()
    {
        using var reader = File.OpenText(Json);
        return Timeline.FromJson(reader);
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

    private string[] Command(string server) => server switch
    {
        "textbook" => [Compile("textbook", File.ReadAllText(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c"))), "{port}"],
        "csharp" => [Path.Combine(Need.RepositoryRoot, "artifacts/lib/echo-server"), "{port}"],
        "native" => [Need.NativeServer(), "{port}"],
        "python" => [Need.Program("python3", "install python3"), "-c", ForkingTcpServer, "{port}"],
        "preforking" => [Compile("preforking", Preforking), "{port}"],
        "socat" => [Need.Program("socat", "install socat"), "TCP-LISTEN:{port},bind=127.0.0.1,fork", "EXEC:cat"],
        "silent" => [Compile("silent", Listening + "int main(int argc, char **argv) { int s = listening(argv[1]); for (;;) accept(s, 0, 0); }"), "{port}"],
        "closing" => [Compile("closing", Listening + "int main(int argc, char **argv) { int s = listening(argv[1]); for (;;) close(accept(s, 0, 0)); }"), "{port}"],
        _ => throw new ArgumentOutOfRangeException(nameof(server)),
    };

    private string Compile(string name, string text)
    {
        var source = Path.Combine(folder, name + ".c");
        File.WriteAllText(source, text);
        using var cc = Process.Start(Need.Program("cc", "install gcc"), ["-std=gnu17", "-g", "-w", "-o", Path.Combine(folder, name), source]);
        cc.WaitForExit();
        Assert.Equal(0, cc.ExitCode);
        return Path.Combine(folder, name);
    }

    private const string ForkingTcpServer = """
        import socketserver, sys
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while data := self.request.recv(30):
                    self.request.sendall(data)
        with socketserver.ForkingTCPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
            server.serve_forever()
        """;

    private const string Listening = """
        #include <arpa/inet.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static int listening(char *port)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            if (bind(s, (void *)&a, sizeof a) || listen(s, 16)) exit(1);
            return s;
        }

        """;

    private const string Preforking = Listening + """
        int main(int argc, char **argv)
        {
            int s = listening(argv[1]);
            for (int i = 0; i < 3; i++)
                if (fork() == 0)
                    for (;;) {
                        char b[30];
                        int n, c = accept(s, 0, 0);
                        while ((n = read(c, b, sizeof b)) > 0) write(c, b, n);
                        close(c);
                    }
            close(s);
            while (wait(0) > 0);
            return 0;
        }
        """;
}
