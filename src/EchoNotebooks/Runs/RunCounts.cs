using System.Collections;

namespace EchoNotebooks;

/// <summary>The number that each run of an experiment gave, in the order of the runs. Shown as a bar a run.</summary>
public sealed partial class RunCounts : IReadOnlyList<int>
{
    private readonly IReadOnlyList<int> counts;

    internal RunCounts(IReadOnlyList<int> counts) => this.counts = counts;

    /// <summary>How many runs.</summary>
    public int Count => counts.Count;

    /// <summary>The smallest number.</summary>
    public int Least => counts.Min();

    /// <summary>The largest number.</summary>
    public int Most => counts.Max();

    /// <summary>The number of one run, from 0.</summary>
    public int this[int index] => counts[index];

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => counts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
