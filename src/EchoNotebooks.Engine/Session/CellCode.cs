namespace EchoNotebooks.Engine.Session;

/// <summary>The text of one run of one cell.</summary>
/// <param name="Text">C# script, as the reader wrote it.</param>
/// <param name="Path">
/// A stable name of the cell, such as <c>01-model.ipynb#cell-3</c>: what <c>[CallerFilePath]</c> gives to a library
/// that the cell calls, and what stack traces carry.
/// </param>
/// <param name="Number">The number by which messages call the cell.</param>
public sealed record CellCode(string Text, string Path, int Number);
