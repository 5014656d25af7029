namespace EchoNotebooks.Engine.Run;

/// <summary>How to start a worker: a program that calls <see cref="Worker.Run"/> with the last of its arguments.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">What stands before the socket's path.</param>
public sealed record WorkerProgram(string FileName, IReadOnlyList<string> Arguments);
