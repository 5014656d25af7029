using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Run;

/// <summary>What became of one notebook. The notebook itself carries the outputs, also of a run that ended early.</summary>
/// <param name="Notebook">The executed notebook.</param>
/// <param name="CodeCells">How many cells there were to run.</param>
/// <param name="Executed">How many were begun.</param>
/// <param name="Failures">The cells that failed against expectation.</param>
/// <param name="Duration">From the first cell's start to the last one's end.</param>
/// <param name="Interrupted">Whether the run was stopped by a signal.</param>
public sealed record NotebookResult(
    Notebook Notebook, int CodeCells, int Executed, IReadOnlyList<CellFailure> Failures, TimeSpan Duration, bool Interrupted)
{
    /// <summary>Whether everything ran and nothing failed.</summary>
    public bool Succeeded => Failures.Count == 0 && !Interrupted;
}
