namespace EchoNotebooks.Tests;

/// <summary>What a server sets up and waits with, as steps: only where it is asked for.</summary>
public sealed class SetupStepTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_and_an_option_are_steps_with_their_lines()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var program = ServerProgram.Lab(LabSwitch.Restart);
        if (program.WhyNot is { } reason) Assert.Skip(reason);
        var timeline = await EchoServer.RecordAsync(program, withSetup: true, ct: Stop);
        Assert.True(timeline.IsComplete, timeline.Remark);
        Assert.Equal(
            ["부모 프로세스: sigaction(SIGPIPE)이 돌아왔다: SIGPIPE 시그널을 무시한다(SIG_IGN)",
            "부모 프로세스: sigaction(SIGCHLD)이 돌아왔다: SIGCHLD 시그널이 오면 처리기를 실행하고, 중단된 호출을 다시 시작한다(SA_RESTART)"],
            timeline.Take(2).Select(step => step.What));
        Assert.Contains("sigaction(SIGCHLD", timeline[1].Source!.Text);
        var option = timeline.Single(step => step.Call == "setsockopt");
        Assert.Equal(("SO_REUSEADDR", 1L, 3), (option.Arguments["option"], option.Arguments["value"], option.Fd));
        Assert.Equal(["socket", "setsockopt", "bind", "listen"], timeline.Skip(2).Take(4).Select(step => step.Call));
        Assert.Contains(timeline, step => step is { Call: "accept", Result: > 0 });
    }

    [Fact]
    public async Task A_signal_that_is_blocked_and_one_that_is_sent_are_steps_with_what_they_name()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var program = ServerProgram.C("""
            #define _GNU_SOURCE
            #include <arpa/inet.h>
            #include <signal.h>
            #include <stdlib.h>
            #include <sys/socket.h>
            #include <unistd.h>

            int main(int argc, char **argv)
            {
                struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])) };
                sigset_t set;
                int serv_sock = socket(PF_INET, SOCK_STREAM, 0);

                sigemptyset(&set);
                sigaddset(&set, SIGUSR1);
                sigprocmask(SIG_BLOCK, &set, NULL);
                kill(getpid(), SIGUSR1);
                own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
                bind(serv_sock, (struct sockaddr *)&own, sizeof(own));
                listen(serv_sock, 5);
                pause();
                return 0;
            }
            """);
        if (program.WhyNot is { } reason) Assert.Skip(reason);
        var timeline = await EchoServer.RecordAsync(program, clients: 0, withSetup: true, ct: Stop);
        var (mask, kill) = (timeline.Single(step => step.Call == "sigprocmask"), timeline.Single(step => step.Call == "kill"));
        Assert.Equal(("SIG_BLOCK", "SIGUSR1", (long?)0), (mask.Arguments["how"], mask.Arguments["signals"], mask.Result));
        Assert.EndsWith("SIGUSR1 시그널을 막아 둔다. 풀 때까지 전달되지 않는다", mask.What);
        Assert.Equal(((long)kill.Pid, "SIGUSR1", (long?)0), (kill.Arguments["pid"], kill.Arguments["signal"], kill.Result));
        Assert.EndsWith($"부모 프로세스(pid {kill.Pid})에게 SIGUSR1 시그널을 보냈다", kill.What);
        Assert.Contains("kill(getpid()", kill.Source!.Text);
    }

    [Fact(Explicit = true)]
    public async Task The_server_in_CSharp_blocks_its_signals_reads_them_from_a_descriptor_and_waits_in_poll()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var timeline = await EchoServer.RecordAsync(withSetup: true, ct: Stop);
        Assert.True(timeline.IsComplete, timeline.Remark);
        var signalfd = timeline.Single(step => step.Call == "signalfd");
        // What the runtime sets up for itself is not of the timeline.
        Assert.Equal(0, signalfd.Index);
        Assert.Contains("SIGCHLD", (string)signalfd.Arguments["signals"]!);
        var poll = timeline.First(step => step is { Call: "poll", Result: > 0 });
        Assert.Contains($"{signalfd.Result}", ((string)poll.Arguments["descriptors"]!).Split(", "));
        Assert.Contains("가운데 1개에 일이 생겼다", poll.What);
        Assert.Contains("가운데 하나에 일이 생기기를 기다린다", timeline.Last(step => step.Call == "poll").What);

        var plain = await EchoServer.RecordAsync(ct: Stop);
        Assert.DoesNotContain(plain, step => step.IsSetup);
    }
}
