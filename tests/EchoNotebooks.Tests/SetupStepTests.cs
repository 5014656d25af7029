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
