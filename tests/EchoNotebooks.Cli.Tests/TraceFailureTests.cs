using System.Net;
using System.Net.Sockets;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>What <c>echonb trace</c> says and leaves where the work could not be done.</summary>
public sealed class TraceFailureTests : TraceTests
{
    private const string BindsDatagrams = """
        #include <arpa/inet.h>
        #include <unistd.h>
        int main(void)
        {
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            bind(socket(AF_INET, SOCK_DGRAM, 0), (void *)&a, sizeof a);
            for (;;) pause();
        }
        """;

    public TraceFailureTests() => NeedTracing();

    [Fact(Explicit = true)]
    public async Task Step_by_step_a_forgotten_port_is_said_as_without_steps()
    {
        var server = Compile("server", """
            #include <stdio.h>
            int main(int argc, char **argv) { if (argc < 2) { printf("Usage : %s <port>\n", argv[0]); return 1; } return 0; }
            """);
        await SaysTheSameStepByStepAsync("Usage : ", "--", server);
    }

    [Fact(Explicit = true)]
    public async Task Step_by_step_a_program_without_sockets_is_said_as_without_steps() =>
        await SaysTheSameStepByStepAsync("종료 코드 0", "--", Need.Program("sleep", "install coreutils"), "0.1");

    [Fact(Explicit = true)]
    public async Task Step_by_step_a_port_that_somebody_has_is_said_as_without_steps()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var server = Compile("server", Serving(""));
        await SaysTheSameStepByStepAsync($"포트 {port}에서는 이미 다른 프로세스가 기다린다", "--port", $"{port}", "--", server, $"{port}");
    }

    [Theory]
    [InlineData("1", 1, "한도인 1초가 지나 녹화를 거기서 끝냈다.")]
    [InlineData("0", 0, "")]
    public async Task A_recording_ends_at_its_limit(string clients, int expected, string said)
    {
        var sleep = Need.Program("sleep", "install coreutils");
        var (exit, _, errors) = await EchonbProcess.RunAsync(
            Folder, "trace", "--limit", "1", "--clients", clients, "--json", Json, "--", sleep, "600");
        Assert.Equal((expected, true), (exit, errors.StartsWith(said, StringComparison.Ordinal)));
        Assert.True(new FileInfo(Json).Length > 0);
    }

    [Theory]
    [InlineData("a.html")]
    [InlineData("./a.html")]
    [InlineData("sub/../a.html")]
    public async Task One_file_for_lines_and_page_is_refused_before_anything_starts(string json)
    {
        var (exit, output, errors) = await EchonbProcess.RunAsync(
            Folder, "trace", "--html", "a.html", "--json", json, "--", "/bin/touch", Path.Combine(Folder, "started"));
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("같은 파일", errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("if (n == 2) *(volatile int *)0 = 1;", "SIGSEGV", false)]
    [InlineData("if (n == 2) *(volatile int *)0 = 1;", "SIGSEGV", true)]
    [InlineData("if (n == 2) exit(3);", "종료 코드 3", false, Explicit = true)]
    [InlineData("if (n == 2) { close(s); if (fork()) exit(4); for (;;) pause(); }", "종료 코드 4", false)]
    public async Task A_server_that_ends_before_its_clients_are_served_is_a_failure_that_says_how(string at, string how, bool step)
    {
        var server = Compile("server", Serving(at));
        string[] options = step ? ["--clients", "2", "--step"] : ["--clients", "2"];
        using var echonb = EchonbProcess.StartWithInput(Folder, ["trace", .. options, "--html", "t.html", "--", server, "{port}"]);
        echonb.Process.StandardInput.Close();
        Assert.Equal(1, await echonb.ExitAsync());
        Assert.Matches($@"서버\(pid \d+\)가 [^\n]*끝났다\([^\n]*{how}", echonb.Errors);
        Assert.Contains("클라이언트 2", echonb.Errors);
        Assert.Contains(how, await File.ReadAllTextAsync(Path.Combine(Folder, "t.html"), Stop));
    }

    [Fact]
    public async Task A_server_that_ends_after_it_has_served_everybody_is_no_failure()
    {
        var text = Serving("").Replace("for (int n = 1;; n++)", "for (int n = 1; n <= 2; n++)", StringComparison.Ordinal);
        var server = Compile("server", text);
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--clients", "2", "--", server, "{port}");
        Assert.Equal((0, ""), (exit, errors));
    }

    [Theory]
    [InlineData("if (n == 2 && fork() == 0) *(volatile int *)0 = 1; if (n == 2) { close(c); continue; }")]
    [InlineData("if (n == 2) { if (fork()) exit(3); close(c); continue; }", Explicit = true)]
    public async Task A_child_that_dies_or_goes_on_alone_without_an_echo_is_a_remark_while_somebody_accepts(string at)
    {
        var server = Compile("server", Serving(at));
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--clients", "2", "--", server, "{port}");
        Assert.Equal(0, exit);
        Assert.Contains("에코하지 않았다", errors);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_leaves_no_new_file_and_keeps_those_that_were_there()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "old.html"), "어제의 것", Stop);
        await File.WriteAllTextAsync(Path.Combine(Folder, "old.jsonl"), "어제의 줄", Stop);
        foreach (var name in (string[])["old", "new"])
        {
            var (exit, _, errors) = await EchonbProcess.RunAsync(
            Folder, "trace", "--html", $"{name}.html", "--json", $"{name}.jsonl", "--", "./nonexist", "{port}");
            Assert.Equal(1, exit);
            Assert.Contains("ENOENT", errors);
            Assert.Contains("./nonexist", errors);
            Assert.Contains("이름과 경로를 확인", errors);
        }
        Assert.Equal(["old.html", "old.jsonl"], Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order());
        Assert.Equal("어제의 것", await File.ReadAllTextAsync(Path.Combine(Folder, "old.html"), Stop));
        Assert.Equal("어제의 줄", await File.ReadAllTextAsync(Path.Combine(Folder, "old.jsonl"), Stop));
    }

    [Theory]
    [InlineData("server.c", "컴파일")]
    [InlineData("server.py", "chmod +x")]
    public async Task A_file_that_may_not_be_executed_is_said_with_what_to_do(string file, string advice)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, file), "", Stop);
        File.SetUnixFileMode(Path.Combine(Folder, file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--", $"./{file}", "{port}");
        Assert.Equal(1, exit);
        Assert.Contains("EACCES", errors);
        Assert.Contains(advice, errors);
    }

    [Fact]
    public async Task Where_nobody_listens_only_the_program_itself_is_told_not_what_started_it()
    {
        // Like a shim: it runs this and that, and becomes the program in the end.
        var shim = $"for i in 1 2 3 4 5; do /bin/true; done; exec {Need.Program("cat", "install coreutils")} /nonexistent/server.py";
        var (exit, output, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--", "/bin/sh", "-c", shim);
        Assert.Equal(1, exit);
        Assert.Contains("/nonexistent/server.py", errors);
        Assert.Contains("exec", output);
        Assert.DoesNotContain("fork", output);
        Assert.DoesNotContain("true", output);
        Assert.StartsWith("0 ", output.TrimStart());

        (exit, _, _) = await EchonbProcess.RunAsync(Folder, "trace", "--html", "t.html", "--", "/bin/sh", "-c", shim);
        Assert.Equal(1, exit);
        Assert.DoesNotContain("/bin/true\"", await File.ReadAllTextAsync(Path.Combine(Folder, "t.html"), Stop));
    }

    [Theory]
    [InlineData(true, Explicit = true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_listen_is_told_apart_from_one_of_datagrams_and_both_hear_what_next(bool isUdp)
    {
        var text = isUdp ? BindsDatagrams : "#include <unistd.h>\nint main(void) { for (;;) pause(); }";
        var server = Compile("server", text);
        foreach (var step in (bool[])[false, true])
        {
            var recording = new Recording(ServerProgram.Command([server]), new ServerOutput());
            var tracer = await TracerProcess.StartAsync(recording, [server], step ? ["--deltas", "--step"] : ["--deltas"], null, Stop);
            await using var _1 = tracer;
            var error = await Assert.ThrowsAsync<EchoServerException>(() =>
                TracedLaunch.ListeningAsync(tracer, 0, step, TimeSpan.FromSeconds(2), Stop));
            Assert.Contains("기다리지(LISTEN) 않는다", error.Message);
            if (isUdp) Assert.Contains("UDP 소켓만 열었다", error.Message);
            else Assert.Contains("{port}", error.Message);
            if (isUdp) Assert.DoesNotContain("{port}", error.Message);
        }
    }

    [Theory]
    [InlineData("--html", "/proc/x.html")]
    [InlineData("--json", "/proc/x.jsonl")]
    public async Task A_file_that_cannot_be_made_is_said_in_Korean_alone(string option, string file)
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", option, file, "--", "/bin/true");
        Assert.Equal(1, exit);
        Assert.Contains(file, errors);
        Assert.Contains("아무것도 시작하지 않았다", errors);
        Assert.DoesNotContain("Could not", errors);
        Assert.DoesNotContain("디스크", errors);
    }

    [Fact]
    public async Task A_full_disk_is_said_in_Korean_alone()
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--json", "/dev/full", "--", "/bin/true");
        Assert.Equal(1, exit);
        var (_, _, page) = await EchonbProcess.RunAsync(Folder, "trace", "--html", "/dev/full", "--", "/bin/true");
        Assert.Contains("ENOSPC", errors + page);
        Assert.DoesNotContain("No space", errors + page);
    }

    [Fact]
    public async Task Of_a_server_that_has_ended_without_a_word_nothing_more_is_expected()
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--", "/bin/true");
        Assert.Equal(1, exit);
        Assert.Contains("아무것도 출력하지 않고 끝났다", errors);
        Assert.DoesNotContain("아직", errors);
        Assert.Contains("아무것도 출력하지 않고 끝났다", (await ServerProgram.Command("/bin/true").RunAsync()).ToString());
    }

    [Fact]
    public async Task A_silent_server_is_said_without_the_words_of_a_notebook()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var client = await EchoClient.ConnectAsync((IPEndPoint)listener.LocalEndpoint, 1, null, Stop);
        var error = await Assert.ThrowsAsync<EchoServerException>(() => client.EchoAsync("?", TimeSpan.FromMilliseconds(50), Stop));
        Assert.DoesNotContain("()", error.Message);
        Assert.Contains("스냅샷", error.Message);
    }

    private async Task SaysTheSameStepByStepAsync(string says, params string[] arguments)
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, ["trace", .. arguments]);
        Assert.Equal(1, exit);
        Assert.Contains(says, errors);
        using var stepped = EchonbProcess.StartWithInput(Folder, ["trace", "--step", .. arguments]);
        stepped.Process.StandardInput.Close();
        Assert.Equal(1, await stepped.ExitAsync());
        Assert.Equal(errors, stepped.Errors);
    }

    private string Compile(string name, string text) => CProgram.Compile(name, text, Folder);

    /// <summary>A server that serves one client after another in one process, and does something when it has accepted the n-th.</summary>
    private static string Serving(string at) => $$"""
        #include <arpa/inet.h>
        #include <stdlib.h>
        #include <unistd.h>

        int main(int argc, char **argv)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            if (bind(s, (void *)&a, sizeof a) || listen(s, 16)) return 1;
            for (int n = 1;; n++) {
                char b[30];
                int r, c = accept(s, 0, 0);
                {{at}}
                if ((r = read(c, b, sizeof b)) > 0 && write(c, b, r) < 0) return 2;
                close(c);
            }
        }
        """;
}
