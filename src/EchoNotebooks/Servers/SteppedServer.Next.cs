using EchoNotebooks.Linux;

namespace EchoNotebooks;

public sealed partial class SteppedServer
{
    /// <summary>The points at which a step ends, in the order of a client's life.</summary>
    private static readonly StopPoint[] Points =
    [
        After.Accept, After.Fork, After.Close("clnt_sock", by: Role.Parent), After.Close("serv_sock", by: Role.Child),
        After.EndOfFile, After.Close("clnt_sock", by: Role.Child), After.Exit, After.Wait,
    ];

    /// <summary>
    /// Lets one process go on until it stands still again, or ends: the parent until it has parted from the client that it took,
    /// then its children in the order of their forks, then the parent again. A child that has closed serv_sock reads, and runs
    /// until its client has closed.
    /// </summary>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>That step.</returns>
    /// <exception cref="EchoServerException">
    /// Nothing happened in time; the message says where every process stands.
    /// </exception>
    public async Task<Step> NextAsync(TimeSpan? timeout = null)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await NextStepAsync(timeout ?? DefaultTimeout).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<IStep> ISteppedServer.NextAsync(TimeSpan? timeout) => await NextAsync(timeout).ConfigureAwait(false);

    private async Task<Step> NextStepAsync(TimeSpan timeout)
    {
        var deadline = DateTime.UtcNow + timeout;
        var (before, shown) = (last, last);
        var moving = 0;
        while (true)
        {
            var now = process.Snapshot();
            foreach (var point in Points)
                if (Reached(point, now) is { } reached) return Report(point, reached, now, before, shown);
            if (now.Facts.Processes.Length == 0)
                throw new EchoServerException($"서버(pid {Pid})와 그 자식이 모두 끝나서 다음 걸음이 없다. 서버를 새로 시작한다.");
            var standing = Standing(now);
            // A stop that is no step (before waitpid) is left at once; a process that was killed meanwhile is not waited for.
            if (standing.Exists(fact => fact.Pid == moving) || !now.Facts.Processes.Any(fact => fact.Pid == moving)) moving = 0;
            if (moving == 0 && Mover(standing, now) is { } next)
            {
                if (Arrives(next, now)) moving = next.Pid;
                before = now;
                Continue(next);
            }
            if (DateTime.UtcNow > deadline)
                throw new EchoServerException(
                    $"{timeout.TotalSeconds:0.#}초를 기다렸지만 다음 걸음이 없다. "
                    + $"모두 기다리고 있다. 클라이언트가 연결하거나 닫아야 서버가 움직인다.\n{Places(now)}");
            await Task.Delay(Interval).ConfigureAwait(false);
        }
    }

    /// <summary>The processes that may go on. A parent that has returned from fork waits until its child stands too.</summary>
    private List<ProcessFact> Standing(Snapshot now) =>
    [
        .. now.Facts.Processes.Where(fact => fact.State == 'T' && log.At(fact.Pid) is { } at
            && (fact.Pid != Pid || at != After.Fork.Word || log.IsReported(Pid, at))),
    ];

    /// <summary>
    /// The process that goes on. A parent that would only wait stays where it stands: a child that ends is seen before it is reaped.
    /// </summary>
    private ProcessFact? Mover(List<ProcessFact> standing, Snapshot now)
    {
        var parent = standing.Find(fact => fact.Pid == Pid);
        if (parent is not null && log.At(Pid) is "after accept" or "after fork" or "before waitpid") return parent;
        return standing.Where(fact => fact.Pid != Pid).MinBy(fact => now.RoleOf(fact.Pid).Number)
            ?? (now.Zombies.Count > 0 || AcceptQueue.Waiting(Port) != 0 ? parent : null);
    }

    /// <summary>Whether a process that goes on comes to its next stop by itself: a child whose client is connected reads.</summary>
    private bool Arrives(ProcessFact next, Snapshot now) => log.At(next.Pid) != "after close(serv_sock)"
        || !now.Facts.Descriptors.Any(fact => fact.Pid == next.Pid && now.SocketOf(fact) is { Remote: not null, State: "ESTABLISHED" });
}
