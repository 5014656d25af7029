namespace EchoNotebooks.Torture;

/// <summary>What a run has done so far; ordeals and their clients add to it at the same time.</summary>
internal sealed class Counts
{
    private long connections;
    private long bytes;
    private int faults;

    internal long Connections => Interlocked.Read(ref connections);

    internal long Bytes => Interlocked.Read(ref bytes);

    internal int Faults => Volatile.Read(ref faults);

    /// <summary>Connections that were served.</summary>
    internal void Connected(long more = 1) => Interlocked.Add(ref connections, more);

    /// <summary>Bytes that came back as they were sent.</summary>
    internal void Echoed(long more) => Interlocked.Add(ref bytes, more);

    /// <summary>A process was killed or stopped, or something was refused to it.</summary>
    internal void Injured() => Interlocked.Increment(ref faults);
}
