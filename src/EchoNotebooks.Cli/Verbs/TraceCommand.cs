using System.CommandLine;
using System.CommandLine.Parsing;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Tracing;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb trace … -- COMMAND…</c>: who owns what before and after every system call of any server.</summary>
internal static class TraceCommand
{
    private const int DefaultClients = 1;

    public static Command Create()
    {
        var words = new Argument<string[]>("-- COMMAND…")
        {
            Description = "서버를 시작하는 명령. 그 안의 {port}는 빈 포트로 바뀐다.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "걸음마다 JSON 두 줄(전과 후)을 쓸 파일. -이면 표준 출력." };
        var deltas = new Option<bool>("--deltas") { Description = "JSON에 걸음마다 전체 대신 달라진 것만 쓴다." };
        var html = new Option<string?>("--html") { HelpName = "FILE", Description = "타임라인을 볼 HTML 한 파일. -이면 표준 출력." };
        var clients = new Option<int>("--clients")
        {
            HelpName = "N",
            Description = $"연결해서 한 줄씩 에코하고 닫을 클라이언트의 수(기본 {DefaultClients}). 0이면 클라이언트 없이 Ctrl+C를 누를 때까지 녹화한다.",
            DefaultValueFactory = _ => DefaultClients,
        };
        clients.Only(0, 10_000);
        var port = new Option<int>("--port") { HelpName = "P", Description = "서버가 기다리는 포트가 명령에 정해져 있을 때 그 번호." };
        port.Only(1, 65535);
        var say = new Option<string?>("--say")
        {
            HelpName = "TEXT",
            Description = @"클라이언트가 안녕하세요 대신 보낼 말. printf처럼 \r\n, \0, \xHH를 쓸 수 있다. 무엇이든 답이 오면 된다.",
        };
        say.Validators.Add(result =>
        {
            try
            {
                if (result.Tokens is [var token]) _ = PrintfText.Bytes(token.Value);
            }
            catch (FormatException e)
            {
                result.AddError($"--say의 {e.Message}");
            }
        });
        var limit = new Option<int>("--limit")
        {
            HelpName = "S",
            Description = "많아야 S초 동안 녹화한다. 그때까지의 걸음은 남고, 클라이언트가 다 다녀가지 못했으면 종료 코드는 1이다.",
        };
        limit.Only(1, 86_400);
        var step = new Option<bool>("--step") { Description = "걸음마다 멈추고, 표준 입력에서 Enter를 기다린다." };

        var command = new Command("trace", "서버를 고치지 않고 시스템 호출마다 따라가며, 그 전과 후에 누가 어떤 소켓을 쥐고 있는지 남긴다.")
        {
            words, json, deltas, html, clients, port, say, limit, step,
        };
        command.Validators.Add(result =>
        {
            var (lines, page) = (result.GetValue(json), result.GetValue(html));
            if (lines == "-" && page == "-")
                result.AddError("--json과 --html을 함께 표준 출력(-)에 쓸 수는 없다. 하나는 파일로 준다.");
            else if (lines is { Length: > 0 } && page is { Length: > 0 } && Path.GetFullPath(lines) == Path.GetFullPath(page))
                result.AddError($"--json과 --html에 같은 파일을 주었다: {Visible.OnOneLine(Path.GetFullPath(page))}. "
                    + "둘은 서로를 지우므로 다른 파일로 준다.");
            if (result.GetValue(deltas) && lines is null) result.AddError("--deltas는 --json과 함께 쓴다.");
        });
        command.SetAction((parsed, _) =>
        {
            if (Server(parsed, parsed.GetValue(words) ?? []) is not { } server) return Task.FromResult(Shell.WrongArguments);
            return new TraceSession(new TraceRequest(
                server, parsed.GetValue(json), parsed.GetValue(deltas), parsed.GetValue(html), parsed.GetValue(clients),
                parsed.GetResult(port) is { Implicit: false } ? parsed.GetValue(port) : null,
                parsed.GetValue(say) is { } text ? PrintfText.Bytes(text) : null, parsed.GetValue(step),
                parsed.GetResult(limit) is { Implicit: false } ? TimeSpan.FromSeconds(parsed.GetValue(limit)) : null)).RunAsync();
        });
        return command;
    }

    /// <summary>The command after --; null where there is none, or where words stand before it, and that was said.</summary>
    private static string[]? Server(ParseResult parsed, string[] words)
    {
        var dashes = parsed.Tokens.ToList().FindIndex(token => token.Type == TokenType.DoubleDash);
        var server = dashes < 0 ? [] : parsed.Tokens.Skip(dashes + 1).Select(token => token.Value).ToArray();
        if (words.Length > server.Length)
            Console.Error.WriteLine($"모르는 인자: {Visible.OnOneLine(words[0])}. 서버를 시작하는 명령은 -- 뒤에 적는다. "
                + "예: echonb trace -- python3 server.py {port}");
        else if (server.Length == 0)
            Console.Error.WriteLine("서버를 시작하는 명령을 -- 뒤에 적는다. 예: echonb trace --html t.html -- python3 server.py {port}");
        else
            return server;
        return null;
    }
}
