using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <content>What was read beyond ownership.</content>
public sealed partial class Snapshot
{
    /// <summary>What was read beyond ownership; null for nothing.</summary>
    internal DetailFacts? DetailFacts { get; init; }

    /// <summary>The same snapshot with more facts of what it shows, read from the kernel now.</summary>
    internal Snapshot Reading(Details what)
    {
        if (what == Details.None) return this;
        var reader = new DetailReader(Facts);
        return new(this)
        {
            DetailFacts = new()
            {
                Files = what.HasFlag(Details.Flags) ? reader.ReadFiles() : null,
                Signals = what.HasFlag(Details.Signals) ? reader.ReadSignals() : null,
                Queues = what.HasFlag(Details.Queues) ? reader.ReadQueues() : null,
            },
        };
    }
}
