using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>One cell as parts.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Head">Its text or its source.</param>
/// <param name="Outputs">What it showed.</param>
internal sealed record CellParts(Cell Cell, Part Head, IReadOnlyList<OutputPart> Outputs)
{
    /// <summary>Whether a section of the chapter begins here.</summary>
    public bool BeginsSection => Head is TextPart { Text.BeginsSection: true };

    /// <summary>Whether its text begins with what the reader is to unfold.</summary>
    public bool BeginsFolded => Head is TextPart { Text.BeginsFolded: true };

    /// <summary>Whether it shows a question.</summary>
    public bool Asks => Outputs.Any(output => output.Role == OutputRole.Question);

    /// <summary>Whether it shows what the kernel answered.</summary>
    public bool Answers => Outputs.Any(output => output.Role is OutputRole.Verdict or OutputRole.AnsweredVerdict);

    /// <summary>All of it.</summary>
    public IEnumerable<Part> All => Outputs.Prepend(Head);
}
