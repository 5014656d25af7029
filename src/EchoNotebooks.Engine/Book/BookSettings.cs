namespace EchoNotebooks.Engine.Book;

/// <summary>What a book is written with.</summary>
/// <param name="IsRegularFile">Whether a path leads to a file that can be copied: a FIFO or a device has no end.</param>
public sealed record BookSettings(Func<string, bool> IsRegularFile)
{
    /// <summary>The scripts that outputs may run, each as a Content-Security-Policy names it: 'sha256-…'. None by default.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>A file that gets the whole book as one page; null for none.</summary>
    public string? WholeFile { get; init; }

    /// <summary>Where the outputs come from; null where that is not known.</summary>
    public Provenance? Provenance { get; init; }
}
