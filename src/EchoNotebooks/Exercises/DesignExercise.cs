namespace EchoNotebooks;

/// <summary>E20: a server of an unknown design. Who is made for its clients, who accepts, who reads?</summary>
internal sealed class DesignExercise(int seed) : AnswerExercise(
    "E20", seed, 3,
    $"Exercises.Get(\"E20\", {seed}).Server는 일곱 가지 방법 가운데 하나로 클라이언트를 맡는다. RecordAsync로 클라이언트 셋을 맡기고 타임라인을 읽어라. "
    + "차례로 몇인가? ① fork를 부른 횟수 ② accept로 연결을 받은 프로세스 ③ 클라이언트의 말을 read한 스레드 ④ exec ⑤ 한꺼번에 열려 있던 연결된 소켓",
    "",
    [
        "걸음마다 Role은 어느 프로세스인지, Tid는 어느 스레드인지를 말한다. Tid가 없으면 그 프로세스의 첫 스레드다.",
        "수가 모두 같은 두 방법은 없다. 다섯 수를 얻으면 어느 방법인지도 말할 수 있다.",
    ])
{
    private const int Clients = 3;

    /// <summary>What each position of the answer says where it is wrong, and where to read.</summary>
    private static readonly (string Sentence, string Read)[] Replies =
    [
        ("첫째, fork를 부른 횟수가 다르다. 한 번 부르면 부모와 자식에서 돌아오므로 결과가 양수인 걸음만 센다. 클라이언트가 오기 전에 부른 것도 센다.", "05 §3"),
        ("둘째, accept로 연결을 받은 프로세스의 수가 다르다. accept 걸음이 누구의 걸음인지를 본다.", "05 §3"),
        ("셋째, read한 스레드의 수가 다르다. 한 프로세스에서도 여러 스레드가 read할 수 있다. 걸음의 Pid와 Tid를 함께 본다.", "05 §6"),
        ("넷째, exec의 수가 다르다. fork 다음에 새 프로그램을 실행하는 걸음이 있는지 본다.", "05 §5"),
        ("다섯째, 한꺼번에 열려 있던 연결된 소켓의 수가 다르다. 앞의 것이 닫히기 전에 다음 accept가 있었는지 본다.", "05 §2"),
    ];

    private readonly ServerDesign design = ServerDesign.All[new Random(seed).Next(ServerDesign.All.Count)];

    public override string? WhyNot => EchoServer.WhyNotTrace;

    public override ServerProgram? Server => ServerProgram.Hidden(design);

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 수 다섯을 빈칸으로 띄어 적는다. 예: 1 2 3 4 5";

    internal override string ModelSolution => string.Join(' ', Known);

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
    [
        ("fork하는 방법과 하지 않는 방법을 뒤바꾼다", With(0, Known[0] == 0 ? Clients : 0)),
        ("받는 쪽이 부모인지 자식들인지를 뒤바꾼다", With(1, Known[1] == 1 ? Clients : 1)),
        ("스레드를 세지 않고 프로세스를 센다", With(2, Known[2] == 1 ? Clients : 1)),
        ("새 프로그램을 실행하는지 보지 않는다", With(3, Known[3] == 0 ? Clients : 0)),
        ("차례로 맡는지 함께 맡는지를 뒤바꾼다", With(4, Known[4] == 1 ? Clients : 1)),
    ];

    protected override string Section => "05 §8";

    /// <summary>What the designs are known to do with three clients; what is right is what the recording shows.</summary>
    private int[] Known => design.Name switch
    {
        ServerDesign.OneAtATime => [0, 1, 1, 0, 1],
        ServerDesign.Default => [3, 1, 3, 0, 3],
        "prefork" => [4, 3, 3, 0, 3],
        "passing" => [4, 1, 3, 0, 3],
        "spawn" => [3, 1, 3, 3, 3],
        "thread" => [0, 1, 3, 0, 3],
        _ => [0, 1, 1, 0, 3],
    };

    protected override async Task<KernelAnswer> AskKernelAsync(CancellationToken ct)
    {
        var timeline = Sound(await EchoServer.RecordAsync(Server, Clients, limit: Limit, ct: ct, caller: "").ConfigureAwait(false));
        return new([.. Counted(timeline).Select(steps => steps.Count)], timeline);
    }

    protected override (string Sentence, string Read)? Reply(IReadOnlyList<int> answer, IReadOnlyList<int> seen)
    {
        if (answer.Count != seen.Count) return ($"수가 {seen.Count}개여야 하는데 {answer.Count}개다.", Section);
        return Replies.Zip(answer, seen).First(part => part.Second != part.Third).First;
    }

    /// <summary>
    /// The first step that the answer has not counted; where it has counted too many, the last that counts. Where none counts, there
    /// was none where the first client came.
    /// </summary>
    protected override TraceStep? Differing(IReadOnlyList<int> answer, Timeline recorded)
    {
        var counted = Counted(recorded);
        if (answer.Count != counted.Length) return null;
        var (known, steps) = answer.Zip(counted).First(part => part.First != part.Second.Count);
        if (steps.Count == 0) return recorded.FirstOrDefault(step => step is { Call: "accept", Result: >= 0 });
        return steps[Math.Clamp(known, 0, steps.Count - 1)];
    }

    /// <summary>The steps that count, for each number that is asked for.</summary>
    private static IReadOnlyList<TraceStep>[] Counted(Timeline timeline) =>
    [
        timeline.Where(step => step is { Call: "fork", Result: > 0 }),
        [.. timeline.Where(step => step is { Call: "accept", Result: >= 0 }).DistinctBy(step => step.Pid)],
        [.. timeline.Where(step => step is { Call: "read", Descriptor: "clnt_sock" }).DistinctBy(step => (step.Pid, step.Tid))],
        timeline.Where(step => step is { Call: "exec", Error: null }),
        OpensMore(timeline),
    ];

    /// <summary>The steps after which more connections are open than ever before, each as often as there are more.</summary>
    private static List<TraceStep> OpensMore(Timeline timeline)
    {
        var steps = new List<TraceStep>();
        foreach (var step in timeline)
            while (steps.Count < step.After?.Connections.Count) steps.Add(step);
        return steps;
    }

    private string With(int position, int number) => string.Join(' ', Known.Select((known, i) => i == position ? number : known));
}
