namespace EchoNotebooks.Engine.Run;

/// <summary>How notebooks are run.</summary>
/// <param name="Worker">What starts a worker.</param>
/// <param name="CellTimeout">How long one cell may take.</param>
/// <param name="AllowErrors">Whether the cells after a failed one are run all the same.</param>
public sealed record RunOptions(WorkerProgram Worker, TimeSpan CellTimeout, bool AllowErrors);
