using System.Globalization;
using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>What the compiler found, told with the cell's own lines.</summary>
internal static class CompileErrors
{
    private const int Shown = 20;
    private static readonly CultureInfo Korean = CultureInfo.GetCultureInfo("ko");

    /// <param name="cell">The cell.</param>
    /// <param name="diagnostics">The errors.</param>
    /// <param name="hasLibrary">Whether this cell or an earlier one references a library.</param>
    public static CellError Describe(CellCode cell, IEnumerable<Diagnostic> diagnostics, bool hasLibrary)
    {
        var hints = new CompileHints(cell, hasLibrary);
        var errors = diagnostics
            .OrderBy(error => error.Location.SourceSpan.Start).DistinctBy(error => (error.Id, error.Location.SourceSpan)).ToList();
        var text = new List<string> { $"{cell.Number}번 셀을 컴파일할 수 없다(오류 {errors.Count}개)." };
        foreach (var error in errors.Take(Shown))
        {
            var place = error.Location.GetLineSpan();
            var line = place.StartLinePosition.Line + 1;
            var inCell = error.Location.IsInSource && place.Path == cell.Path;
            text.Add(inCell ? $"{line}번째 줄: {error.Id} {Message(error)}" : $"{place}: {error.Id} {Message(error)}");
            if (!inCell) continue;
            text.AddRange(SourceQuote.Of(cell.Text, line, place.StartLinePosition.Character));
            text.AddRange(hints.For(error).Select(hint => "        " + hint));
        }
        if (errors.Count > Shown) text.Add($"(그 밖의 오류 {errors.Count - Shown}개)");
        var first = errors.FirstOrDefault();
        return new CellError(first?.Id ?? "compile", first is null ? "" : Message(first), first is null ? null : LineOf(first, cell), text);
    }

    public static CellError At(CellCode cell, int line, string name, string message) =>
        new(name, message, line, [$"{cell.Number}번 셀, {line}번째 줄: {message}", .. SourceQuote.Of(cell.Text, line)]);

    private static string Message(Diagnostic error) => error.GetMessage(Korean);

    private static int? LineOf(Diagnostic error, CellCode cell)
    {
        var place = error.Location.GetLineSpan();
        return error.Location.IsInSource && place.Path == cell.Path ? place.StartLinePosition.Line + 1 : null;
    }
}
