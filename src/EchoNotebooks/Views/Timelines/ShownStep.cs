namespace EchoNotebooks.Views;

/// <summary>One step of a timeline's view.</summary>
/// <param name="Step">The step.</param>
/// <param name="Picture">The number of its picture; −1 where it has none.</param>
/// <param name="IsFirst">Whether no step before it has the same picture.</param>
/// <param name="Changes">What it changed, in sentences.</param>
/// <param name="ChangesOwnership">Whether a descriptor was opened or closed, or a process began or ended.</param>
internal sealed record ShownStep(TraceStep Step, int Picture, bool IsFirst, IReadOnlyList<string> Changes, bool ChangesOwnership)
{
    public string What => $"{Step.Index}. {Step.What}";

    /// <summary>What the script finds the line of the source by; null for none.</summary>
    public string? SourceKey => Step.Source?.ToString();
}
