using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>How notebooks are run.</summary>
/// <param name="Kernel">The program that is the kernel.</param>
/// <param name="Host">The process that runs the notebooks.</param>
/// <param name="CellTimeout">How long one cell may take.</param>
/// <param name="AllowErrors">Whether the cells after a failed one are run all the same.</param>
public sealed record RunOptions(KernelProgram Kernel, IProcessHost Host, TimeSpan CellTimeout, bool AllowErrors);
