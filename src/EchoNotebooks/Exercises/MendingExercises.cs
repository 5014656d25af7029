namespace EchoNotebooks;

/// <summary>The servers that are to be mended: what is given, what is right, what people write instead, and what tells it.</summary>
internal static class MendingExercises
{
    private const string Forks = "        pid = fork();\n";
    private const string ParentCloses = "        close(clnt_sock);\n    }\n}\n";
    private const string LoopEnds = "    }\n}\n";
    private const string ChildCloses = "            close(serv_sock);\n            echo";
    private const string Fails = "        if (clnt_sock == -1)\n            continue;\n";
    private const string ForkFails = "            close(clnt_sock);\n            continue;\n";
    private const string ChildEnds = "            return 0;\n";
    private const string Reads = "    while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)\n        write(clnt_sock, buf, str_len);\n";
    private const string OnlyReads = "    while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)\n        ;\n";
    private const string InstallsHandler = "    sigaction(SIGCHLD, &act, NULL);\n";

    private static ProgramText Right => ProgramText.EchoServer;

    /// <summary>The same server, which cannot have more than one child at a time.</summary>
    private static ProgramText Limited { get; } = Right
        .With("int main(int argc", """
            /* 이 서버의 프로세스는 둘까지다: 둘째 자식의 fork는 실패한다. setrlimit(2) */
            static void limit(void)
            {
                struct rlimit two = { 2, 2 };

                if (geteuid() != 0)
                    unshare(CLONE_NEWUSER);
                else if (setuid(60000 + getpid() % 5000) == -1)
                    exit(1);
                if (setrlimit(RLIMIT_NPROC, &two) == -1)
                    exit(1);
            }

            int main(int argc
            """)
        .With("    while (1) {\n", "    limit();\n    while (1) {\n");

    /// <summary>The server with one process for all clients.</summary>
    private static ProgramText Iterative => Right
        .Between(Forks, ParentCloses, "        echo(clnt_sock);\n" + ParentCloses).With("        pid_t pid;\n", "");

    private static ProgramText ForksFirst => Right.Between(
        "        pid_t pid;\n",
        ParentCloses,
        """
                pid_t pid = fork();

                if (pid == 0) {
                    int clnt_sock = accept(serv_sock, NULL, NULL);

                    close(serv_sock);
                    echo(clnt_sock);
                    close(clnt_sock);
                    return 0;
                }
                waitpid(pid, NULL, 0);
            }
        }

        """);

    private static Rule FailedForkIsGivenUp { get; } = new("E10", timeline =>
    {
        var failed = timeline.Where(step => step is { Call: "fork", Error: not null });
        if (failed.Count == 0) return new("fork가 실패한 적이 없어 볼 것이 없다. limit()를 부르는 줄을 되살린다.") { Read = "02 §7" };
        foreach (var fork in failed)
        {
            var after = timeline.Of(fork.Pid).Where(step => step.Index > fork.Index);
            var taken = timeline.Of(fork.Pid).LastOrDefault(step => step is { Call: "accept", Result: >= 0 } && step.Index < fork.Index);
            if (taken is null) return new("연결을 받기도 전에 fork했다.", fork) { Read = "01 §2" };
            var next = after.FirstOrDefault(step => step.Call == "accept")?.Index ?? int.MaxValue;
            var closes = Rules.Closed(timeline, fork.Pid, (int)taken.Result!, fork.Index, next);
            if (after.FirstOrDefault(step => step.Call == "exit") is { } exit)
                return new("fork가 실패하자 서버가 끝났다. 이미 서비스하던 클라이언트만 남고, 다음 클라이언트는 접속하지 못한다.", exit) { Read = "02 §7" };
            if (after.Count > 0 && after[0].Call == "fork")
                return new("fork가 실패하자마자 다시 불렀다. 자식이 끝나기 전에는 또 실패한다: 쉬지 않고 돌 뿐이다.", after[0]) { Read = "02 §7" };
            if (!closes)
                return new($"fork가 실패했는데 {taken.Result}번을 닫지 않고 accept로 돌아갔다. 그 클라이언트는 끝을 모르고, 번호가 하나씩 샌다.", fork)
                {
                    Read = "02 §7",
                };
        }
        return null;
    });

    private static Rule NextIsServed { get; } = new("E10", timeline =>
    {
        if (Rules.Accepts(timeline).ElementAtOrDefault(2) is not { } third)
            return new("첫째가 떠난 뒤에 온 셋째 클라이언트를 받지 않았다.") { Read = "02 §7" };
        var fork = timeline.FirstOrDefault(step =>
            step is { Call: "fork", Result: > 0 } && step.Pid == third.Pid && step.Index > third.Index);
        if (fork is null)
            return new("첫째가 떠났는데 셋째 클라이언트를 맡을 자식을 만들지 못했다. 끝난 자식은 회수할 때까지 한도 안에 든다.", third) { Read = "02 §10" };
        return timeline.Of((int)fork.Result!).Any(step => step is { Call: "read", Descriptor: "clnt_sock", Result: > 0 }) ? null
            : new("셋째 클라이언트를 맡은 자식이 아무것도 읽지 않았다.", fork) { Read = "02 §8" };
    });

