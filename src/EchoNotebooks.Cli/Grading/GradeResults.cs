namespace EchoNotebooks.Cli.Grading;

/// <summary>The results of a class, as <c>echonb grade --json</c> writes them.</summary>
/// <param name="Schema">The version of this form: 1.</param>
/// <param name="Seed">What the numbers of generated exercises were drawn from.</param>
/// <param name="Notebooks">Every notebook, in the order in which they were given.</param>
internal sealed record GradeResults(int Schema, int Seed, IReadOnlyList<JudgedNotebook> Notebooks);
