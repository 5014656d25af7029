using System.Diagnostics;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Waits until a server that runs under trace has done all that it does by itself.</summary>
internal sealed class ServerIdle(TracerProcess tracer)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ExitStepTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether nothing is under way in processes that are not traced, and that the traced ones may wait for.</summary>
    public Func<bool>? OthersSleep { get; init; }

    /// <summary>Waits until no step comes any more and every process sleeps.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Whether it came to rest; false at once where a process makes one failing call again and again.</returns>
    public Task<bool> SettleAsync(TimeSpan timeout, CancellationToken ct) =>
        RestAsync(3 * Interval, timeout, orFailsForEver: true, ct);

    /// <summary>Waits until for some time no step came and every process slept.</summary>
    /// <param name="rest">For how long.</param>
    /// <param name="timeout">How long is waited at most.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Whether it came to rest.</returns>
    public Task<bool> RestAsync(TimeSpan rest, TimeSpan timeout, CancellationToken ct) =>
        RestAsync(rest, timeout, orFailsForEver: false, ct);

    /// <summary>Whether every process sleeps now. R and D move; t is a stop that the tracer has not handled yet.</summary>
    public bool Sleeps
    {
        get
        {
            var alive = tracer.Recording.Current.AllProcesses.Where(process => process.State != 'Z').Select(process => process.Pid);
            return DescriptorSnapshot.Take([.. alive]).Processes.All(process => process.State is 'S' or 'Z' or 'T')
                && OthersSleep?.Invoke() != false;
        }
    }

    private async Task<bool> RestAsync(TimeSpan rest, TimeSpan timeout, bool orFailsForEver, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        var (lines, quiet) = (-1, 0);
        while (!tracer.Ended.IsCompleted)
        {
            if (orFailsForEver && tracer.Recording.FailsForEver is not null) return false;
            quiet = Sleeps && tracer.Recording.Lines == lines ? quiet + 1 : 0;
            lines = tracer.Recording.Lines;
            if (quiet * Interval >= rest) return true;
            if (timeout != Timeout.InfiniteTimeSpan && waited.Elapsed > timeout) return false;
            await Task.Delay(Interval, ct).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Waits until every child that has ended is reaped: some servers look for them now and then only.</summary>
    /// <param name="timeout">How long at most; some servers lose them.</param>
    /// <param name="ct">Gives up.</param>
    public async Task ReapedAsync(TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < timeout && !tracer.Ended.IsCompleted
            && tracer.Recording.Current.AllProcesses.Any(process => process.State == 'Z'))
            await Task.Delay(Interval, ct).ConfigureAwait(false);
    }

    /// <summary>How the process that listened has ended; null while it lives, or another process accepts at its port.</summary>
    /// <param name="pid">The process that listened.</param>
    /// <param name="port">Its port.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<string?> HowEndedAsync(int pid, int port, CancellationToken ct)
    {
        if (tracer.Failure is not null || DescriptorSnapshot.Take([pid]).Processes is [{ State: not ('Z' or 'X') }]) return null;
        // The kernel has ended it already; the tracer's step follows in a moment.
        var exit = await tracer.WaitForAsync(step => step.Pid == pid && step.Call == "exit", ExitStepTimeout, ct).ConfigureAwait(false);
        var sockets = tracer.Recording.Current.ToFacts().Sockets;
        if (exit is null || sockets.Any(socket => socket.State == "LISTEN" && socket.Local?.PortOrNull == port)) return null;
        return exit.Arguments.GetValueOrDefault("signal") is string signal
            ? $"시그널 {signal}" : $"종료 코드 {exit.Arguments.GetValueOrDefault("code")}";
    }
}
