using System.CommandLine;
using EchoNotebooks.Cli.Books;
using EchoNotebooks.Cli.Running;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb run</c>: executes notebooks and leaves their executed copies and a book.</summary>
internal static class RunCommand
{
    private const double DefaultTimeout = 60;

    public static Command Create()
    {
        var paths = new Argument<string[]>("[PATH…]")
        {
            Description = "노트북(.ipynb, .dib)이나 노트북이 든 폴더. 없으면 저장소의 notebooks 폴더.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        paths.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } unknown)
                result.AddError($"모르는 옵션: {unknown.Value}");
        });
        var output = new Option<string?>("--output") { HelpName = "DIR", Description = "실행한 노트북을 둘 폴더(기본 artifacts/run)." };
        var book = new BookOptions();
        var timeout = new Option<double>("--timeout")
        {
            HelpName = "S",
            Description = $"셀 하나에 줄 시간(초, 기본 {DefaultTimeout}).",
            DefaultValueFactory = _ => DefaultTimeout,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is not [var token]) return;
            // Task.Delay takes no more than 2^32 - 2 milliseconds; a day is more than any cell of a lesson needs.
            if (!double.TryParse(token.Value, out var seconds) || seconds is not (> 0 and <= 86_400))
                result.AddError($"--timeout에는 0보다 크고 86400 이하인 초를 준다: {token.Value}");
        });
        var allowErrors = new Option<bool>("--allow-errors") { Description = "셀이 실패해도 다음 셀로 넘어간다. 종료 코드는 여전히 1이다." };
        var teacher = new Option<bool>("--teacher")
        {
            Description = "예측마다 맞는 답이 하나인지, 연습마다 모범 답은 맞고 빈 제출과 틀린 답은 틀렸다고 나오는지까지 확인한다.",
        };
        var publish = new Option<bool>("--publish")
        {
            Description = "남에게 보일 것을 남긴다: pid, 포트, inode를 나온 차례대로 매긴 번호로 바꾸고, 실행한 노트북의 그림을 GitHub가 보이는 꼴로 담는다.",
        };

        var command = new Command("run", "노트북을 처음부터 끝까지 실행하고, 실행한 노트북과 읽을 책을 남긴다.")
        {
            paths, output,
        };
        foreach (var option in book.All.Concat([timeout, allowErrors, teacher, publish])) command.Add(option);
        command.SetAction((parsed, _) => RunSession.RunAsync(new RunRequest(
            parsed.GetValue(paths) ?? [],
            parsed.GetValue(output),
            book.Of(parsed),
            TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            parsed.GetValue(allowErrors),
            parsed.GetValue(teacher),
            parsed.GetValue(publish))));
        return command;
    }
}
