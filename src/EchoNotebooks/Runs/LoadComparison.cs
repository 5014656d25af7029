using System.Collections;

namespace EchoNotebooks;

/// <summary>Servers side by side under the same load, in the order in which they were named. Shown as a chart and a table.</summary>
public sealed partial class LoadComparison : IReadOnlyList<LoadResult>
{
    private readonly IReadOnlyList<LoadResult> results;

    internal LoadComparison(IReadOnlyList<LoadResult> results, int rounds)
    {
        this.results = results;
        Rounds = rounds;
    }

    /// <summary>How many rounds each server had.</summary>
    public int Rounds { get; }

    /// <summary>The machine that it was measured on: processor, kernel.</summary>
    public string Machine { get; } = MachineName.Read();

    /// <summary>How many servers.</summary>
    public int Count => results.Count;

    /// <summary>One server's result, from 0.</summary>
    public LoadResult this[int index] => results[index];

    /// <summary>The result of our server with a design: <c>comparison["fork"]</c>.</summary>
    /// <exception cref="ArgumentException">It was not among them.</exception>
    public LoadResult this[string design] => results.FirstOrDefault(result => result.Program.DesignName == design)
        ?? throw new ArgumentException($"\"{design}\"은(는) 견준 것 가운데에 없다.", nameof(design));

    /// <inheritdoc/>
    public IEnumerator<LoadResult> GetEnumerator() => results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