    private static Rule SurvivesChildren { get; } = new("E11", timeline =>
    {
        var signals = timeline.Signals("SIGCHLD").Of(Role.Parent);
        if (signals.Count == 0)
            return new("SIGCHLD가 부모에게 한 번도 전달되지 않았다. 처리기를 없애면 살아남지만 자식을 회수하지 못한다.") { Read = "02 §10" };
        if (timeline.Of(Role.Parent).FirstOrDefault(step => step.Call == "exit") is { } exit)
            return new(exit.Arguments.GetValueOrDefault("code") is 0L
                ? "자식이 끝나자 accept가 EINTR로 실패했고, 부모가 반복을 빠져나가 끝났다."
                : "자식이 끝나자 accept가 EINTR로 실패했고, 부모가 그것을 오류로 여겨 끝났다.", exit)
            {
                Read = "02 §5",
            };
        return timeline.Of(Role.Parent).Any(step => step.Call == "accept" && step.Index > signals[0].Index) ? null
            : new("자식이 끝난 뒤로 부모가 accept를 부르지 않았다.", signals[0]) { Read = "02 §5" };
    });

    private static Rule SurvivesReset { get; } = new("E12", timeline =>
    {
        if (timeline.FirstOrDefault(step => step is { Call: "write", Error: "EFAULT" }) is { } wrong)
            return new("read가 -1을 돌려주었는데 그것을 길이로 썼다. write는 EFAULT로 실패한다.", wrong) { Read = "04 §7" };
        return timeline.Any(step => step is { Call: "read", Error: "ECONNRESET" }) ? null
            : new("끊긴 연결에서 아무도 읽지 않았다(ECONNRESET이 없다).") { Read = "04 §7" };
    });

