using System.Diagnostics;

namespace EchoNotebooks.Tests;

/// <summary>Submissions that do harm: each is judged wrong within its time, and nothing of it is left.</summary>
public sealed class SubmissionLimitTests
{
    private const string Head = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <fcntl.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>

        static int listening(int port)
        {
            struct sockaddr_in adr = { .sin_family = AF_INET };
            int sock = socket(PF_INET, SOCK_STREAM, 0);

            adr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            adr.sin_port = htons(port);
            bind(sock, (struct sockaddr *)&adr, sizeof(adr));
            listen(sock, 5);
            return sock;
        }

        """;

    [Fact]
    public async Task Programs_of_others_are_not_the_submission_s()
    {
        using var confinement = new Confinement();
        using var over = new ManualResetEventSlim();
        var others = Enumerable.Range(0, 320).Select(_ => new Thread(() => over.Wait(), 64 * 1024)).ToList();
        others.ForEach(thread => thread.Start());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        enough.CancelAfter(TimeSpan.FromMilliseconds(300));
        Assert.False(await confinement.ExceedsAsync(enough.Token));
        over.Set();
        others.ForEach(thread => thread.Join());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const string IgnoresSigterm = "signal(SIGTERM, SIG_IGN); listening(atoi(argv[1])); for (;;) pause();";
    private const string Daemon = "if (fork()) return 0; setsid(); if (fork()) return 0; listening(atoi(argv[1])); for (;;) pause();";
    private const string Memory = "char *p; while ((p = malloc(1 << 24))) memset(p, 1, 1 << 24); return 1;";
    private const string Endless = "char b[65536] = { 1 }; int f = creat(\"endless\", 0600); while (write(f, b, 65536) > 0) ; return 1;";

    private const string Hang = "accept(listening(atoi(argv[1])), NULL, NULL); for (;;) pause();";
    private const string BusyLoop = "accept(listening(atoi(argv[1])), NULL, NULL); for (;;) ;";

    /// <summary>What is said where it does not end by itself: of a recording, of a trial, and of one that makes processes.</summary>
    private const string DoesNotEnd = "녹화를 거기서 끝냈다|시험이 끝나지 않아 서버를 끝냈다|프로세스를 쉬지 않고 만들어서";
    private const string EndsEarly = DoesNotEnd + "|기다리기\\(LISTEN\\) 전에 끝났다";
    private const string TakesNobody = "둘째를 받지 않는다|accept가 한 번도 성공하지 않았다";

    public static TheoryData<string, string, string> Harm => new()
    {
        { "E8", "for (;;) fork();", DoesNotEnd },
        { "E6", "for (;;) fork();", DoesNotEnd },
        { "E8", Memory, EndsEarly },
        { "E8", Endless, EndsEarly },
        { "E8", IgnoresSigterm, TakesNobody },
        { "E6", IgnoresSigterm, TakesNobody },
        { "E8", Daemon, "데몬이 되어 뒤로 물러났다" },
        { "E6", Daemon, TakesNobody },
        { "E8", Hang, TakesNobody },
        { "E6", Hang, "부모가 4번을 닫지 않았다" },
        { "E8", BusyLoop, DoesNotEnd },
        { "E6", BusyLoop, DoesNotEnd },
    };

    [Theory(Explicit = true)]
    [MemberData(nameof(Harm))]
    public async Task A_harmful_submission_fails_in_its_time_with_its_reason_and_leaves_nothing(string id, string body, string said)
    {
        var exercise = Exercises.Get(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        // The compiler's cache gives each text a program of its own, by whose path its processes are known.
        var text = $"{Head}int main(int argc, char *argv[])\n{{\n    /* {Guid.NewGuid()} */\n    {body}\n}}\n";
        var program = (await ServerProgram.C(text).PrepareAsync(Stop))[0];
        var waited = Stopwatch.StartNew();
        var assessment = await exercise.SubmitAsync(text, Stop);
        Assert.Equal(Outcome.Failed, assessment.Outcome);
        Assert.Matches(said, $"{assessment}");
        Assert.True(waited.Elapsed < TimeSpan.FromMinutes(4), $"{waited.Elapsed}");
        Assert.Empty(Process.GetProcesses().Where(process => Executable(process) == program).Select(process => process.Id));
        var anywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "endless", anywhere));
    }

    [Fact]
    public async Task The_rounds_of_one_submission_share_its_time()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        var right = ProgramText.EchoServer;
        var exercise = new ServerTrialExercise("E0", 1, 1, "세 번 시험한다.", right, [("주어진 것", right)])
        {
            Rounds = 3,
            Limit = TimeSpan.FromSeconds(3),
            // Each round ends within the limit, the three together do not.
            Trial = async (_, _, over) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1.5), over);
                return null;
            },
        };
        var assessment = await exercise.SubmitAsync(right.ToString(), Stop);
        Assert.Equal(Outcome.Failed, assessment.Outcome);
        Assert.Contains("3초가 지나도 시험이 끝나지 않아 서버를 끝냈다", assessment.Findings[0].Sentence);
    }

    private static string? Executable(Process process)
    {
        try
        {
            return process.MainModule?.FileName;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
