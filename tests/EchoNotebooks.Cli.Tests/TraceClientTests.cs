using EchoNotebooks.Cli.Tracing;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The clients of <c>echonb trace</c> at servers that serve not all of them, or speak something else.</summary>
public sealed class TraceClientTests : TraceTests
{
    public TraceClientTests() => NeedTracing();

    [Fact(Explicit = true)]
    public async Task Of_a_server_that_takes_two_the_others_are_waited_for_once_and_the_limit_is_said()
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "5", "--html", Html, "--", "limited");
        Assert.Equal(0, exit);
        Assert.Contains("클라이언트 3~5의 연결을 accept하지 않았다", errors);
        Assert.Contains("클라이언트 2개를 받은 뒤로 accept를 부르지 않는다", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact(Explicit = true)]
    public async Task Of_a_server_for_one_client_at_a_time_that_is_said()
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "3", "--html", Html, "--", "one by one");
        Assert.Equal(0, exit);
        Assert.Contains("클라이언트 2~3의 연결을 accept하지 않았다", errors);
        Assert.Contains("한 번에 하나만 상대하는 서버", errors);
    }

    [Fact(Explicit = true)]
    public async Task More_clients_than_the_queue_takes_are_said_with_the_limit()
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "30", "--html", Html, "--", "limited");
        Assert.Equal(0, exit);
        Assert.Matches(@"클라이언트 3~\d+의 연결을 accept하지 않았다", errors);
        Assert.Matches(@"클라이언트 \d+~30의 연결은 커널의 대기열", errors);
        Assert.Contains("2개를 받은 뒤로", errors);
    }

    [Fact(Explicit = true)]
    public async Task Of_a_server_that_spins_without_descriptors_the_limit_is_said()
    {
        var server = Command("textbook");
        // 0, 1, 2, serv_sock and one more.
        string[] limited = ["sh", "-c", "ulimit -n 5; exec \"$@\"", "sh", .. server];
        var (exit, errors) = await RunAsync(["trace", "--clients", "3", "--html", Html, "--", .. limited]);
        Assert.Equal(0, exit);
        Assert.DoesNotContain("에코하지 않았다", errors);

        string[] tooLimited = ["sh", "-c", "ulimit -n 4; exec \"$@\"", "sh", .. server];
        (exit, errors) = await RunAsync(["trace", "--clients", "3", "--html", Html, "--", .. tooLimited]);
        Assert.Equal(0, exit);
        Assert.Contains("클라이언트 1~3의 연결을 accept하지 않았다", errors);
        Assert.Contains("EMFILE", errors);
        Assert.Contains("ulimit -n", errors);
    }

    [Fact(Explicit = true)]
    public async Task A_server_that_speaks_something_else_is_left_soon_and_its_answer_is_shown()
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "3", "--html", Html, "--", "answering");
        Assert.Equal(0, exit);
        Assert.Contains("클라이언트 1~3에게 서버가 에코하지 않았다: 다른 답을 했다('ERROR␍␊')", errors);
        Assert.Contains("--say", errors);
    }

    [Theory]
    [InlineData(@"GET / HTTP/1.0\r\n\r\n", "")]
    [InlineData(@"GET / HTTP/1.0\r\n", "답하지 않았다", Explicit = true)]
    public async Task What_is_to_be_said_is_said_and_any_answer_will_do(string say, string remark)
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "2", "--say", say, "--json", Json, "--", "answering");
        Assert.Equal(0, exit);
        if (remark.Length == 0) Assert.Equal("", errors);
        else Assert.Contains($"클라이언트 1~2에게 서버가 {remark}", errors);
        var sent = say.Replace(@"\r", "\r", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal);
        Assert.Equal(2, Read().Count(step => step is { Call: "read", Descriptor: "clnt_sock" } && (string?)step.Arguments["data"] == sent));
    }

    [Fact(Explicit = true)]
    public async Task Step_by_step_they_say_it_too()
    {
        using var echonb = EchonbProcess.StartWithInput(
            Folder, ["trace", "--step", "--say", @"GET\r\n\r\n", "--json", Json, "--", .. Command("answering")]);
        echonb.Process.StandardInput.Close();
        Assert.Equal(0, await echonb.ExitAsync());
        Assert.Contains("HTTP/1.0 200 OK", await File.ReadAllTextAsync(Json, Stop));
    }

    [Fact]
    public async Task A_server_that_leaves_its_starter_is_traced()
    {
        var (exit, errors) = await TraceAsync("trace", "--clients", "2", "--json", Json, "--", "daemon");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal(2, Read().Count(step => step is { Call: "accept", Result: > 0 }));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("가", "EA B0 80")]
    [InlineData(@"a\r\n\t\\\0\x41\101\e", "61 0D 0A 09 5C 00 41 41 1B")]
    [InlineData(@"\1234\x123", "53 34 12 33")]
    public void Escapes_are_those_of_printf(string text, string bytes) =>
        Assert.Equal(bytes, string.Join(' ', PrintfText.Bytes(text).Select(value => $"{value:X2}")));

    [Theory]
    [InlineData(@"\q")]
    [InlineData(@"\x")]
    [InlineData(@"a\")]
    public async Task An_escape_that_printf_does_not_know_is_refused(string text)
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, "trace", "--say", text, "--", "/bin/true");
        Assert.Equal(2, exit);
        Assert.Contains("--say의 모르는 이스케이프이다: \\", errors);
    }

    /// <summary>Runs echonb on a server, the last of the arguments.</summary>
    private Task<(int Exit, string Errors)> TraceAsync(params string[] arguments) =>
        RunAsync([.. arguments[..^1], .. Command(arguments[^1])]);

    private async Task<(int Exit, string Errors)> RunAsync(string[] arguments)
    {
        var (exit, _, errors) = await EchonbProcess.RunAsync(Folder, arguments);
        return (exit, errors);
    }
}
