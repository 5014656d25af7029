using System.Text;

namespace EchoNotebooks;

/// <summary>E3: which numbers do these calls of dup return?</summary>
internal sealed class DescriptorNumberExercise(int seed) : AnswerExercise(
    "E3", seed, 2, "이 프로그램의 dup이 돌려주는 번호를 차례로 적어라. 실패하면 -1이다. s는 3, c는 4다.", Text(Operations(seed)),
    ["지금 열려 있는 번호를 줄마다 적어 둔다.", "dup은 언제나 비어 있는 가장 작은 번호를 돌려준다. 닫힌 번호를 dup할 수는 없다(EBADF)."])
{
    private readonly IReadOnlyList<Operation> operations = Operations(seed);

    /// <summary>dup(Number), or close(Number).</summary>
    private sealed record Operation(bool IsClose, int Number)
    {
        public override string ToString() => $"{(IsClose ? "close" : "dup")}({(Number == 3 ? "s" : "c")});";
    }

    public override string? WhyNot => EchoServer.WhyNotTrace ?? CCompiler.WhyNot;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 번호를 빈칸으로 띄어 적는다. 예: 7 -1 3";

    internal override string ModelSolution => Join(Numbers(reuses: true, mindsClosed: true));

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
    [
        ("닫힌 번호를 다시 쓰지 않는다", Join(Numbers(reuses: false, mindsClosed: true))),
        ("인자를 돌려준다", Join(Arguments)),
        ("닫힌 번호를 dup한다", Join(Numbers(reuses: true, mindsClosed: false))),
    ];

    protected override string Section => "02 §1";

    private int[] Arguments => [.. operations.Where(one => !one.IsClose).Select(one => one.Number)];

    protected override async Task<KernelAnswer> AskKernelAsync(CancellationToken ct)
    {
        var timeline = Sound(await ProgramRecording.RunAsync(ServerProgram.C(Given), Limit, ct).ConfigureAwait(false));
        return new([.. Dups(timeline).Select(Returned)], timeline);
    }

    /// <summary>The first dup that returns another number than the answer has for it, or none at all.</summary>
    protected override TraceStep? Differing(IReadOnlyList<int> answer, Timeline recorded) =>
        Dups(recorded).Index().FirstOrDefault(dup => dup.Index >= answer.Count || answer[dup.Index] != Returned(dup.Item)).Item;

    private static Timeline Dups(Timeline recorded) => recorded.Where(step => step.Call == "dup");

    private static int Returned(TraceStep dup) => (int)(dup.Result ?? -1);

    protected override (string Sentence, string Read)? Reply(IReadOnlyList<int> answer, IReadOnlyList<int> seen)
    {
        if (answer.SequenceEqual(Numbers(reuses: false, mindsClosed: true)))
            return ("닫힌 번호를 건너뛰었다. 새 디스크립터는 비어 있는 가장 작은 번호이고, 닫힌 번호도 비어 있다.", "02 §1");
        if (answer.SequenceEqual(Arguments)) return ("인자의 번호를 그대로 적었다. dup은 같은 소켓으로 가는 새 번호를 돌려준다.", "03 §9");
        if (answer.SequenceEqual(Numbers(reuses: true, mindsClosed: false)))
            return ("닫힌 번호를 dup했다. 그 번호는 아무것도 가리키지 않으므로 dup이 EBADF로 실패하고 -1을 돌려준다.", "03 §9");
        return answer.Count == seen.Count ? null : ($"dup은 {seen.Count}번 불린다. 적은 답은 {answer.Count}개다.", "02 §1");
    }

    /// <summary>The numbers that dup returns, or that it would return under a misconception.</summary>
    private List<int> Numbers(bool reuses, bool mindsClosed)
    {
        var open = new SortedSet<int> { 0, 1, 2, 3, 4 };
        var highest = 4;
        var numbers = new List<int>();
        foreach (var (isClose, number) in operations.Select(one => (one.IsClose, one.Number)))
        {
            if (isClose)
            {
                open.Remove(number);
                continue;
            }
            if (mindsClosed && !open.Contains(number))
            {
                numbers.Add(-1);
                continue;
            }
            var next = reuses ? Enumerable.Range(0, 100).First(free => !open.Contains(free)) : highest + 1;
            highest = Math.Max(highest, next);
            open.Add(next);
            numbers.Add(next);
        }
        return numbers;
    }

    /// <summary>Two or three dups, a close of s or c, a dup of what was closed, and one or two of the other.</summary>
    private static Operation[] Operations(int seed)
    {
        var random = new Random(seed);
        var closed = 3 + random.Next(2);
        var other = 7 - closed;
        return
        [
            .. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => new Operation(false, 3 + random.Next(2))),
            new(true, closed),
            new(false, closed),
            .. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => new Operation(false, other)),
        ];
    }

    private static string Join(IEnumerable<int> numbers) => string.Join(' ', numbers);

    private static string Text(IEnumerable<Operation> operations)
    {
        var text = new StringBuilder("#include <sys/socket.h>\n#include <unistd.h>\n\nint main(void)\n{\n")
            .Append("    int s = socket(PF_INET, SOCK_STREAM, 0);\n    int c = socket(PF_INET, SOCK_STREAM, 0);\n\n");
        foreach (var one in operations) text.Append("    ").Append(one).Append('\n');
        return text.Append("    return 0;\n}\n").ToString();
    }
}
