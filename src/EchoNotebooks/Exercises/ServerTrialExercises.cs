using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>E8, E19: a server that leaves no zombie after a hundred clients, and one that can be started again at once.</summary>
internal static class ServerTrialExercises
{
    private const int Clients = 100;
    private const int Rounds = 3;

    /// <summary>So many looks in a row find nothing that moves.</summary>
    private const int QuietLooks = 30;

    private const string Reaps = "끝난 자식을 모두 회수한다.";
    private const string Loops = "    while (waitpid(-1, NULL, WNOHANG) > 0)\n        ;\n";
    private const string InstallsHandler = "    sigaction(SIGCHLD, &act, NULL);\n";
    private const string ParentCloses = "        close(clnt_sock);\n    }\n}\n";
    private const string Reuses = "    setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));\n";
    private const string Bound = "        exit(1);\n    return serv_sock;\n";
    private const string WithoutReuse = "    int serv_sock = socket(PF_INET, SOCK_STREAM, 0);\n\n";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private static ProgramText Right => ProgramText.EchoServer;

    private static ProgramText NoReuse { get; } = Right.With("    int on = 1;\n", "").With("\n" + Reuses, "\n");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(string Id, Func<int, Exercise> Make)> All { get; } =
    [
        ("E8", seed => new ServerTrialExercise(
            "E8", seed, 2, $"클라이언트 {Clients}개가 한꺼번에 떠나도 좀비가 하나도 남지 않게 고쳐라. {Rounds}번 거듭해 본다.",
            Right,
            [
                ("한 번만 회수한다", Right.With(Reaps, "끝난 자식을 회수한다.").With(Loops, "    waitpid(-1, NULL, WNOHANG);\n")),
                ("회수하지 않는다", Right.With(InstallsHandler, "    (void)act;\n")),
                ("서서 기다린다", Right.With(ParentCloses, "        close(clnt_sock);\n        waitpid(pid, NULL, 0);\n    }\n}\n")),
            ],
            "자식 백 개가 함께 끝나도 SIGCHLD는 몇 번 오지 않는다.", "시그널 한 번에, 회수할 자식이 더 없을 때까지 waitpid를 되풀이한다(WNOHANG).")
        {
            Trial = LeavesNoZombieAsync,
            Rounds = Rounds,
        }),
        ("E19", seed => new ServerTrialExercise(
            "E19", seed, 2, "클라이언트가 접속한 채 서버를 끝내면, 같은 포트로 곧바로 다시 시작하지 못한다. 다시 시작되게 고쳐라.",
            Right,
            [
                ("켜지 않는다", NoReuse),
                ("bind 뒤에 켠다", NoReuse.With(WithoutReuse, "    int on = 1;\n" + WithoutReuse)
                    .With(Bound, "        exit(1);\n" + Reuses + "    return serv_sock;\n")),
                ("다른 포트로 피한다", NoReuse.With("    if (bind(",
                    "    if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == 0)\n"
                    + "        return listen(serv_sock, 5) == -1 ? -1 : serv_sock;\n    serv_adr.sin_port = 0;\n    if (bind(")),
            ],
            "서버가 먼저 닫은 연결은 TIME_WAIT로 1~2분 남는다. bind는 그것 때문에 실패한다.", "SO_REUSEADDR를 bind보다 먼저 켠다(setsockopt).")
        {
            Trial = StartsAgainAsync,
        }),
    ];

    private static async Task<Finding?> LeavesNoZombieAsync(ServerProgram program, CancellationToken ct)
    {
        var server = await EchoServer.StartAsync(program, ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server.ConnectManyAsync(2, ct: ct, caller: "").ConfigureAwait(false);
            if (server.Snapshot().Connections.Count < 2)
                return new("첫째 클라이언트를 상대하는 동안 둘째를 받지 않는다. 회수하려고 부모가 서서 기다리면 안 된다.") { Read = "01 §1" };
            var all = await server.ConnectManyAsync(Clients - 2, ct: ct, caller: "").ConfigureAwait(false);
            await all.CloseAllAsync().ConfigureAwait(false);
            var left = await AtRestAsync(server, ct).ConfigureAwait(false);
            if (left.Zombies.Count == 0) return null;
            var one = $"클라이언트 {Clients - 2}개가 한꺼번에 떠난 뒤 좀비 {left.Zombies.Count}개가 남았다.";
            return left.Zombies.Count == Clients - 2
                ? new($"{one} 자식을 하나도 회수하지 않는다.") { Read = "02 §10" }
                : new($"{one} SIGCHLD는 몇 번 일어났는지 세어 주지 않는다: 한 번에 하나씩 회수하면 나머지가 남는다.") { Read = "02 §11" };
        }
    }

