using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Live;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb live … (PID… | -- COMMAND…)</c>: a page that shows a server as it runs, plays its clients, and steps it.</summary>
internal static class LiveCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("PID… | -- COMMAND…")
        {
            Description = "지켜볼 프로세스의 번호, 또는 서버를 시작하는 명령(그 안의 {port}는 빈 포트로 바뀐다)이나 C 소스 파일 하나.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var port = new Option<int>("--port") { HelpName = "P", Description = "창을 열 포트. 주지 않으면 빈 포트를 쓴다." };
        port.Only(1, 65535);
        var step = new Option<bool>("--step") { Description = "서버를 소켓과 프로세스를 다루는 호출마다 멈춘다." };
        var any = new Option<bool>("--any")
        {
            Description = "이 컴퓨터뿐 아니라 다른 컴퓨터에서도 열 수 있게 한다. 주소를 아는 사람은 누구나 보고 조작할 수 있다.",
        };
        var noBrowser = new Option<bool>("--no-browser") { Description = "브라우저를 열지 않고 주소만 알려 준다." };
        var command = new Command("live", "서버의 소유 관계가 바뀌는 것을 그때그때 보여 주는 창을 연다. Ctrl+C로 끝낸다.")
        {
            words, port, step, any, noBrowser,
        };
        command.SetAction((parsed, _) =>
        {
            if (Subject(parsed, parsed.GetValue(words) ?? []) is not { } subject) return Task.FromResult(Shell.WrongArguments);
            if (subject[0] != "--" && parsed.GetValue(step))
            {
                Console.Error.WriteLine("--step은 -- COMMAND…와 함께 쓴다. 이미 실행 중인 프로세스는 지켜보기만 하고 멈추지 않는다.");
                return Task.FromResult(Shell.WrongArguments);
            }
            List<string> arguments = [];
            if (parsed.GetValue(port) is > 0 and var number) arguments.AddRange(["--port", number.ToString(CultureInfo.InvariantCulture)]);
            if (parsed.GetValue(step)) arguments.Add("--step");
            if (parsed.GetValue(any)) arguments.Add("--any");
            return new LiveSession([.. arguments, .. subject], !parsed.GetValue(noBrowser)).RunAsync();
        });
        return command;
    }

    /// <summary>The pids, or -- and the command; null where they cannot be right, and that was said.</summary>
    private static string[]? Subject(ParseResult parsed, string[] words)
    {
        var dashes = parsed.Tokens.ToList().FindIndex(token => token.Type == TokenType.DoubleDash);
        var command = dashes < 0 ? [] : parsed.Tokens.Skip(dashes + 1).Select(token => token.Value).ToArray();
        var pids = words[..(words.Length - command.Length)];
        const string example = "예: echonb live -- python3 server.py {port}, echonb live 1234";
        if (pids.FirstOrDefault(word => !IsPid(word)) is { } wrong)
            Console.Error.WriteLine($"프로세스 번호가 아니다: {Visible.OnOneLine(wrong)}. 서버를 시작하는 명령은 -- 뒤에 적는다. {example}");
        else if (pids.Length > 0 && dashes >= 0)
            Console.Error.WriteLine($"프로세스 번호와 -- COMMAND…는 함께 쓰지 않는다. {example}");
        else if (pids.Length == 0 && command.Length == 0)
            Console.Error.WriteLine($"지켜볼 프로세스의 번호를 적거나, 서버를 시작하는 명령을 -- 뒤에 적는다. {example}");
        else
            return pids.Length > 0 ? pids : ["--", .. command];
        return null;
    }

    private static bool IsPid(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0;
}
