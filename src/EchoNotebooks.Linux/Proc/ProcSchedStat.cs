namespace EchoNotebooks.Linux;

/// <summary>What /proc/PID/schedstat says of a process's first thread (Documentation/scheduler/sched-stats.rst).</summary>
/// <param name="RunTime">Time on a CPU, in nanoseconds.</param>
/// <param name="WaitTime">Time on a run queue, waiting for a CPU, in nanoseconds.</param>
/// <param name="TimeSlices">How often it was put on a CPU.</param>
public readonly record struct ProcSchedStat(ulong RunTime, ulong WaitTime, ulong TimeSlices)
{
    /// <summary>Reads the text of /proc/PID/schedstat.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="path">Where they came from, for the error.</param>
    /// <exception cref="ProcFormatException">The text is something else.</exception>
    public static ProcSchedStat Parse(ReadOnlySpan<byte> text, string path = "schedstat")
    {
        var reader = new ProcText(text, path);
        var line = reader.NextLine();
        return new(reader.Number<ulong>(ref line, "run"), reader.Number<ulong>(ref line, "wait"), reader.Number<ulong>(ref line, "timeslices"));
    }

    /// <summary>The line that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{RunTime} {WaitTime} {TimeSlices}\n";
}