    /// <summary>The server when all that is left of the clients' leaving is done.</summary>
    private static async Task<Snapshot> AtRestAsync(EchoServer server, CancellationToken ct)
    {
        var (before, quiet) = ("", 0);
        while (true)
        {
            var now = server.Snapshot();
            // Two clients are still there.
            if (now.Facts.Processes.Length == 3) return now;
            var sleeps = now.Facts.Processes.All(process => process.State is 'S' or 'Z');
            var what = string.Join(' ', now.Facts.Processes.Select(process => $"{process.Pid}{process.State}"));
            quiet = sleeps && what == before ? quiet + 1 : 0;
            if (quiet == QuietLooks) return now;
            before = what;
            await Task.Delay(Interval, ct).ConfigureAwait(false);
        }
    }

    private static async Task<Finding?> StartsAgainAsync(ServerProgram program, CancellationToken ct)
    {
        var first = await EchoServer.StartAsync(program, ct: ct, caller: "").ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var client = await first.ConnectAsync(ct, "").ConfigureAwait(false);
            await client.EchoAsync("안녕\n", ct).ConfigureAwait(false);
            await first.EndAllAsync().ConfigureAwait(false);
            await client.CloseAsync().ConfigureAwait(false);
            var rest = Ports.Look(first.Port).Sockets.FirstOrDefault(socket => socket.IsServerSide);
            if (rest is null) return new("앞의 연결이 포트에 남지 않아 볼 것이 없다. 서버가 연결을 먼저 닫아야 한다.") { Read = "04 §8" };
            return await SecondAsync(program, first.Port, rest.State, ct).ConfigureAwait(false);
        }
    }

    private static async Task<Finding?> SecondAsync(ServerProgram program, int port, string state, CancellationToken ct)
    {
        var command = await program.CommandAsync(port, any: false, step: false, ct).ConfigureAwait(false);
        var second = await SupervisedProcess.StartAsync(command, new ServerOutput(), ct).ConfigureAwait(false);
        await using (second.ConfigureAwait(false))
        {
            while (true)
            {
                var listening = DescriptorSnapshot.Take([second.Pid], children: true).Sockets.FirstOrDefault(one => one.State == "LISTEN");
                if (listening?.Local?.PortOrNull is { } own)
                    return own == port ? null
                        : new($"다시 시작한 서버가 {Particle.Subject($"포트 {port}")} 아니라 {own}에서 기다린다. 클라이언트는 서버가 옮긴 것을 모른다.") { Read = "04 §8" };
                if (second.Ended.IsCompleted) return await WhyRefusedAsync(program, port, state, ct).ConfigureAwait(false);
                await Task.Delay(Interval, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a recording of another start tells, where there can be one.</summary>
    private static async Task<Finding> WhyRefusedAsync(ServerProgram program, int port, string state, CancellationToken ct)
    {
        var refused = $"포트 {port}에 앞의 연결이 {state}로 남아 있어 bind가 거절했다.";
        if (EchoServer.CanTrace)
        {
            var steps = await EchoServer.RecordAsync(program, clients: 0, withSetup: true, ct: ct, caller: "")
                .ConfigureAwait(false);
            var set = steps.FirstOrDefault(step =>
                step.Call == "setsockopt" && "SO_REUSEADDR".Equals(step.Arguments.GetValueOrDefault("option")));
            var bind = steps.FirstOrDefault(step => step.Call == "bind");
            if (set is not null && set.Index > bind?.Index)
                return new($"{refused} SO_REUSEADDR를 bind 뒤에 켰다. bind가 볼 때는 아직 꺼져 있다.", set) { Read = "04 §8" };
        }
        return new($"{refused} SO_REUSEADDR를 켜지 않은 소켓은 그 연결이 사라질 때까지 기다려야 한다.") { Read = "04 §8" };
    }
}
