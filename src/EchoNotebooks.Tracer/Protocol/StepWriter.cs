using System.Collections.Immutable;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>Writes steps and snapshots, each with all that is owned or with what changed.</summary>
internal sealed class StepWriter(JsonLines lines, Ownership ownership, DeltaTracker tracker, bool deltas)
{
    private bool hasBegun;

    /// <summary>Whether the calls were followed, or everything was read anew at every step.</summary>
    internal DescriptionSource Source { get; set; } = DescriptionSource.Followed;

    /// <summary>Writes a step with all that is owned now, or with what changed since the line before.</summary>
    internal void Write(TraceLine step)
    {
        var changes = deltas ? tracker.Take(ownership) : null;
        lines.Write(deltas && hasBegun ? step with { Changes = changes } : step with { Snapshot = Snapshot() });
        hasBegun = true;
    }

    /// <summary>All that is owned now.</summary>
    internal DescriptorSnapshot Snapshot()
    {
        var descriptors = ImmutableArray.CreateBuilder<DescriptorFact>();
        var sockets = ImmutableArray.CreateBuilder<SocketFact>();
        var seen = new HashSet<ulong>();
        foreach (var process in ownership.Processes)
        {
            if (process.Table is null) continue;
            foreach (var fd in process.Table.Descriptors.Keys)
            {
                if (ownership.ShownDescriptor(new(process.Pid, fd)) is not { } descriptor) continue;
                descriptors.Add(descriptor);
                if (descriptor is { Kind: DescriptorKind.Socket, Inode: { } inode } && seen.Add(inode)
                    && ownership.SocketFact(inode) is { } socket) sockets.Add(socket);
            }
        }
        // The kernel has these, and no process that is shown has a descriptor of them.
        sockets.AddRange(ownership.Sockets.Select(socket => socket.Inode!.Value).Where(seen.Add).Order()
            .Select(ownership.SocketFact).OfType<SocketFact>());
        return new()
        {
            TakenAt = DateTimeOffset.UtcNow,
            DescriptionSource = Source,
            Processes = [.. ownership.Processes.Select(process => process.Fact)],
            Descriptors = descriptors.ToImmutable(),
            Sockets = sockets.ToImmutable(),
        };
    }
}
