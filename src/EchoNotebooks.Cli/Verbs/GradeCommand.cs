using System.CommandLine;
using EchoNotebooks.Cli.Grading;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb grade</c>: judges the exercises that a class has handed in.</summary>
internal static class GradeCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("NOTEBOOK…")
        {
            Description = "제출받은 노트북(.ipynb)이나 그런 노트북이 든 폴더.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } unknown)
                result.AddError($"모르는 옵션: {unknown.Value}");
        });
        var seed = new Option<int>("--seed")
        {
            HelpName = "N",
            Description = "숫자가 바뀌는 연습의 씨앗. 나누어 준 노트북의 seed와 같아야 한다(기본 1).",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "결과를 JSON으로도 쓴다." };
        var command = new Command(
            "grade", "제출받은 노트북에서 연습의 답만 꺼내어, 셀을 실행하지 않고 다른 프로세스에서 채점한다. 모두 맞아야 종료 코드가 0이다.") { paths, seed, json };
        command.SetAction((parsed, _) => GradeSession.RunAsync(
            parsed.GetValue(paths) ?? [], parsed.GetValue(seed), parsed.GetValue(json),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }
}
