namespace EchoNotebooks.Benchmarks;

/// <summary>A ratio that was measured in several rounds, each time of two neighbours, and what it is to be.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Reference">What it was measured beside.</param>
/// <param name="Ratios">What, divided by the reference, one a round.</param>
internal sealed record Figure(string What, string Reference, List<double> Ratios)
{
    /// <summary>What the median is to be at least; null where no least is asked for.</summary>
    internal double? AtLeast { get; init; }

    /// <summary>What the median is to be at most; null where no most is asked for.</summary>
    internal double? AtMost { get; init; }

    /// <summary>What else was measured, and says why the goal may not be reached.</summary>
    internal string? Reason { get; init; }

    internal double Median => Statistics.Median(Ratios);

    /// <summary>Null where there is no goal.</summary>
    internal bool? IsReached => AtLeast is null && AtMost is null ? null
        : Median >= (AtLeast ?? 0) && Median <= (AtMost ?? double.MaxValue);
}
