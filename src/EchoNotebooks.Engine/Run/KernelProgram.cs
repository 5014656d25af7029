namespace EchoNotebooks.Engine.Run;

/// <summary>
/// How to start a kernel: a program that calls <see cref="Jupyter.JupyterKernel.RunConnected"/> with the last of its
/// arguments.
/// </summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">The arguments before the socket's path.</param>
public sealed record KernelProgram(string FileName, IReadOnlyList<string> Arguments);
