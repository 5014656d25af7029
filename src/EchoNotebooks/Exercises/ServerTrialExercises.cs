using System.Runtime.ExceptionServices;
using System.Text;
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

    /// <summary>A server that rests so much longer answers no more.</summary>
    private const int SilentLooks = 100;

    private const string Loops = "    while (waitpid(-1, NULL, WNOHANG) > 0)\n        ;\n";
    private const string InstallsHandler = "    sigaction(SIGCHLD, &act, NULL);\n";
    private const string ParentCloses = "        close(clnt_sock);\n    }\n}\n";
    private const string Reuses = "    setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));\n";
    private const string Bound = "        exit(1);\n    return serv_sock;\n";
    private const string Serves = "        pid = fork();\n";
    private const string Echoes = "    while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)\n        write(clnt_sock, buf, str_len);\n";
    private const string ChildEnds = "            return 0;\n";
    private const string Retries = "        if (clnt_sock == -1)\n            continue;\n";
    private const string WithoutReuse = "    int serv_sock = socket(PF_INET, SOCK_STREAM, 0);\n\n";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private static ProgramText Right => ProgramText.EchoServer;

    private static ProgramText NoReuse { get; } = Right.With("    int on = 1;\n", "").With("\n" + Reuses, "\n");

    /// <summary>It takes its clients, and does nothing for them.</summary>
    private static ProgramText TakesOnly { get; } =
        Right.Between("    while (1) {\n", ParentCloses, "    while (1)\n        accept(serv_sock, NULL, NULL);\n}\n");

    /// <summary>One process for all clients: poll(2) says who has sent something.</summary>
    private static ProgramText OneForAll { get; } = Right
        .With("#include <errno.h>\n", "#include <errno.h>\n#include <poll.h>\n")
        .Between("    while (1) {\n", ParentCloses, """
                struct pollfd all[200] = { { .fd = serv_sock, .events = POLLIN } };
                char buf[BUF_SIZE];
                int count = 1;

                while (poll(all, count, -1) > 0 || errno == EINTR) {
                    for (int i = count - 1; i > 0; i--) {
                        ssize_t str_len = all[i].revents ? read(all[i].fd, buf, BUF_SIZE) : -1;

                        if (str_len > 0)
                            write(all[i].fd, buf, str_len);
                        if (str_len == 0) {
                            close(all[i].fd);
                            all[i] = all[--count];
                        }
                    }
                    if (all[0].revents)
                        all[count++] = (struct pollfd){ .fd = accept(serv_sock, NULL, NULL), .events = POLLIN };
                }
            }

            """);

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
                ("받기만 한다", TakesOnly),
                ("프로세스 하나가 모두를 상대한다", OneForAll),
                ("에코하지 않는다", Right.With(Echoes, "    while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)\n        ;\n")),
                ("자식이 끝나지 않는다", Right.With(ChildEnds, "            while (1)\n                pause();\n")),
                ("부모도 끝난다", Right.With(Retries, "        if (clnt_sock == -1)\n            exit(1);\n")),
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
                ("연결을 끊어 버린다", NoReuse.With(Serves, "        setsockopt(clnt_sock, SOL_SOCKET, SO_LINGER, "
                    + "&(struct linger){ 1, 0 }, sizeof(struct linger));\n" + Serves)),
            ],
            "서버가 먼저 닫은 연결은 TIME_WAIT로 1분쯤(리눅스는 60초) 남는다. bind는 그것 때문에 실패한다.", "SO_REUSEADDR를 bind보다 먼저 켠다(setsockopt).")
        {
            Trial = StartsAgainAsync,
        }),
    ];

    /// <summary>
    /// Tries a server that runs. Where its supervisor has ended by itself, what was found tells nothing of the program.
    /// </summary>
    private static async Task<Finding?> RunningAsync(ServerProgram program, Func<EchoServer, Task<Finding?>> trial, CancellationToken ct)
    {
        var server = await EchoServer.StartAsync(program, ct: ct, caller: "").ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            Finding? found = null;
            EchoServerException? failure = null;
            try
            {
                found = await trial(server).ConfigureAwait(false);
            }
            catch (EchoServerException e)
            {
                failure = e;
            }
            if (await server.FaultAsync().ConfigureAwait(false) is { } why) throw new EchoServerException(why, failure);
            if (failure is not null) ExceptionDispatchInfo.Throw(failure);
            return found;
        }
    }

    private static Task<Finding?> LeavesNoZombieAsync(ServerProgram program, TimeSpan _, CancellationToken ct) =>
        RunningAsync(program, async server =>
        {
            await server.ConnectManyAsync(2, ct: ct, caller: "").ConfigureAwait(false);
            // A connection is there before the server has taken it.
            if ((await AtRestAsync(server, QuietLooks, HasTwo, ct).ConfigureAwait(false)).Connections.Count < 2)
                return Found(server, "첫째 클라이언트를 상대하는 동안 둘째를 받지 않는다. 회수하려고 부모가 서서 기다리면 안 된다.", "01 §1");
            var all = await server.ConnectManyAsync(Clients - 2, ct: ct, caller: "").ConfigureAwait(false);
            var isEchoed = await EchoesAsync(server, all[^1], ct).ConfigureAwait(false);
            var served = await AtRestAsync(server, QuietLooks, HasChildForAll, ct).ConfigureAwait(false);
            var children = Alive(served.Children).Count();
            if (children < Clients - 2)
                return Found(server, isEchoed
                    ? $"클라이언트 {Clients}개를 상대하는 자식이 {children}개뿐이라 좀비를 남기는지 볼 것이 없다. 클라이언트마다 자식 하나가 상대해야 한다."
                    : "연결을 받기만 하고 아무도 상대하지 않는다. 끝날 자식이 없어 좀비를 남기는지 볼 것이 없다.", "01 §2");
            if (!isEchoed) return Found(server, "자식이 클라이언트가 보낸 것을 돌려주지 않는다.", "02 §8");
            await all.CloseAllAsync().ConfigureAwait(false);
            return Left(server, await AtRestAsync(server, QuietLooks, HasTwoLeft, ct).ConfigureAwait(false));

            bool HasTwo(Snapshot now) => now.Connections.Count >= 2;
            bool HasChildForAll(Snapshot now) => Alive(now.Children).Count() >= Clients - 2;
            bool HasTwoLeft(Snapshot now) => now.Facts.Processes.Length == 3;
        }, ct);

    /// <summary>What is wrong with what is left of a server of which all clients but two have left.</summary>
    private static Finding? Left(EchoServer server, Snapshot left)
    {
        if (!Alive(left.Facts.Processes).Any(process => process.Pid == server.Pid))
            return Found(server, $"클라이언트 {Clients - 2}개가 한꺼번에 떠나자 부모까지 끝났다.", "02 §5");
        if (Alive(left.Children).Count() is > 2 and var more)
            return Found(server, $"클라이언트 2개가 남았는데 자식은 {more}개가 살아 있다. 클라이언트가 떠나면 그 자식도 끝나야 한다.", "02 §6");
        if (left.Zombies.Count == 0) return null;
        var one = $"클라이언트 {Clients - 2}개가 한꺼번에 떠난 뒤 좀비 {left.Zombies.Count}개가 남았다.";
        return left.Zombies.Count == Clients - 2
            ? Found(server, $"{one} 자식을 하나도 회수하지 않는다.", "02 §10")
            : Found(server, $"{one} SIGCHLD는 일어난 횟수를 세어 주지 않는 표시다: 한 번에 하나씩 회수하면 나머지가 남는다.", "02 §11");
    }

    private static Finding Found(EchoServer server, string sentence, string read) =>
        new(sentence) { Read = read, Picture = server.ProcessTree() };

    private static IEnumerable<ProcessFact> Alive(IEnumerable<ProcessFact> processes) =>
        processes.Where(process => process.State is not ('Z' or 'X'));

    /// <summary>Whether a client gets back what it says. A server that comes to rest before gives nothing back any more.</summary>
    private static async Task<bool> EchoesAsync(EchoServer server, EchoClient client, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var asking = client.AskAsync(Encoding.UTF8.GetBytes("안녕\n"), enough.Token);
        Task resting = AtRestAsync(server, SilentLooks, _ => false, enough.Token);
        await Task.WhenAny(asking, resting).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        await resting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = await asking.ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        return answer.IsEcho;
    }

    /// <summary>The server when it is as it should be, or when so many looks in a row have found nothing that moves.</summary>
    private static async Task<Snapshot> AtRestAsync(EchoServer server, int looks, Predicate<Snapshot> isDone, CancellationToken ct)
    {
        var (before, quiet) = ("", 0);
        while (true)
        {
            var now = server.Snapshot();
            if (isDone(now)) return now;
            var sleeps = now.Facts.Processes.All(process => process.State is 'S' or 'Z');
            var what = string.Join(' ', now.Facts.Processes.Select(process => $"{process.Pid}{process.State}"));
            quiet = sleeps && what == before ? quiet + 1 : 0;
            if (quiet == looks) return now;
            before = what;
            await Task.Delay(Interval, ct).ConfigureAwait(false);
        }
    }

    private static Task<Finding?> StartsAgainAsync(ServerProgram program, TimeSpan limit, CancellationToken ct) =>
        RunningAsync(program, async first =>
        {
            var client = await first.ConnectAsync(ct, "").ConfigureAwait(false);
            await client.EchoAsync("안녕\n", ct).ConfigureAwait(false);
            await first.EndAllAsync().ConfigureAwait(false);
            await client.CloseAsync().ConfigureAwait(false);
            var rest = Ports.Look(first.Port).Sockets.FirstOrDefault(socket => socket.IsServerSide);
            if (rest is null) return new("앞의 연결이 포트에 남지 않아 볼 것이 없다. 서버가 연결을 먼저 닫아야 한다.") { Read = "04 §8" };
            return await SecondAsync(program, first.Port, rest.State, limit, ct).ConfigureAwait(false);
        }, ct);

    private static async Task<Finding?> SecondAsync(ServerProgram program, int port, string state, TimeSpan limit, CancellationToken ct)
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
                if (await second.FaultAsync().ConfigureAwait(false) is { } why) throw new EchoServerException(why);
                if (second.Ended.IsCompleted) return await WhyRefusedAsync(program, port, state, limit, ct).ConfigureAwait(false);
                await Task.Delay(Interval, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a recording of another start tells, where there can be one.</summary>
    private static async Task<Finding> WhyRefusedAsync(
        ServerProgram program, int port, string state, TimeSpan limit, CancellationToken ct)
    {
        var refused = $"포트 {port}에 앞의 연결이 {state}로 남아 있어 bind가 거절했다.";
        if (EchoServer.CanTrace)
        {
            var recorded = await EchoServer.RecordAsync(
                program, clients: 0, limit: limit, maxSteps: Exercise.MostSteps, withSetup: true, ct: ct, caller: "").ConfigureAwait(false);
            var steps = Exercise.Sound(recorded);
            var set = steps.FirstOrDefault(step =>
                step.Call == "setsockopt" && "SO_REUSEADDR".Equals(step.Arguments.GetValueOrDefault("option")));
            var bind = steps.FirstOrDefault(step => step.Call == "bind");
            if (set is not null && set.Index > bind?.Index)
                return new($"{refused} SO_REUSEADDR를 bind 뒤에 켰다. bind가 볼 때는 아직 꺼져 있다.", set) { Read = "04 §8" };
        }
        return new($"{refused} SO_REUSEADDR를 켜지 않은 소켓은 그 연결이 사라질 때까지 기다려야 한다.") { Read = "04 §8" };
    }
}
