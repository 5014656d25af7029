using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>One notebook of the book.</summary>
/// <param name="Name">Its page's file, beside the index.</param>
/// <param name="Title">Its title.</param>
/// <param name="Result">How its run went.</param>
/// <param name="Head">The first text cell, which carries the title; the table of contents stands under it.</param>
/// <param name="Body">The rest.</param>
/// <param name="Headings">Its headings, in order.</param>
internal sealed record Chapter(
    string Name, string Title, NotebookResult Result, IReadOnlyList<Part> Head, IReadOnlyList<Part> Body,
    IReadOnlyList<Heading> Headings)
{
    /// <summary>How the run ended.</summary>
    public string Verdict => Result switch
    {
        { Interrupted: true } => $"{Result.Executed}번 셀에서 멈춤",
        { Failures: [var first, ..] } => $"{first.Cell.Number}번 셀 실패",
        _ => "성공",
    };

    /// <summary>Where a link to the first failed cell leads; null where none failed.</summary>
    public string? FailedCell { get; init; }

    /// <summary>What it says of itself.</summary>
    public required Opening Opening { get; init; }

    /// <summary>The terms that it explains.</summary>
    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>Its picture on the index; null for none.</summary>
    public Cover? Cover { get; init; }
}
