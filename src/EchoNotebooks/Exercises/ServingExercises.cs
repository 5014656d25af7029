namespace EchoNotebooks;

/// <summary>E16, E17: a server that takes only so many clients at a time, and one that stops without leaving its clients.</summary>
internal static class ServingExercises
{
    private const int MostChildren = 2;
    private const string WaitsAtLimit = "        while (live == 2 && waitpid(-1, NULL, 0) > 0)\n            live--;\n";
    private const string Accepts = "        clnt_sock = accept(serv_sock, NULL, NULL);\n\n";
    private const string LoopEnds = "        close(clnt_sock);\n    }\n}\n";
    private const string InstallsHandler = "    sigaction(SIGCHLD, &act, NULL);\n";
    private const string ClosesAndWaits = """
            close(serv_sock);
            while (wait(NULL) > 0 || errno == EINTR)
                ;
            return 0;
        }

        """;

    private static ProgramText Echoes => ProgramText.EchoServer;

    /// <summary>The server that counts its children and waits for them where it stands, without a handler.</summary>
    private static ProgramText Counting { get; } = Echoes
        .Between("/* SIGCHLD의", "    errno = saved;\n}\n\n", "")
        .With("    struct sigaction act = { .sa_handler = read_childproc };\n", "    int live = 0;\n")
        .With("\n" + InstallsHandler, "\n")
        .With("        int clnt_sock = accept(serv_sock, NULL, NULL);\n\n", """
                    int clnt_sock;

                    /* 이미 끝난 자식을 회수하고 센다. */
                    while (waitpid(-1, NULL, WNOHANG) > 0)
                        live--;

            """ + WaitsAtLimit + Accepts)
        .With(LoopEnds, "        live++;\n" + LoopEnds);

    /// <summary>The server that closes serv_sock when SIGTERM comes, and ends when its children have.</summary>
    private static ProgramText Stopping { get; } = Echoes
        .With("/* SIGCHLD의", """
            static volatile sig_atomic_t stopped;

            /* SIGTERM의 처리기: 표시만 한다. 기다리던 accept는 EINTR로 깬다. */
            static void stop(int sig)
            {
                stopped = 1;
            }

            /* SIGCHLD의
            """)
        .With(InstallsHandler, InstallsHandler + "    act.sa_handler = stop;\n    sigaction(SIGTERM, &act, NULL);\n")
        .With("    while (1) {\n", "    while (!stopped) {\n")
        .With(LoopEnds, "        close(clnt_sock);\n    }\n" + ClosesAndWaits);

    private static Rule TwoChildrenAtMost { get; } = new("E16", timeline =>
    {
        var (alive, most, forks) = (0, 0, 0);
        foreach (var step in timeline)
        {
            if (step is { Call: "fork", Result: > 0 }) (alive, forks) = (alive + 1, forks + 1);
            if (step is { Call: "exit", Role.Kind: RoleKind.Child }) alive--;
            most = Math.Max(most, alive);
            if (alive > MostChildren) return new($"여기서 자식이 {alive}개가 되었다. {MostChildren}개를 넘으면 안 된다.", step) { Read = "02 §7" };
        }
        if (forks == 0) return Rules.NoFork;
        if (most < MostChildren) return new("자식이 한 번에 하나뿐이었다. 둘째 클라이언트까지는 곧바로 상대해야 한다.") { Read = "01 §4" };
        if (forks > MostChildren) return null;
        var third = Rules.Accepts(timeline).ElementAtOrDefault(MostChildren);
        return third is null
            ? new("첫째가 떠난 뒤에도 셋째 클라이언트를 받지 않았다.") { Read = "02 §3" }
            : new("셋째 클라이언트를 받고는 상대하지 않고 돌려보냈다. 자리가 날 때까지 기다리게 해야 한다.", third) { Read = "02 §3" };
    });

