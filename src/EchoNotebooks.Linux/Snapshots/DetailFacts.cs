using System.Collections.Immutable;

namespace EchoNotebooks.Linux;

/// <summary>
/// What the kernel says of a snapshot's processes, descriptors and sockets beyond their ownership. Each part is null where it was
/// not asked for; what could not be read is missing in it. Immutable.
/// </summary>
internal sealed record DetailFacts
{
    /// <summary>What the open file description of each descriptor is set to.</summary>
    internal ImmutableDictionary<DescriptorKey, OpenFileStatus>? Files { get; init; }

    /// <summary>The signals of each process, by pid: those of its first thread, where threads may differ.</summary>
    internal ImmutableDictionary<int, ProcStatus>? Signals { get; init; }

    /// <summary>The TCP sockets with their queues, by inode.</summary>
    internal ImmutableDictionary<ulong, SocketFact>? Queues { get; init; }
}
