namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A question with all that comes before its answer, and the answer with all that would give it away.</summary>
/// <param name="Before">The question, and the cells up to the one that asks the kernel.</param>
/// <param name="Answer">That cell's outputs and the rest of the section.</param>
internal sealed record QuestionPart(IReadOnlyList<Part> Before, FoldPart Answer) : Part;
