namespace EchoNotebooks.Engine.Session;

/// <summary>An error as it is shown to a reader.</summary>
/// <param name="Name">Its kind: an exception's type, or a compiler error's number.</param>
/// <param name="Message">One sentence or more, without a stack trace.</param>
/// <param name="Line">The cell's line that it is about, from 1; null where it is about no line.</param>
/// <param name="Traceback">The whole text to show, line by line: kind, message, places in cells with their source.</param>
public sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Traceback);
