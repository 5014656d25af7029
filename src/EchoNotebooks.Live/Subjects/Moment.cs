using EchoNotebooks.Views;

namespace EchoNotebooks.Live;

/// <summary>One point of the history: a step of a traced server, or what two looks at a watched one found different.</summary>
/// <param name="Heading">What happened, as strace(1) writes it: close(clnt_sock=4) = 0.</param>
/// <param name="Sentence">The same as a sentence.</param>
/// <param name="At">When.</param>
/// <param name="Before">What was owned before.</param>
/// <param name="After">What was owned after it; null for what has no after (a signal).</param>
/// <param name="Source">The line of the source; null where that is not known.</param>
internal sealed record Moment(
    string Heading, string Sentence, DateTimeOffset At, Snapshot Before, Snapshot? After, SourceLine? Source)
{
    /// <summary>A step of a traced server.</summary>
    public static Moment Of(TraceStep step)
    {
        var (before, after) = (step.BeforeAsShown, step.After);
        return new(StepTrace.Of(step), step.What, (after ?? before).Facts.TakenAt, before, after, step.Source);
    }
}
