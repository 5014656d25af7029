using System.Globalization;

namespace EchoNotebooks.Cli.Tracing;

/// <summary>Steps as text, for a terminal.</summary>
internal static class StepPrinter
{
    /// <summary>What happened, where in the source, and what changed, a line each.</summary>
    public static void Write(TraceStep step, TextWriter output)
    {
        var source = step.Source is { } line ? $"  [{line}]" : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Index,4}  {step.Pid,7}  {step.What}{source}"));
        if (step.Diff is not { } diff) return;
        foreach (var change in diff.Changes) output.WriteLine($"{"",15}- {change}");
    }
}