    private static Rule StopsWithoutLeaving { get; } = new("E17", timeline =>
    {
        if (timeline.Signals("SIGTERM").Of(Role.Parent) is not [var term, ..])
            return new("SIGTERM이 부모에게 닿지 않았다. 막거나 무시하면 서버를 멈출 방법이 SIGKILL뿐이다.") { Read = "02 §10" };
        var parent = timeline.Of(Role.Parent).Where(step => step.Index > term.Index);
        var ends = parent.FirstOrDefault(step => step.Call == "exit");
        var leaves = timeline.FirstOrDefault(step => step.IsEndOfFile && step.Role.Kind == RoleKind.Child && step.Index > term.Index);
        if (leaves is null) return new("SIGTERM이 오자 접속해 있던 클라이언트까지 끊겼다.", ends ?? term) { Read = "01 §8" };
        if (ends is not null && ends.Index < leaves.Index)
            return parent.Any(step => step is { Call: "close", Descriptor: "serv_sock", Error: null })
                ? new("부모가 serv_sock을 닫고 나서 자식을 기다리지 않고 끝났다. 서비스가 언제 끝났는지 아무도 모른다.", ends) { Read = "02 §10" }
                : new("부모가 SIGTERM을 받자마자 끝났다. 클라이언트를 상대하는 자식이 남아 있다.", ends) { Read = "01 §8" };
        if (leaves.Before.ListeningSocket is not null)
            return new("SIGTERM을 받고도 서버 소켓이 LISTEN 상태로 남아 새 클라이언트를 받는다. accept가 깨어나 반복을 빠져나와야 한다.", term)
            {
                Read = "02 §5",
            };
        return ends is null ? new("마지막 클라이언트가 떠난 뒤에도 부모가 끝나지 않았다.", leaves) { Read = "02 §10" } : null;
    });

    /// <summary>All of them. After the rules: they must be there first.</summary>
    public static IReadOnlyList<(string Id, Func<int, Exercise> Make)> All { get; } =
    [
        ("E16", seed => new MendingExercise(
            "E16", seed, 3, "클라이언트마다 자식을 만든다. 자식이 한 번에 둘을 넘지 않게 하고, 셋째 클라이언트는 자리가 나면 상대하게 고쳐라.",
            Counting,
            [
                ("한도가 없다", Counting.With(WaitsAtLimit, "")),
                ("셋째를 돌려보낸다", Counting.With(WaitsAtLimit, "").With("        pid = fork();\n",
                    "        if (live == 2) {\n            close(clnt_sock);\n            continue;\n        }\n        pid = fork();\n")),
                ("하나씩만 상대한다", Counting.With("live == 2", "live == 1")),
            ],
            "자식이 둘이면 다음 accept를 부르기 전에 무엇을 기다려야 하는가?", "waitpid(-1, NULL, 0)은 자식 하나가 끝날 때까지 기다린다. 기다리는 클라이언트는 커널의 줄에 선다.")
        {
            Rules = [TwoChildrenAtMost, Rules.EverythingIsEchoed, Rules.ChildrenEnd],
            Scenario = Visits.OneLeavesAfterTheThirdHasCome,
        }),
        ("E17", seed => new MendingExercise(
            "E17", seed, 3, "SIGTERM을 받으면 새 클라이언트는 받지 않고(LISTEN이 없다), 이미 접속한 클라이언트를 끝까지 상대한 다음 부모가 끝나게 고쳐라.",
            Stopping,
            [
                ("그대로 둔다", Echoes),
                ("SA_RESTART를 준다", Stopping.With("    act.sa_handler = stop;\n",
                    "    act.sa_handler = stop;\n    act.sa_flags = SA_RESTART;\n")),
                ("자식을 기다리지 않는다", Stopping.With(ClosesAndWaits, "    close(serv_sock);\n    return 0;\n}\n")),
            ],
            "처리기는 표시만 하고, accept에서 깨어난 부모가 그 표시를 본다. accept가 깨어나려면?",
            "SA_RESTART 없이 처리기를 두면 accept가 EINTR로 돌아온다. 반복을 빠져나와 serv_sock을 닫고 자식을 모두 기다린다.")
        {
            Rules = [StopsWithoutLeaving, Rules.EverythingIsEchoed, Rules.ChildrenEnd],
            Scenario = Visits.TheServerIsToldToStop,
        }),
    ];
}
