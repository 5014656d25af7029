namespace EchoNotebooks;

/// <summary>A cell that runs.</summary>
/// <param name="Submission">The class that it was compiled into.</param>
/// <param name="File">The name that the engine gives it in every run; null where it gives none.</param>
internal sealed record CallingCell(Type Submission, string? File);
