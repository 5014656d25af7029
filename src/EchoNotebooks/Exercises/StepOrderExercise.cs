using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>E5: which of two steps comes first? Two runs answer: one lets the parent go first, the other the child.</summary>
internal sealed class StepOrderExercise(int seed) : Exercise(
    "E5", seed, 2,
    "클라이언트 하나가 다녀가는 동안의 두 걸음 가운데 어느 것이 반드시 먼저인가? 네 물음에 각각 가, 나, 다로 답하라.", Text(Pairs(seed)),
    ["같은 프로세스의 두 걸음은 프로그램에 적힌 차례대로다.", "서로 다른 프로세스의 두 걸음은, 하나가 다른 하나를 기다리지 않으면 정해져 있지 않다."])
{
    private const string Letters = "가나다";
    private const int FixedPairs = 2;
    private const int FreePairs = 2;

    private static readonly Event Accept = new("이 클라이언트를 받은 부모의 accept", step => step is { Call: "accept", Result: >= 0 });
    private static readonly Event Fork = new("부모의 fork", step => step is { Call: "fork", Result: > 0 });
    private static readonly Event ParentCloses = new("부모의 close(clnt_sock)", step => Closes(step, "clnt_sock", RoleKind.Parent));
    private static readonly Event ChildCloses = new("자식의 close(serv_sock)", step => Closes(step, "serv_sock", RoleKind.Child));
    private static readonly Event Reads = new("자식의 첫 read", step => step is { Call: "read", Result: > 0, Descriptor: "clnt_sock" });
    private static readonly Event LastClose = new("자식의 close(clnt_sock)", step => Closes(step, "clnt_sock", RoleKind.Child));
    private static readonly Event Exit = new("자식의 종료(exit)", step => step is { Call: "exit", Role.Kind: RoleKind.Child });
    private static readonly Event Reaps = new("부모가 자식을 회수하는 waitpid", step => step.ReapedChild is not null);

    private static readonly (Event First, Event Second)[] Chain =
    [
        (Accept, Fork), (Accept, ChildCloses), (Fork, ParentCloses), (Fork, ChildCloses), (Fork, Reads), (ChildCloses, Reads),
        (Reads, LastClose), (LastClose, Exit), (Exit, Reaps),
    ];

    private static readonly (Event First, Event Second)[] Free =
        [(ParentCloses, ChildCloses), (ParentCloses, Reads), (ParentCloses, LastClose), (ParentCloses, Exit)];

    private readonly (Event First, Event Second)[] pairs = Pairs(seed);
    private (Timeline ParentFirst, Timeline ChildFirst)? known;

    /// <summary>A step that a run has once.</summary>
    private sealed record Event(string Name, Func<TraceStep, bool> Is);

    public override string? WhyNot => EchoServer.WhyNotTrace ?? CCompiler.WhyNot;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 글자 넷을 차례로 적는다. 예: 가나다가";

    internal override string ModelSolution => Letter((first, second) => IsFree(first, second) ? '다' : IsChain(first, second) ? '가' : '나');

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
    [
        ("부모가 먼저라고 본다", Letter((first, second) =>
            IsFree(first, second) ? (first == ParentCloses ? '가' : '나') : IsChain(first, second) ? '가' : '나')),
        ("자식이 먼저라고 본다", Letter((first, second) =>
            IsFree(first, second) ? (first == ParentCloses ? '나' : '가') : IsChain(first, second) ? '가' : '나')),
        ("모두 정해져 있지 않다고 본다", new string('다', pairs.Length)),
    ];

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        var answer = submission.Where(letter => !char.IsWhiteSpace(letter) && letter != ',').ToArray();
        if (answer.FirstOrDefault(letter => !Letters.Contains(letter)) is var wrong and not '\0')
            throw new ExerciseException($"연습 {Id}: '{wrong}'는 보기에 없다. {HowToSubmit}");
        if (answer.Length != pairs.Length)
            throw new ExerciseException($"연습 {Id}: 물음은 {pairs.Length}개이고 적은 답은 {answer.Length}개다. {HowToSubmit}");
        // What can be forced does not change, so the two runs are made only once.
        var (parentFirst, childFirst) = known ??=
            (await RunAsync(childFirst: false, ct).ConfigureAwait(false), await RunAsync(childFirst: true, ct).ConfigureAwait(false));
        var findings = pairs.Select((pair, i) => Judge(i, pair, answer[i], parentFirst, childFirst)).OfType<Finding>().ToList();
        return new Assessment(
            this, findings.Count == 0 ? Outcome.Passed : Outcome.Failed, findings, findings.Count == 0 ? childFirst : null);
    }

    private static Finding? Judge(int i, (Event First, Event Second) pair, char answer, Timeline parentFirst, Timeline childFirst)
    {
        var (one, other) = (Comes(parentFirst, pair), Comes(childFirst, pair));
        var seen = one != other ? '다' : one ? '가' : '나';
        if (answer == seen) return null;
        if (seen != '다')
        {
            var (first, second) = one ? pair : (pair.Second, pair.First);
            return new($"{i + 1}번: {Particle.Topic(first.Name)} 언제나 {second.Name}보다 먼저다. 하나가 있어야 다른 하나가 있다.",
                parentFirst.First(second.Is))
            {
                Read = "02 §6",
            };
        }
        // The run that shows it the other way round.
        var against = one == (answer == '가') ? childFirst : parentFirst;
        var who = against == childFirst ? "부모를 세워 두고 자식을 먼저 보냈더니" : "자식을 세워 두고 부모를 먼저 보냈더니";
        var (early, late) = answer == '가' ? (pair.Second, pair.First) : (pair.First, pair.Second);
        return new($"{i + 1}번: {who} {Particle.Subject(early.Name)} {late.Name}보다 먼저였다. 여러 번 같았다고 해서 약속된 차례는 아니다.",
            against.First(early.Is))
        {
            Read = "03 §6",
        };
    }

    private static bool Comes(Timeline run, (Event First, Event Second) pair) =>
        run.First(pair.First.Is).Index < run.First(pair.Second.Is).Index;

    /// <summary>One client comes, says a line and leaves; after the fork one of the two goes first as far as it can.</summary>
    private async Task<Timeline> RunAsync(bool childFirst, CancellationToken ct)
    {
        var server = await EchoServer.TraceAsync(ServerProgram.Lab(), ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var client = await server.ConnectAsync(ct, "").ConfigureAwait(false);
            await client.SendAsync("안녕\n", ct).ConfigureAwait(false);
            await client.FinishAsync().ConfigureAwait(false);
            await server.RunUntilAsync(After.Fork, Limit).ConfigureAwait(false);
            var goesFirst = childFirst ? After.Call("exit", null, Role.Child(1)) : After.Close("clnt_sock", by: Role.Parent);
            await server.RunUntilAsync(goesFirst, Limit).ConfigureAwait(false);
            await server.SettleAsync(Limit).ConfigureAwait(false);
            return server.Timeline;
        }
    }

    private static bool Closes(TraceStep step, string name, RoleKind who) =>
        step is { Call: "close", Error: null } && step.Descriptor == name && step.Role.Kind == who;

    private static bool IsFree(Event first, Event second) => Free.Contains((first, second)) || Free.Contains((second, first));

    private static bool IsChain(Event first, Event second) => Chain.Contains((first, second));

    private string Letter(Func<Event, Event, char> answer) => string.Concat(pairs.Select(pair => answer(pair.First, pair.Second)));

    private static string Text((Event First, Event Second)[] pairs)
    {
        var text = new StringBuilder();
        foreach (var (i, (first, second)) in pairs.Index()) text.Append($"{i + 1}) {first.Name} / {second.Name}\n");
        return text.Append("\n가. 앞의 것\n나. 뒤의 것\n다. 정해져 있지 않다").ToString();
    }

    /// <summary>Two whose order is fixed and two whose is not, mixed, some of them turned round.</summary>
    private static (Event First, Event Second)[] Pairs(int seed)
    {
        var random = new Random(seed);
        (Event First, Event Second)[] drawn = [.. Drawn(Chain, FixedPairs), .. Drawn(Free, FreePairs)];
        random.Shuffle(drawn);
        return [.. drawn.Select(pair => random.Next(2) == 0 ? pair : (pair.Second, pair.First))];

        IEnumerable<(Event, Event)> Drawn((Event, Event)[] from, int count)
        {
            var all = from.ToArray();
            random.Shuffle(all);
            return all.Take(count);
        }
    }
}
