namespace EchoNotebooks;

/// <summary>E1: how many processes has a server with n clients?</summary>
internal sealed class ProcessCountExercise(int seed) : AnswerExercise(
    "E1", seed, 1,
    $"교재의 서버에 클라이언트 {Clients(seed)}개가 접속해 있다. 서버 쪽 프로세스는 모두 몇 개인가?", "",
    ["연결을 받는 프로세스와 서비스하는 프로세스를 따로 센다.", "accept를 부르는 프로세스는 하나이고, 클라이언트마다 자식이 하나 생긴다."])
{
    private readonly int clients = Clients(seed);

    public override string? WhyNot => null;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 숫자 하나를 적는다.";

    internal override string ModelSolution => $"{clients + 1}";

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
        [("부모를 세지 않는다", $"{clients}"), ("반복 서버로 안다", "1"), ("자식을 둘씩 센다", $"{2 * clients}")];

    protected override string Section => "01 §3";

    protected override async Task<KernelAnswer> AskKernelAsync(CancellationToken ct)
    {
        var server = await EchoServer.StartAsync(ServerProgram.TextbookIfPossible, ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server.ConnectManyAsync(clients, ct: ct, caller: "").ConfigureAwait(false);
            var tree = server.ProcessTree();
            return new([tree.Snapshot.Facts.Processes.Length], Picture: tree);
        }
    }

    protected override (string Sentence, string Read)? Reply(IReadOnlyList<int> answer, IReadOnlyList<int> seen) => answer switch
    {
        [var one] when one == clients => ("자식만 셌다. 연결을 받는 부모 프로세스도 서버의 프로세스다.", "01 §2"),
        [1] => ("프로세스 하나가 모두를 상대하는 것은 반복 서버다. 이 서버는 클라이언트마다 fork한다.", "01 §1"),
        [var one] when one == 2 * clients => ("클라이언트 하나에 자식은 하나다. 소켓이나 디스크립터의 수와 섞지 않는다.", "01 §3"),
        _ => null,
    };

    /// <summary>From 3 on: with two clients 2n would be what n + 1 is with one more.</summary>
    private static int Clients(int seed) => 3 + new Random(seed).Next(4);
}
