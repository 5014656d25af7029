using System.Globalization;
using System.Text;

namespace EchoNotebooks;

/// <summary>E13, E14: what write returns when the other side is gone, and when a signal comes in between.</summary>
internal static class WritingExercises
{
    private const int LetterSize = 16 * 1024 * 1024;
    private const int LineLength = 8;
    private const string Writes = "        write(clnt_sock, buf, str_len);\n";
    private const string BeforeLoop = "    while (1) {\n";
    private const string Ignores = "    signal(SIGPIPE, SIG_IGN);\n" + BeforeLoop;
    private const string WritesAll = """
                if (str_len == -1 && errno == EINTR)
                    continue;

        """;

    private static ProgramText Echoes => ProgramText.EchoServer;

    private static ProgramText Survives => Echoes.With(BeforeLoop, Ignores)
        .With(Writes, "        if (write(clnt_sock, buf, str_len) == -1)\n            break;\n");

    /// <summary>A server that sends a letter instead of an echo: it is longer than what the kernel keeps for a connection.</summary>
    private static ProgramText Letter { get; } = Echoes
        .With("#include <stdlib.h>\n", "#include <stdio.h>\n#include <stdlib.h>\n")
        .With("#define BUF_SIZE 30\n", $"#define SIZE ({LetterSize / 1024 / 1024} * 1024 * 1024)\n")
        .Between("/* 클라이언트가 보내는", "buf, str_len);\n}\n", """
            /* SIGUSR1의 처리기. 아무것도 하지 않지만, 기다리던 write를 깨운다. */
            static void wake_up(int sig)
            {
            }

            /* 접속한 클라이언트에게 긴 편지를 보낸다. 편지의 줄은 여덟 바이트이고 줄마다 번호가 다르다. */
            static void send_letter(int clnt_sock)
            {
                static char letter[SIZE + 1];
                size_t done = 0;

                for (size_t i = 0; i < SIZE; i += 8)
                    sprintf(letter + i, "%07zu\n", i / 8);
                while (done < SIZE) {
                    ssize_t str_len = write(clnt_sock, letter + done, SIZE - done);

                    if (str_len == -1 && errno == EINTR)
                        continue;
                    if (str_len == -1)
                        break;
                    done += str_len;
                }
            }

            """)
        .With("            echo(clnt_sock);\n", "            send_letter(clnt_sock);\n")
        .With("    sigaction(SIGCHLD, &act, NULL);\n", """
                sigaction(SIGCHLD, &act, NULL);
                act.sa_handler = wake_up;
                sigaction(SIGUSR1, &act, NULL);

            """);

    private static Rule SurvivesBrokenPipe { get; } = new("E13", timeline =>
    {
        if (timeline.FirstOrDefault(step => step is { Call: "write", Error: "EPIPE", Role.Kind: RoleKind.Child }) is not { } broken)
            return new("끊긴 연결에 쓴 자식이 없어(EPIPE가 없다) 볼 것이 없다.") { Read = "04 §7" };
        var after = timeline.Of(broken.Pid).Where(step => step.Index > broken.Index);
        if (after.FirstOrDefault(step => step.Call == "exit") is not { } exit)
            return new("write가 실패한 뒤에 자식이 끝나지 않았다.", broken) { Read = "04 §7" };
        if (exit.Arguments.GetValueOrDefault("signal") is string signal)
            return new($"끊긴 연결에 쓰자 {signal} 시그널이 자식을 끝냈다. write는 -1을 돌려줄 기회도 없었다.", exit) { Read = "04 §7" };
        var closes = after.Any(step => step is { Call: "close", Descriptor: "clnt_sock" });
        return after.FirstOrDefault(step => step.Call == "signal") is { } caught && !closes
            ? new("SIGPIPE의 처리기가 자식을 끝냈다. 쓰던 함수로 돌아가지 않으므로 어느 연결이 끊겼는지 알고 닫을 수 없다.", caught) { Read = "04 §7" }
            : null;
    });

