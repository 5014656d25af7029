using EchoNotebooks.Linux.Native;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>E18: which processes must end so that a port is free? What is chosen is ended, and the kernel is asked for the port.</summary>
internal sealed class PortHolderExercise(int seed) : Exercise(
    "E18", seed, 2,
    $"자식이 serv_sock을 닫지 않고 부모가 자식을 회수하지 않는 서버다. 클라이언트 {Clients(seed)}개가 접속했고, "
    + $"그 가운데 {string.Join("과 ", Leaving(seed).Select(number => $"{number}번"))}이 떠났다. 이 포트에서 기다리는(LISTEN) 소켓을 없애려면 무엇이 끝나야 하는가? "
    + "꼭 끝나야 하는 것만 모두 골라라.",
    "가. 부모 프로세스\n나. 떠난 클라이언트의 자식(좀비)\n다. 접속해 있는 클라이언트의 자식\n라. 아무것도 끝나지 않아도 된다. 기다리면 없어진다",
    ["포트를 잡고 있는 것은 LISTEN 상태의 소켓이다. 그 소켓으로 가는 디스크립터를 누가 쥐고 있는지 센다.",
        "좀비에게는 디스크립터가 하나도 없다. 소켓은 마지막 디스크립터가 닫힐 때 사라진다."])
{
    private const string Letters = "가나다라";

    public override string? WhyNot => CCompiler.WhyNot;

    internal override string HowToSubmit => "SubmitAsync(\"\")의 따옴표 안에 글자를 이어서 적는다. 예: 가나";

    internal override string ModelSolution => "가다";

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
        [("부모만 끝낸다", "가"), ("좀비까지 끝낸다", "가나다"), ("기다린다", "라"), ("자식만 끝낸다", "다")];

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        var chosen = submission.Where(letter => !char.IsWhiteSpace(letter) && letter != ',').ToHashSet();
        if (chosen.FirstOrDefault(letter => !Letters.Contains(letter)) is var wrong and not '\0')
            throw new ExerciseException($"연습 {Id}: '{wrong}'는 보기에 없다. {HowToSubmit}");
        var program = ServerProgram.Lab(LabSwitch.ChildKeepsServ, LabSwitch.NoHandler);
        var server = await EchoServer.StartAsync(program, ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var clients = await server.ConnectManyAsync(Clients(Seed), ct: ct, caller: "").ConfigureAwait(false);
            foreach (var number in Leaving(Seed)) await clients[number - 1].CloseAsync().ConfigureAwait(false);
            var now = await server.WaitUntilAsync(one => one.Zombies.Count == Leaving(Seed).Length, Limit).ConfigureAwait(false);
            var zombies = now.Zombies.Select(process => process.Pid).ToHashSet();
            var groups = new (char Letter, int[] Pids)[]
            {
                ('가', [server.Pid]),
                ('나', [.. zombies]),
                ('다', [.. now.Children.Select(process => process.Pid).Where(pid => !zombies.Contains(pid))]),
            };
            var needless = groups.Where(group => chosen.Contains(group.Letter) && !group.Pids.Any(pid => Holds(now, pid))).ToList();
            // Children first: the zombies of a parent that has ended would be gone.
            var ended = groups.Where(group => chosen.Contains(group.Letter)).OrderByDescending(group => group.Letter)
                .SelectMany(group => group.Pids).ToList();
            foreach (var pid in ended) _ = Libc.kill(pid, Libc.SIGKILL);
            // The kernel takes a process's descriptors first and releases the socket a moment later.
            var after = await server.WaitUntilAsync(
                one => !one.Facts.Descriptors.Any(descriptor => ended.Contains(descriptor.Pid))
                    && (Holders(one).Count > 0 || Ports.Look(server.Port).Listening is null),
                Limit).ConfigureAwait(false);
            return Judge(chosen, needless.Count > 0, after, Ports.Look(server.Port).Listening is null, server.Port);
        }
    }

    private Assessment Judge(HashSet<char> chosen, bool needless, Snapshot after, bool isFree, int port)
    {
        Finding? finding = null;
        var who = string.Join(", ", Holders(after));
        if (!isFree)
            finding = chosen.Contains('라') && chosen.Count == 1
                ? new($"기다려도 {Particle.Topic($"포트 {port}")} LISTEN 그대로다. 서버 소켓으로 가는 디스크립터가 남아 있다: {who}.") { Read = "03 §5" }
                : chosen.Contains('가')
                    ? new($"부모를 끝내도 {Particle.Topic($"포트 {port}")} LISTEN 그대로다. 자식도 서버 소켓을 쥐고 있다: {who}.") { Read = "04 §2" }
                    : new($"끝내도 {Particle.Topic($"포트 {port}")} LISTEN 그대로다. 아직 서버 소켓을 쥐고 있는 것: {who}.") { Read = "03 §5" };
        else if (needless)
            finding = new("포트는 비었다. 그러나 좀비는 아무 디스크립터도 쥐고 있지 않고, 이미 끝나서 kill -9로 더 끝낼 것도 없다.") { Read = "02 §10" };
        else if (chosen.Contains('라'))
            finding = new("기다리기만 해서는 비지 않는다. 끝내야 하는 것만 고른다.") { Read = "03 §5" };
        return finding is null
            ? new Assessment(this, Outcome.Passed, [])
            : new Assessment(this, Outcome.Failed, [finding with { Picture = after }]);
    }

    private static IReadOnlyList<Role> Holders(Snapshot now) =>
        [.. now.Facts.Processes.Where(process => Holds(now, process.Pid)).Select(process => now.RoleOf(process.Pid))];

    /// <summary>Whether a process holds a descriptor of the listening socket.</summary>
    private static bool Holds(Snapshot now, int pid) => now.Facts.Descriptors.Any(descriptor =>
        descriptor.Pid == pid && now.SocketOf(descriptor)?.State == "LISTEN");

    /// <summary>Three or four.</summary>
    private static int Clients(int seed) => 3 + new Random(seed).Next(2);

    /// <summary>One or two of them, never all.</summary>
    private static int[] Leaving(int seed)
    {
        var random = new Random(seed);
        int[] all = [.. Enumerable.Range(1, 3 + random.Next(2))];
        random.Shuffle(all);
        return [.. all.Take(1 + random.Next(2)).Order()];
    }
}
