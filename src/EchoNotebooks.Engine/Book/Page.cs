using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Book;

/// <summary>A page of the book.</summary>
/// <param name="Name">Its file, beside the index.</param>
/// <param name="Title">Its title.</param>
/// <param name="WriteBody">Writes what stands in its body.</param>
internal sealed record Page(string Name, string Title, Action<MarkupWriter> WriteBody)
{
    /// <summary>The scripts that it may run beyond those of every page, each as a Content-Security-Policy names it.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Where the book is searched from here; null where nothing leads there.</summary>
    public string? Search { get; init; }
}
