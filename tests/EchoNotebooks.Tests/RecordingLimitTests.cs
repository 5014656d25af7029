using EchoNotebooks.Linux;

namespace EchoNotebooks.Tests;

/// <summary>Recordings of programs that never come to rest, and how things stand when a recording ends.</summary>
public sealed class RecordingLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_that_spins_is_cut_at_its_limit_of_steps_and_told_until_there()
    {
        var timeline = await EchoServer.RecordAsync(Lab(LabSwitch.ParentClosesServ), maxSteps: 200, ct: Stop, scenario: async server =>
        {
            await server.ConnectAsync(Stop);
            await Task.Delay(System.Threading.Timeout.Infinite, Stop);
        });
        Assert.Equal(200, timeline.Count(step => !step.IsPending));
        Assert.False(timeline.IsComplete);
        Assert.Equal("걸음이 한도인 200개에 이르러 녹화를 거기서 끝냈다. 부모 프로세스가 accept를 쉬지 않고 되풀이한다(EBADF).", timeline.Remark);
        Assert.Equal(("accept", "EBADF"), (timeline[199].Call, timeline[199].Error));
        Assert.False(Directory.Exists($"/proc/{timeline[0].Pid}"));
    }

    [Fact]
    public async Task A_program_that_never_listens_is_cut_at_its_limit_of_time()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var spins = ServerProgram.Command("/bin/sh -c 'while :; do :; done'");
        var timeline = await EchoServer.RecordAsync(spins, limit: TimeSpan.FromMilliseconds(500), ct: Stop);
        Assert.False(timeline.IsComplete);
        Assert.StartsWith("한도인 0.5초가 지나 녹화를 거기서 끝냈다.", timeline.Remark);
        Assert.DoesNotContain(timeline, step => step.Call == "exit");
    }

    [Fact]
    public async Task A_scenario_that_never_ends_is_left_at_the_limit_and_what_it_waits_for_ends()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        Task<string>? echo = null;
        var timeline = await EchoServer.RecordAsync(limit: TimeSpan.FromSeconds(2), ct: Stop, scenario: async server =>
        {
            var client = await server.ConnectAsync(Stop);
            await client.FinishAsync();
            echo = client.ReceiveAsync(timeout: System.Threading.Timeout.InfiniteTimeSpan);
            await Task.Delay(System.Threading.Timeout.Infinite, Stop);
        });
        Assert.False(timeline.IsComplete);
        Assert.StartsWith("한도인 2초가 지나 녹화를 거기서 끝냈다.", timeline.Remark);
        if (echo is not null) Assert.Equal("", await echo);
    }

    [Fact]
    public async Task Who_gives_up_gets_no_timeline()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => EchoServer.RecordAsync(ct: stop.Token, scenario: _ => stop.CancelAsync()));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EchoServer.RecordAsync(limit: TimeSpan.Zero, ct: Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EchoServer.RecordAsync(maxSteps: 0, ct: Stop));
    }

    [Fact]
    public async Task The_end_of_a_recording_has_what_its_last_step_could_not_know()
    {
        var timeline = await EchoServer.RecordAsync(Lab(LabSwitch.NoHandler), clients: 2, ct: Stop);
        Assert.True(timeline.IsComplete);
        Assert.Empty(timeline[^1].Before.Zombies);
        Assert.Equal(2, timeline.End.Zombies.Count);
        Assert.Equal(2, timeline.Closes.End.Zombies.Count);
        // SIGCHLD does nothing there.
        Assert.Empty(timeline.Signals());
    }

    [Fact]
    public async Task The_signals_of_a_recording_say_to_whom_and_when_they_came()
    {
        var timeline = await EchoServer.RecordAsync(Lab(), clients: 2, ct: Stop);
        var signals = timeline.Signals("SIGCHLD");
        Assert.Equal([Role.Parent, Role.Parent], signals.Select(step => step.Role));
        Assert.All(signals, step => Assert.Same(step, timeline[step.Index]));
        Assert.Empty(timeline.Signals("SIGPIPE"));
        Assert.Empty(timeline.End.Children);
        Assert.Throws<ArgumentException>(() => timeline.Signals("CHLD"));
        // The tracer followed the calls; that is no lack of the machine, and a picture of a step tells none.
        Assert.All(timeline, step => Assert.Equal(DescriptionSource.Followed, step.Before.Facts.DescriptionSource));
        Assert.DoesNotContain("kcmp", timeline.Closes[0].ToString(), StringComparison.Ordinal);
    }

    private static ServerProgram Lab(params LabSwitch[] switches)
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var program = ServerProgram.Lab(switches);
        if (program.WhyNot is { } reason) Assert.Skip(reason);
        return program;
    }
}
