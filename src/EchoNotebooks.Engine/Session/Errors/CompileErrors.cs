using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>What the compiler found, told with the cell's own lines.</summary>
internal static class CompileErrors
{
    private const int Shown = 20;

    public static CellError Describe(CellCode cell, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics
            .OrderBy(error => error.Location.SourceSpan.Start).DistinctBy(error => (error.Id, error.Location.SourceSpan)).ToList();
        var text = new List<string> { $"{cell.Number}번 셀을 컴파일할 수 없다(오류 {errors.Count}개)." };
        foreach (var error in errors.Take(Shown))
        {
            var place = error.Location.GetLineSpan();
            var line = place.StartLinePosition.Line + 1;
            var inCell = error.Location.IsInSource && place.Path == cell.Path;
            text.Add(inCell ? $"{line}번째 줄: {error.Id} {error.GetMessage()}" : $"{place}: {error.Id} {error.GetMessage()}");
            if (!inCell) continue;
            text.AddRange(SourceQuote.Of(cell.Text, line, place.StartLinePosition.Character));
            if (error.Id == "CS1061" && error.GetMessage().StartsWith("'Task", StringComparison.Ordinal))
                text.Add("        Task는 아직 끝나지 않은 작업이지 그 결과가 아니다. 변수에 담을 때 앞에 await를 붙인다.");
            // A script's parser takes it for a call of something named await.
            if (error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan) == "await")
                text.Add("        셀에서는 await 바로 뒤에 괄호를 쓸 수 없다. 괄호 안의 것을 변수에 담고 그 변수를 기다린다.");
            if (SourceQuote.Line(cell.Text, line)?.TrimStart().StartsWith("#!", StringComparison.Ordinal) == true)
                text.Add("        `#!`로 시작하는 명령은 셀의 첫 줄에서 셀의 언어를 정할 때만 쓸 수 있다.");
        }
        if (errors.Count > Shown) text.Add($"(그 밖의 오류 {errors.Count - Shown}개)");
        var first = errors.FirstOrDefault();
        return new CellError(first?.Id ?? "compile", first?.GetMessage() ?? "", first is null ? null : LineOf(first, cell), text);
    }

    public static CellError At(CellCode cell, int line, string name, string message) =>
        new(name, message, line, [$"{cell.Number}번 셀, {line}번째 줄: {message}", .. SourceQuote.Of(cell.Text, line)]);

    private static int? LineOf(Diagnostic error, CellCode cell)
    {
        var place = error.Location.GetLineSpan();
        return error.Location.IsInSource && place.Path == cell.Path ? place.StartLinePosition.Line + 1 : null;
    }
}
