namespace EchoNotebooks;

/// <summary>E4: who holds which descriptor after fork, after the parent's close, after the child's close?</summary>
internal sealed class HolderExercise(int seed) : Exercise(
    "E4", seed, 1, $"{Stops[Stop(seed)].When}, 누가 무엇을 쥐고 있는가? 쥐고 있는 것을 모두 골라라.", Options,
    ["fork는 부모의 디스크립터를 모두 복사한다. 그 순간에는 넷이다.", "close는 부른 프로세스의 번호 하나만 지운다."])
{
    private const string Options = "가. 부모의 serv_sock\n나. 부모의 clnt_sock\n다. 자식의 serv_sock\n라. 자식의 clnt_sock";
    private const string Letters = "가나다라";

    private static readonly (string When, StopPoint[] Points)[] Stops =
    [
        ("클라이언트 하나가 접속해 fork가 막 돌아왔고 아직 아무도 닫지 않았을 때", [After.Fork]),
        ("fork 뒤에 부모가 clnt_sock을 닫은 다음", [After.Fork, After.Close("clnt_sock", by: Role.Parent)]),
        ("부모가 clnt_sock을 닫고 자식이 serv_sock을 닫은 다음",
            [After.Fork, After.Close("clnt_sock", by: Role.Parent), After.Close("serv_sock", by: Role.Child)]),
    ];

    private static readonly (string Missing, string TooMuch)[] Replies =
    [
        ("부모의 serv_sock을 빠뜨렸다. 다음 클라이언트를 받으려면 부모가 계속 쥐고 있어야 한다.", ""),
        ("부모의 clnt_sock을 빠뜨렸다. accept가 부모에게 돌려준 번호이고, 아직 닫지 않았다.", "부모의 clnt_sock은 이미 닫혔다. 부모는 자기 번호를 지웠다."),
        ("자식의 serv_sock을 빠뜨렸다. fork는 자식이 쓰지 않을 디스크립터도 복사한다.", "자식의 serv_sock은 이미 닫혔다. 자식은 클라이언트를 받지 않는다."),
        ("자식의 clnt_sock을 빠뜨렸다. 자식은 자기 번호로 서비스한다.", ""),
    ];

    private readonly int stop = Stop(seed);
    private (bool[] Holding, Snapshot Seen)? known;

    public override string? WhyNot => null;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 글자를 이어서 적는다. 예: 가나";

    internal override string ModelSolution => stop switch { 0 => "가나다라", 1 => "가다라", _ => "가라" };

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions => stop switch
    {
        0 => [("복사를 모른다", "가나"), ("서버 소켓을 잊는다", "나라"), ("자식의 것만 센다", "다라")],
        1 => [("닫기를 모른다", "가나다라"), ("서버 소켓을 잊는다", "가라"), ("연결이 끊긴 줄 안다", "가다")],
        _ => [("닫기를 모른다", "가나다라"), ("자식의 닫기를 모른다", "가다라"), ("서버 소켓이 사라진 줄 안다", "라")],
    };

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        var chosen = submission.Where(letter => !char.IsWhiteSpace(letter) && letter != ',').ToHashSet();
        if (chosen.FirstOrDefault(letter => !Letters.Contains(letter)) is var wrong and not '\0')
            throw new ExerciseException($"연습 {Id}: '{wrong}'는 보기에 없다. {HowToSubmit}");
        // The answer at a stop does not change, so the server is started only once.
        var (holding, seen) = known ??= await AskKernelAsync(ct).ConfigureAwait(false);
        var findings = Letters.Select((letter, i) => (chosen.Contains(letter), holding[i]) switch
        {
            (false, true) => Replies[i].Missing,
            (true, false) => Replies[i].TooMuch,
            _ => "",
        }).Where(reply => reply.Length > 0).Select(reply => new Finding(reply) { Read = $"03 §{3 + stop}", Picture = seen }).ToList();
        return new Assessment(this, findings.Count == 0 ? Outcome.Passed : Outcome.Failed, findings);
    }

    private static int Stop(int seed) => new Random(seed).Next(Stops.Length);

    /// <summary>For each of the letters whether it is so, and the snapshot that says it.</summary>
    private async Task<(bool[] Holding, Snapshot Seen)> AskKernelAsync(CancellationToken ct)
    {
        var server = await EchoServer.TraceOrStepAsync(ServerProgram.TextbookIfPossible, ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server.ConnectAsync(ct, "").ConfigureAwait(false);
            foreach (var point in Stops[stop].Points) await server.RunUntilAsync(point).ConfigureAwait(false);
            var now = server.Snapshot();
            var named = now.Named;
            return ([Holds(RoleKind.Parent, "serv_sock"), Holds(RoleKind.Parent, "clnt_sock"),
                Holds(RoleKind.Child, "serv_sock"), Holds(RoleKind.Child, "clnt_sock")], now);

            bool Holds(RoleKind who, string name) => named.Any(one => one.Role.Kind == who && one.Name == name);
        }
    }
}
