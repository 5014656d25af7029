namespace EchoNotebooks.Engine.Session;

/// <summary>A pipe to which a descriptor of this process leads.</summary>
/// <param name="Stream">Reads it.</param>
/// <param name="WaitForInput">Waits until there is something to read, or no writer left, and takes nothing (poll(2)).</param>
public sealed record CapturedStream(Stream Stream, Action WaitForInput);
