using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>What a rule has found wrong: what, at which step, and where to read again.</summary>
/// <param name="Sentence">What the program did, and what follows from it, in Korean.</param>
/// <param name="At">The step that shows it; null where it is something that did not happen.</param>
public sealed record Finding(string Sentence, TraceStep? At = null)
{
    /// <summary>The section to read again: "03 §4"; null for none.</summary>
    public string? Read { get; init; }

    /// <summary>What was judged where no step was: a tree, a snapshot; null for none.</summary>
    internal IView? Picture { get; init; }

    /// <summary>"걸음 12: 부모가 4번을 쥔 채 accept로 돌아갔다. (program.c:61) → 03 §4".</summary>
    public override string ToString()
    {
        var step = At is null ? "" : $"걸음 {At.Index}: ";
        var line = At?.Source is { } source ? $" ({source})" : "";
        return $"{step}{Sentence}{line}{(Read is null ? "" : $" → {Read}")}";
    }
}
