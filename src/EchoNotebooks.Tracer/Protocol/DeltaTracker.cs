using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// What was last written of everything that is shown, so that a line can say what changed since the line before. What
/// may have changed is touched; whether it really differs is decided when a line is written.
/// </summary>
internal sealed class DeltaTracker
{
    private readonly Dictionary<int, ProcessFact> processes = [];
    private readonly Dictionary<DescriptorKey, DescriptorFact> descriptors = [];
    private readonly Dictionary<ulong, SocketFact> sockets = [];
    private readonly HashSet<int> touchedProcesses = [];
    private readonly HashSet<DescriptorKey> touchedDescriptors = [];
    private readonly HashSet<ulong> touchedSockets = [];

    internal void TouchProcess(int pid) => touchedProcesses.Add(pid);

    internal void TouchDescriptor(int pid, int fd) => touchedDescriptors.Add(new(pid, fd));

    internal void TouchSocket(ulong inode) => touchedSockets.Add(inode);

    /// <summary>What differs from the line before, and forgets it: the next call answers for the next line.</summary>
    internal TraceChanges Take(Ownership now)
    {
        var (processes, goneProcesses) = Compare(touchedProcesses, this.processes, now.ProcessFact);
        var (descriptors, goneDescriptors) = Compare(touchedDescriptors, this.descriptors, now.ShownDescriptor);
        var (sockets, goneSockets) = Compare(touchedSockets, this.sockets, now.SocketFact);
        return new()
        {
            TakenAt = DateTimeOffset.UtcNow,
            Processes = processes,
            Descriptors = descriptors,
            Sockets = sockets,
            GoneProcesses = goneProcesses,
            GoneDescriptors = goneDescriptors,
            GoneSockets = goneSockets,
        };
    }

    private static (List<TFact> Set, List<TKey> Gone) Compare<TKey, TFact>(
        HashSet<TKey> touched, Dictionary<TKey, TFact> written, Func<TKey, TFact?> now)
        where TKey : notnull
        where TFact : class
    {
        var (set, gone) = (new List<TFact>(), new List<TKey>());
        foreach (var key in touched)
        {
            var fact = now(key);
            var had = written.TryGetValue(key, out var before);
            if (fact is null)
            {
                if (had && written.Remove(key)) gone.Add(key);
            }
            else if (!fact.Equals(before))
            {
                written[key] = fact;
                set.Add(fact);
            }
        }
        touched.Clear();
        return (set, gone);
    }
}
