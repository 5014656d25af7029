namespace EchoNotebooks.Torture;

/// <summary>One thing that is done to the programs, and what must become of it.</summary>
/// <param name="Name">What is done, for people.</param>
/// <param name="Expected">What must become of it, for people; what is checked.</param>
/// <param name="RunAsync">Does it and checks it.</param>
internal sealed record Ordeal(string Name, string Expected, Func<Scene, Task> RunAsync)
{
    /// <summary>Whether it takes more than a short run has.</summary>
    internal bool TakesLong { get; init; }
}
