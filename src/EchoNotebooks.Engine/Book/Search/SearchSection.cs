namespace EchoNotebooks.Engine.Book.Search;

/// <summary>One section of a page, as the search of the book reads it. What is empty is left out of the page.</summary>
/// <param name="Address">Where it stands: the page's address beside the index, with the id of the section's heading.</param>
/// <param name="IsOpening">Whether it is the opening of the page, which stands before its first heading.</param>
/// <param name="Chapter">The page's title.</param>
/// <param name="Title">The section's heading.</param>
internal sealed record SearchSection(string Address, bool IsOpening, string Chapter, string Title)
{
    /// <summary>The questions of the chapter's opening that name this section.</summary>
    public string? Questions { get; init; }

    /// <summary>The terms that it explains: <see cref="Chapters.Term"/>.</summary>
    public string? Terms { get; init; }

    /// <summary>What stands open.</summary>
    public string? Text { get; init; }

    /// <summary>What a reader unfolds after having thought: it is found, and never shown by the search.</summary>
    public string? Folded { get; init; }

    /// <summary>The source of its cells.</summary>
    public string? Code { get; init; }
}
