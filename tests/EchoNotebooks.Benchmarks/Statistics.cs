namespace EchoNotebooks.Benchmarks;

/// <summary>What several turns come to.</summary>
internal static class Statistics
{
    /// <summary>The value in the middle; of an even number of values the larger of the two.</summary>
    internal static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
