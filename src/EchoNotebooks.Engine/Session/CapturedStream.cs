namespace EchoNotebooks.Engine.Session;

/// <summary>A pipe to which a descriptor of this process leads.</summary>
/// <param name="Stream">Reads it.</param>
/// <param name="WaitForInput">
/// Waits so many milliseconds, −1 for ever, and says whether there is something to read or no writer left; takes nothing (poll(2)).
/// </param>
public sealed record CapturedStream(Stream Stream, Func<int, bool> WaitForInput)
{
    /// <summary>Whether there is something to read, or no writer left.</summary>
    public bool HasInput => WaitForInput(0);
}
