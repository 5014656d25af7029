namespace EchoNotebooks.Cli.Grading;

/// <summary>How one notebook was judged.</summary>
/// <param name="File">Its path as it was given.</param>
/// <param name="Passed">How many exercises it passed.</param>
/// <param name="Exercises">Every exercise, in their order.</param>
internal sealed record JudgedNotebook(string File, int Passed, IReadOnlyList<JudgedExercise> Exercises);
