namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>A question with all that comes before its answer, and the answer with all that would give it away.</summary>
/// <param name="Asking">The cell that asks.</param>
/// <param name="Experiment">What follows, up to the cell that asks the kernel.</param>
/// <param name="Answer">That cell's outputs and the rest of the section.</param>
internal sealed record QuestionPart(IReadOnlyList<Part> Asking, IReadOnlyList<Part> Experiment, FoldPart Answer) : Part;
