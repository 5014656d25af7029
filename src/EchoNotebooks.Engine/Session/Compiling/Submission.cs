using System.Reflection;

namespace EchoNotebooks.Engine.Session;

/// <summary>One cell, compiled and loaded, ready to run.</summary>
/// <param name="Cell">The cell it was made from.</param>
/// <param name="NumberInProcess">Its number among all that this process compiled; see <see cref="Checkpoints"/>.</param>
/// <param name="Assembly">Its assembly; null where there is nothing to run (only usings, references, comments).</param>
/// <param name="Factory">Runs it: takes the array in which every submission leaves itself, gives the last expression's value.</param>
/// <param name="HasValue">Whether its last expression has a value to show.</param>
internal sealed record Submission(
    CellCode Cell, int NumberInProcess, Assembly? Assembly, Func<object?[], Task<object?>>? Factory, bool HasValue);
