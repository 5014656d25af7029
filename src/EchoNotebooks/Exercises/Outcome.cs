namespace EchoNotebooks;

/// <summary>What became of a submission.</summary>
public enum Outcome
{
    /// <summary>All rules hold.</summary>
    Passed,

    /// <summary>A rule does not hold, or the program does not compile.</summary>
    Failed,

    /// <summary>The machine is at fault, not the submission: no compiler, no tracing, a tracer that was killed.</summary>
    NotGraded,
}