    private static Rule WritesEverything { get; } = new("E14", timeline =>
    {
        var writes = timeline.Of(Role.Child).Where(step => step is { Call: "write", Descriptor: "clnt_sock", IsPending: false });
        if (writes.Count == 0) return new("자식이 클라이언트에게 쓴 것이 없다.") { Read = "04 §7" };
        if (timeline.Signals("SIGUSR1").Count == 0)
            return new("SIGUSR1이 쓰고 있는 자식에게 닿지 않았다. 시그널을 막지 말고 write의 반환값을 다룬다.") { Read = "04 §7" };
        var done = 0L;
        foreach (var write in writes)
        {
            if (write.Result is not > 0) continue;
            if (!LetterFrom(done).StartsWith($"{write.Arguments.GetValueOrDefault("data")}", StringComparison.Ordinal))
                return new($"{done}바이트를 보낸 다음의 write가 편지의 그다음이 아니라 다른 곳을 보냈다.", write) { Read = "04 §7" };
            done += write.Result.Value;
        }
        if (done == LetterSize) return null;
        return writes[^1].Error == "EINTR"
            ? new($"시그널 때문에 EINTR로 실패한 write를 끝으로 여겼다. {LetterSize}바이트 가운데 {done}바이트만 갔다.", writes[^1]) { Read = "04 §7" }
            : new($"write가 {done}바이트만 쓰고 돌아왔는데 나머지를 보내지 않았다. 편지는 {LetterSize}바이트다.", writes[^1]) { Read = "04 §7" };
    });

    /// <summary>All of them. After the rules: they must be there first.</summary>
    public static IReadOnlyList<(string Id, Func<int, Exercise> Make)> All { get; } =
    [
        ("E13", seed => new MendingExercise(
            "E13", seed, 3, "에코를 받기 전에 사라지는 클라이언트가 있다. 그 클라이언트를 상대하던 자식이 시그널로 끝나지 않고 스스로 끝나게 고쳐라.",
            Survives,
            [
                ("SIGPIPE를 그대로 둔다", Echoes),
                ("될 때까지 다시 쓴다", Echoes.With(BeforeLoop, Ignores)
                    .With(Writes, "        while (write(clnt_sock, buf, str_len) == -1)\n            ;\n")),
                ("처리기에서 끝낸다", Echoes.With("/* 클라이언트가", "static void broken(int sig)\n{\n    _exit(1);\n}\n\n/* 클라이언트가")
                    .With(BeforeLoop, "    signal(SIGPIPE, broken);\n" + BeforeLoop)),
            ],
            "끊긴 연결에 쓰면 SIGPIPE가 온다. 그 시그널을 그냥 두면 프로세스가 끝난다.",
            "SIGPIPE를 무시하면(SIG_IGN) write가 -1을 돌려준다. 그 값을 보고 서비스를 끝낸다.")
        {
            Rules = [SurvivesBrokenPipe, Rules.ChildrenEnd],
            Scenario = Visits.OneIsGoneBeforeItsEcho,
            IsHeld = true,
        }),
        ("E14", seed => new MendingExercise(
            "E14", seed, 3, "접속한 클라이언트에게 긴 편지를 보내는 서버다. 클라이언트가 받지 않고 버티는 동안 자식에게 시그널이 온다. 그래도 끝까지 보내게 고쳐라.",
            Letter,
            [
                ("한 번만 쓴다", Letter.Between("    while (done < SIZE) {\n", "    }\n}\n",
                    "    (void)done;\n    write(clnt_sock, letter, SIZE);\n}\n")),
                ("같은 곳부터 다시 쓴다", Letter.With("letter + done", "letter")),
                ("EINTR를 끝으로 여긴다", Letter.With(WritesAll, "")),
            ],
            "write가 돌려주는 값은 실제로 쓴 바이트의 수다. 부탁한 수보다 작을 수 있다.",
            "쓴 만큼 자리를 옮겨 나머지를 다시 쓴다. 하나도 못 쓰고 깨면 -1(EINTR)이고, 그때도 다시 쓴다.")
        {
            Rules = [WritesEverything],
            Scenario = Visits.OneTakesItsTime,
        }),
    ];

    /// <summary>The letter from one of its bytes on, as much of it as a step shows.</summary>
    private static string LetterFrom(long offset)
    {
        const int Shown = 64;
        var text = new StringBuilder();
        for (var line = offset / LineLength; text.Length < Shown + LineLength; line++)
            text.Append(CultureInfo.InvariantCulture, $"{line:0000000}\n");
        return text.ToString((int)(offset % LineLength), Shown);
    }
}
