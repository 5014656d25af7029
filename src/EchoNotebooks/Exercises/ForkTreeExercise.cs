using System.Text;

namespace EchoNotebooks;

/// <summary>E2: how many processes does a program with three lines of fork become?</summary>
internal sealed class ForkTreeExercise(int seed) : AnswerExercise(
    "E2", seed, 2, "이 프로그램은 자기 자신까지 모두 몇 개의 프로세스가 되는가?", Text(Lines(seed)),
    ["한 줄을 프로세스 하나가 실행하면 몇 개가 되는지부터 센다.", "줄마다 그 앞까지 생긴 프로세스가 모두 그 줄을 실행한다: 곱한다."])
{
    private const string Plain = "fork();";
    private static readonly string[] Choices = [Plain, "if (fork() == 0) fork();", "if (fork() != 0) fork();"];

    private readonly IReadOnlyList<string> lines = Lines(seed);

    public override string? WhyNot => EchoServer.WhyNotTrace ?? CCompiler.WhyNot;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 숫자 하나를 적는다.";

    internal override string ModelSolution => $"{Processes}";

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
    [
        ("fork라는 글자를 센다", $"{Words}"),
        ("언제나 2의 거듭제곱으로 안다", $"{1 << Words}"),
        ("처음의 프로세스를 빼놓는다", $"{Processes - 1}"),
    ];

    protected override string Section => "02 §6";

    private int Words => lines.Sum(line => line == Plain ? 1 : 2);

    private int Processes => lines.Aggregate(1, (count, line) => count * (line == Plain ? 2 : 3));

    protected override async Task<KernelAnswer> AskKernelAsync(CancellationToken ct)
    {
        var timeline = Sound(await ProgramRecording.RunAsync(ServerProgram.C(Given), Limit, ct).ConfigureAwait(false));
        var forks = timeline.Where(step => step is { Call: "fork", Result: > 0 });
        return new([forks.Count + 1], timeline, forks);
    }

    protected override (string Sentence, string Read)? Reply(IReadOnlyList<int> answer, IReadOnlyList<int> seen) => answer switch
    {
        [var one] when one == Words => ("fork라는 글자의 수다. 뒤의 줄은 앞에서 생긴 프로세스가 모두 실행한다.", "02 §6"),
        [var one] when one == 1 << Words =>
            ("fork가 모두 두 배로 만든다면 그렇다. if 안의 fork는 두 프로세스 가운데 하나만 실행하므로 그 줄은 세 배다.", "02 §6"),
        [var one] when one == seen[0] - 1 => ("새로 생긴 프로세스만 셌다. 처음에 시작한 프로세스도 센다.", "01 §2"),
        _ => null,
    };

    /// <summary>At least one line is no plain fork: 2ⁿ would be right otherwise.</summary>
    private static string[] Lines(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 3).Select(_ => Choices[random.Next(Choices.Length)]).ToArray();
        if (lines.All(line => line == Plain)) lines[random.Next(lines.Length)] = Choices[1 + random.Next(2)];
        return lines;
    }

    private static string Text(string[] lines)
    {
        var text = new StringBuilder("#include <sys/wait.h>\n#include <unistd.h>\n\nint main(void)\n{\n");
        foreach (var line in lines) text.Append("    ").Append(line).Append('\n');
        return text.Append("\n    while (wait(NULL) > 0)\n        ;\n    return 0;\n}\n").ToString();
    }
}
