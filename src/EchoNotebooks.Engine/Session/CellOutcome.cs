namespace EchoNotebooks.Engine.Session;

/// <summary>How a cell ended.</summary>
public enum CellEnd
{
    /// <summary>It ran to its end.</summary>
    Succeeded,

    /// <summary>It did not compile, or threw.</summary>
    Failed,

    /// <summary>It was stopped, and nothing of it runs on that could be reached.</summary>
    Stopped,

    /// <summary>It was told to stop but hangs where managed code cannot be reached; its thread is given up.</summary>
    Abandoned,
}

/// <summary>What one run of a cell came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Value">The value of its last expression as MIME bundle (type, then text); null where it has none.</param>
/// <param name="Error">What went wrong; null only when it succeeded.</param>
public sealed record CellOutcome(CellEnd End, IReadOnlyDictionary<string, string>? Value, CellError? Error);

/// <summary>An error as it is shown to a reader.</summary>
/// <param name="Name">Its kind: an exception's type, or a compiler error's number.</param>
/// <param name="Message">One sentence or more, without a stack trace.</param>
/// <param name="Line">The cell's line that it is about, from 1; null where it is about no line.</param>
/// <param name="Traceback">The whole text to show, line by line: kind, message, places in cells with their source.</param>
public sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Traceback);
