namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>
/// Puts answers out of sight until the reader has thought. Behind a question these are the outputs of the cell that asks the
/// kernel and the rest of the section, which speaks of them; before a text that is folded itself, the outputs that it explains.
/// </summary>
internal static class Folding
{
    private const string Answer = "답을 정했으면 펼쳐 본다: 커널의 답과 설명";
    private const string Result = "생각한 다음 펼쳐 본다: 실행한 결과";

    /// <summary>The parts of a chapter, folded.</summary>
    /// <param name="cells">Its cells.</param>
    /// <param name="failed">Tells a cell that failed: an error is never hidden.</param>
    /// <param name="ids">The page's ids.</param>
    public static IReadOnlyList<Part> Fold(IReadOnlyList<CellParts> cells, Predicate<CellParts> failed, PageIds ids)
    {
        var parts = new List<Part>();
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (cell.Asks && AnswerTo(cells, i) is var (at, end) && !failed(cells[at]))
            {
                // The question offers what the text lists, and there the reader can choose.
                if (parts is [.., TextPart text]) parts[^1] = OfferedOptions.Without(text, cell.Outputs);
                parts.Add(new QuestionPart(
                    [.. cell.All],
                    [.. cells.Take(at).Skip(i + 1).SelectMany(each => each.All), cells[at].Head],
                    new FoldPart(
                        Answer,
                        cells[at].Outputs.Any(output => output.Role == OutputRole.AnsweredVerdict),
                        [.. cells[at].Outputs, .. Fold([.. cells.Take(end).Skip(at + 1)], failed, ids)],
                        ids.Take($"{ids.Of(cells[at].Cell)}-answer"))));
                i = end - 1;
                continue;
            }
            parts.Add(cell.Head);
            var isExplainedFolded = cells.ElementAtOrDefault(i + 1)?.BeginsFolded == true;
            if (isExplainedFolded && cell.Outputs.Count > 0 && !failed(cell)) parts.Add(new FoldPart(Result, IsOpen: false, cell.Outputs));
            else parts.AddRange(cell.Outputs);
        }
        return parts;
    }

    /// <summary>The cell that answers a question, and the end of its section; null where the section has none.</summary>
    private static (int At, int End)? AnswerTo(IReadOnlyList<CellParts> cells, int question)
    {
        var end = question + 1;
        while (end < cells.Count && !cells[end].BeginsSection && !cells[end].Asks) end++;
        for (var at = question + 1; at < end; at++)
            if (cells[at].Answers) return (at, end);
        return null;
    }
}
