namespace EchoNotebooks;

/// <summary>Experiments that chance has a part in: one run tells little, so they are run several times.</summary>
public static class Runs
{
    /// <summary>Runs an experiment several times, one after another, and keeps the number that each run gives.</summary>
    /// <param name="times">How many times.</param>
    /// <param name="run">One run; what it throws ends the counting.</param>
    /// <returns>The numbers, shown as a chart.</returns>
    public static async Task<RunCounts> CountAsync(int times, Func<Task<int>> run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        ArgumentNullException.ThrowIfNull(run);
        var counts = new List<int>(times);
        for (var i = 0; i < times; i++) counts.Add(await run().ConfigureAwait(false));
        return new RunCounts(counts);
    }
}
