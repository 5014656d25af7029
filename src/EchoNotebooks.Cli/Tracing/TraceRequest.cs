namespace EchoNotebooks.Cli.Tracing;

/// <summary>What <c>echonb trace</c> was asked for.</summary>
/// <param name="Command">The program and its arguments, {port} not yet replaced.</param>
/// <param name="Json">Where the JSON lines go; "-" for standard output, null for nowhere.</param>
/// <param name="Deltas">Whether they tell what changed in place of everything.</param>
/// <param name="Html">Where the page goes; "-" for standard output, null for nowhere.</param>
/// <param name="Clients">How many clients; 0 for none: it records until it is interrupted.</param>
/// <param name="Port">Where the server listens, if that was said.</param>
/// <param name="Say">What each client sends; null for a line of its own.</param>
/// <param name="Step">Whether every step waits for Enter.</param>
/// <param name="Limit">How long it records at most; null for as long as it takes.</param>
internal sealed record TraceRequest(
    string[] Command, string? Json, bool Deltas, string? Html, int Clients, int? Port, byte[]? Say, bool Step,
    TimeSpan? Limit)
{
    /// <summary>Without a file the steps are told as text.</summary>
    public bool IsText => Json is null && Html is null;

    public bool TakesStandardOutput => Json == "-" || Html == "-";
}
