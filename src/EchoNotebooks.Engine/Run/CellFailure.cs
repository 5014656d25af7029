using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>A cell that failed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Error">Why.</param>
/// <param name="Printed">The end of what it had printed.</param>
public sealed record CellFailure(Cell Cell, CellError Error, string Printed);