    /// <summary>All of them. After the rules: they must be there first.</summary>
    public static IReadOnlyList<(string Id, Func<int, Exercise> Make)> All { get; } =
    [
        ("E6", seed => new MendingExercise(
            "E6", seed, 1, "클라이언트가 끝내도 연결의 끝(파일의 끝)이 오지 않는다. 부모가 무엇을 쥐고 있는지 살펴 고쳐라.",
            Right,
            [
                ("부모가 닫지 않는다", Right.With(ParentCloses, LoopEnds)),
                ("fork보다 먼저 닫는다", Right.With(ParentCloses, LoopEnds)
                    .With(Forks, "        close(clnt_sock);\n" + Forks)),
                ("serv_sock을 닫는다", Right.With(ParentCloses, "        close(serv_sock);\n    }\n}\n")),
                ("fork하지 않는다", Iterative),
            ],
            "fork 뒤에 연결된 소켓을 가리키는 디스크립터가 몇 개인지 센다.", "자식이 쓰는 것은 자식의 번호다. 부모는 자기 번호를 fork 뒤에 닫아도 된다.")
        {
            Rules =
            [
                Rules.NoClosedNumber, Rules.ParentClosesConnection, Rules.OneForkPerClient, Rules.ChildrenCloseListener,
                Rules.EverythingIsEchoed, Rules.ConnectionsEnd,
            ],
        }),
        ("E7", seed => new MendingExercise(
            "E7", seed, 1, "부모가 끝나도 포트가 비지 않는다. 자식이 서비스를 시작할 때 무엇을 쥐고 있는지 살펴 고쳐라.",
            Right,
            [
                ("자식이 닫지 않는다", Right.With(ChildCloses, "            echo")),
                ("서비스가 끝난 뒤에 닫는다", Right.With(ChildCloses, "            echo").With("            return 0;\n",
                    "            close(serv_sock);\n            return 0;\n")),
                ("부모가 닫는다", Right.With(ChildCloses, "            echo").With(ParentCloses,
                    "        close(clnt_sock);\n        close(serv_sock);\n    }\n}\n")),
            ],
            "포트를 쓰는 것은 LISTEN 상태의 소켓이다. 그 소켓을 누가 쥐고 있는가?", "자식은 클라이언트를 받지 않는다. 받지 않는 프로세스에게 서버 소켓은 필요 없다.")
        {
            Rules = [Rules.NoClosedNumber, Rules.ChildrenCloseListener, Rules.ParentClosesConnection, Rules.EverythingIsEchoed],
        }),
        ("E9", seed => new MendingExercise(
            "E9", seed, 2, "한 번에 하나만 상대하는 서버다. 클라이언트 둘을 동시에 상대하게 고쳐라. 클라이언트마다 fork는 한 번이다.",
            Right,
            [
                ("그대로 둔다", Iterative),
                ("자식이 accept로 돌아간다", Right.With(ChildEnds, "            continue;\n")),
                ("자식이 또 fork한다", Right.With(ChildCloses, "            close(serv_sock);\n            if (fork() > 0) {\n"
                    + "                wait(NULL);\n                return 0;\n            }\n            echo")),
                ("accept보다 먼저 fork한다", ForksFirst),
            ],
            "accept가 돌려준 소켓은 자식에게 맡기고 부모는 곧바로 다음 accept로 돌아가야 한다.", "fork는 accept 뒤에 한 번 부른다. 자식은 서비스가 끝나면 return으로 끝난다.")
        {
            Rules = [Rules.OneForkPerClient, Rules.NoClosedNumber, Rules.TwoAtOnce, Rules.EverythingIsEchoed, Rules.ChildrenEnd],
        }),
        ("E10", seed => new MendingExercise(
            "E10", seed, 2, "fork가 실패하는 때가 있다(limit가 한도를 건다). 그때 그 클라이언트만 돌려보내고 서버는 살아남게 고쳐라.",
            Limited,
            [
                ("clnt_sock을 남긴다", Limited.With(ForkFails, "            continue;\n")),
                ("서버를 끝낸다", Limited.With(ForkFails, "            exit(1);\n")),
                ("될 때까지 다시 한다", Limited.With(Forks, "        while ((pid = fork()) == -1)\n            ;\n")),
                ("에코하지 않는다", Limited.With(Reads, OnlyReads)),
                ("회수하지 않는다", Limited.With(InstallsHandler, "    (void)act;\n")),
            ],
            "fork가 실패하면 연결된 소켓을 쥔 것은 부모뿐이다.", "pid가 -1이면 clnt_sock을 닫고 accept로 돌아간다.")
        {
            Rules = [FailedForkIsGivenUp, NextIsServed, Rules.EverythingIsEchoed],
            Scenario = Visits.OneLeavesBeforeTheThirdComes,
            NotHere = () => UserNamespace.WhyNot,
        }),
        ("E11", seed => new MendingExercise(
            "E11", seed, 1, "자식 하나가 끝나면 서버까지 끝난다. 자식이 끝나도 계속 클라이언트를 받게 고쳐라.",
            Right,
            [
                ("반복을 빠져나간다", Right.With(Fails, "        if (clnt_sock == -1)\n            break;\n")),
                ("오류로 끝낸다", Right.With(Fails, "        if (clnt_sock == -1)\n            exit(1);\n")),
                ("처리기를 없앤다", Right.With(InstallsHandler, "    (void)act;\n")),
                ("에코하지 않는다", Right.With(Reads, OnlyReads)),
            ],
            "accept가 -1을 돌려준 까닭(errno)을 본다. 자식이 끝나면 SIGCHLD가 온다.", "EINTR로 실패한 accept는 다시 부르면 된다. SA_RESTART를 주어도 된다.")
        {
            Rules = [SurvivesChildren, Rules.NoZombies, Rules.EverythingIsEchoed],
        }),
        ("E12", seed => new MendingExercise(
            "E12", seed, 2, "클라이언트가 연결을 끊어 버리면(RST) 자식이 길이 -1로 쓴다. read의 반환값을 올바로 다루게 고쳐라.",
            Right,
            [
                ("-1을 길이로 쓴다", Right.With("BUF_SIZE)) > 0)", "BUF_SIZE)) != 0)")),
                ("-1이면 abort한다", Right.With(Reads, "    while ((str_len = read(clnt_sock, buf, BUF_SIZE)) != 0) {\n"
                    + "        if (str_len == -1)\n            abort();\n        write(clnt_sock, buf, str_len);\n    }\n")),
                ("0에서 끝나지 않는다", Right.With(Reads, "    while (1) {\n        str_len = read(clnt_sock, buf, BUF_SIZE);\n"
                    + "        if (str_len > 0)\n            write(clnt_sock, buf, str_len);\n    }\n")),
                ("에코하지 않는다", Right.With(Reads, OnlyReads)),
            ],
            "read가 돌려줄 수 있는 값은 셋이다: 양수, 0, -1.", "읽은 것이 있을 때(> 0)만 쓰고, 0과 -1에서는 서비스를 끝낸다.")
        {
            Rules = [SurvivesReset, Rules.ChildrenEnd, Rules.EverythingIsEchoed],
            Scenario = Visits.OneBreaksOff,
        }),
    ];
}
