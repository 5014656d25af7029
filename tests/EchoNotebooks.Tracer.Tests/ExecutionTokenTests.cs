using System.Diagnostics;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>A thread that sleeps in its call all the time is preempted; one that only waits for a processor is not.</summary>
public sealed class ExecutionTokenTests
{
    [Fact]
    public void A_sleep_without_a_break_is_preempted() => Assert.Equal([false, false, true],
        Look(('S', 7, 0), ('S', 7, 200), ('S', 7, 300)));

    [Fact]
    public void A_thread_that_was_awake_between_two_looks_has_not_slept() =>
        Assert.Equal([false, false, false], Look(('S', 7, 0), ('S', 8, 300), ('S', 9, 600)));

    [Theory]
    [InlineData('R')]
    [InlineData('t')]
    [InlineData('Z')]
    public void Waiting_for_a_processor_or_for_the_tracer_is_no_sleep(char state) =>
        Assert.Equal([false, false, false, false], Look(('S', 7, 0), (state, 7, 200), ('S', 7, 400), ('S', 7, 600)));

    [Fact]
    public void What_waits_for_the_kernels_own_work_is_given_much_longer() =>
        Assert.Equal([false, false, false, true], Look(('D', 7, 0), ('D', 7, 300), ('D', 7, 9_000), ('D', 7, 11_000)));

    [Fact]
    public void The_next_owner_is_looked_at_anew()
    {
        var token = new ExecutionToken();
        var thread = new TracedThread(2, new TracedProcess(2, null));
        token.Take(new(1, new(1, null)), process: false);
        Assert.False(token.PreemptAsleep(At('S', 7, 0)));
        token.Clear();
        token.Take(thread, process: false);
        Assert.False(token.PreemptAsleep(At('S', 7, 300)));
        Assert.Same(thread, token.Owner);
    }

    private static List<bool> Look(params (char State, long Switches, int Milliseconds)[] samples)
    {
        var token = new ExecutionToken();
        token.Take(new(1, new(1, null)), process: false);
        return [.. samples.Select(s => token.PreemptAsleep(At(s.State, s.Switches, s.Milliseconds)))];
    }

    private static SleepSample At(char state, long switches, int milliseconds) =>
        new(state, switches, 1 + (milliseconds * Stopwatch.Frequency / 1000));
}
