namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A question that a chapter answers.</summary>
/// <param name="Text">The question.</param>
/// <param name="Sections">The ids of the sections that answer it; none where none is named.</param>
internal sealed record OpeningQuestion(string Text, IReadOnlyList<string> Sections)
{
    /// <summary>The section that begins to answer it; null where none is named.</summary>
    public string? Section => Sections.Count > 0 ? Sections[0] : null;
}
