using EchoNotebooks.Linux;

namespace EchoNotebooks.Live;

/// <summary>
/// A server that is only looked at, ten times a second: nothing stops, traces or ends it. What opens and closes between two
/// looks is not seen.
/// </summary>
/// <param name="name">What it is called.</param>
/// <param name="pid">The process that the window began with.</param>
/// <param name="read">Asks the kernel.</param>
internal sealed class WatchedSubject(string name, int pid, Func<Snapshot> read) : ISubject
{
    /// <summary>Each moment holds two whole readings of the kernel.</summary>
    private const int MostMoments = 1000;
    private readonly Lock gate = new();
    private readonly List<Moment> moments = [];
    private readonly HashSet<string> remarks = [];
    private Snapshot now = read();

    public string Name => name;

    public int Pid => pid;

    public int Port => Now.Port;

    public required string How { get; init; }

    public ServerOutput? Output { get; init; }

    /// <summary>What is ended with the window; null for a server that is another's.</summary>
    public IAsyncDisposable? Owned { get; init; }

    /// <summary>Its user, or a tracer of its user's, may have stopped it (T, t).</summary>
    public Motion Motion
    {
        get
        {
            var living = Now.Facts.Processes.Where(process => process.State != 'Z').ToList();
            if (living.Count == 0) return Motion.Over;
            return living.TrueForAll(process => process.State is 'T' or 't') ? Motion.Standing : Motion.Running;
        }
    }

    public int First { get; private set; }

    public int Count
    {
        get
        {
            lock (gate) return First + moments.Count;
        }
    }

    public Snapshot Now
    {
        get
        {
            lock (gate) return now;
        }
    }

    public IReadOnlyList<string> Remarks
    {
        get
        {
            lock (gate) return [.. remarks];
        }
    }

    public Moment? At(int index)
    {
        lock (gate) return index >= First && index < First + moments.Count ? moments[index - First] : null;
    }

    public void Look()
    {
        var next = read();
        var difference = next.Since(Now);
        var changes = difference.Changes;
        lock (gate)
        {
            foreach (var problem in next.Facts.Problems)
                if (problem.What == ReadProblemKind.NotPermitted) remarks.Add(ReadProblemText.Of(problem));
            now = next;
            if (changes.Count == 0) return;
            var more = changes.Count > 1 ? $" 외 {changes.Count - 1}가지" : "";
            moments.Add(new Moment(
                changes[0].TrimEnd('.') + more, $"{next.Facts.TakenAt.ToLocalTime():HH:mm:ss}에 커널에서 읽었다.",
                next.Facts.TakenAt, difference.Before, next, null));
            if (moments.Count <= MostMoments) return;
            moments.RemoveAt(0);
            First++;
        }
    }

    public ValueTask DisposeAsync() => Owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
