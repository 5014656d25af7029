using System.Text.Json;

namespace EchoNotebooks.Live;

/// <summary>What this program says to the one that started it: one line of JSON on its standard output.</summary>
/// <param name="Event">open or failed.</param>
internal sealed record LiveEvent(string Event)
{
    /// <summary>Where the page is, from this machine; then as other machines find it.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>What the window shows, in a sentence.</summary>
    public string? What { get; init; }

    /// <summary>Why it cannot be opened.</summary>
    public string? Why { get; init; }

    /// <summary>Whether it is the system that does not allow tracing.</summary>
    public bool Refused { get; init; }

    public void Write() => Console.Out.WriteLine(JsonSerializer.Serialize(this, PageJson.Options));
}
