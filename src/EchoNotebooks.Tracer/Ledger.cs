using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// What was last written of everything that is shown, so that a line can say what changed since the line before.
/// Whoever changes something touches it; whether it really differs is decided when a line is written.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<int, ProcessFact> processes = [];
    private readonly Dictionary<(int Pid, int Fd), ShownDescriptor> descriptors = [];
    private readonly Dictionary<ulong, SocketFact> sockets = [];
    private readonly HashSet<int> touchedProcesses = [];
    private readonly HashSet<(int Pid, int Fd)> touchedDescriptors = [];
    private readonly HashSet<ulong> touchedSockets = [];

    internal void TouchProcess(int pid) => touchedProcesses.Add(pid);

    internal void TouchDescriptor(int pid, int fd) => touchedDescriptors.Add((pid, fd));

    internal void TouchSocket(ulong inode) => touchedSockets.Add(inode);

    /// <summary>What differs from the line before, and forgets it: the next call answers for the next line.</summary>
    internal Changes Take(Ownership now)
    {
        var changes = new Changes();
        Compare(touchedProcesses, processes, now.ProcessFact, changes.Processes, changes.GoneProcesses);
        Compare(touchedDescriptors, descriptors, key => now.ShownDescriptor(key.Pid, key.Fd), changes.Descriptors, changes.GoneDescriptors);
        Compare(touchedSockets, sockets, now.SocketFact, changes.Sockets, changes.GoneSockets);
        return changes;
    }

    private static void Compare<TKey, TFact>(
        HashSet<TKey> touched, Dictionary<TKey, TFact> written, Func<TKey, TFact?> now, List<TFact> set, List<TKey> gone)
        where TKey : notnull
        where TFact : class
    {
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
    }
}

/// <summary>A descriptor and what the chapter calls it.</summary>
internal sealed record ShownDescriptor(DescriptorFact Fact, string? Name);

/// <summary>What is new, what is different, and what is there no more.</summary>
internal sealed class Changes
{
    internal List<ProcessFact> Processes { get; } = [];

    internal List<int> GoneProcesses { get; } = [];

    internal List<ShownDescriptor> Descriptors { get; } = [];

    internal List<(int Pid, int Fd)> GoneDescriptors { get; } = [];

    internal List<SocketFact> Sockets { get; } = [];

    internal List<ulong> GoneSockets { get; } = [];
}
