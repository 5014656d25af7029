using EchoNotebooks.Engine.Run;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Running;

/// <summary>The sentences of a run's report.</summary>
internal static class RunText
{
    public static string Result(NotebookResult result)
    {
        var name = Path.GetFileName(result.Notebook.Path);
        var verdict = result switch
        {
            { Interrupted: true } => "멈춤",
            { Succeeded: true } => "성공",
            { Failures: [var first, ..] } => $"실패({first.Cell.Number}번 셀)",
            _ => "실패",
        };
        var cells = result.Executed == result.CodeCells ? $"셀 {result.CodeCells}개" : $"셀 {result.CodeCells}개 가운데 {result.Executed}개";
        return $"{verdict}  {name}  {cells}  {result.Duration.TotalSeconds:0.0}초";
    }

    /// <summary>A failed cell: its number, line, error and what it had printed. Nothing of it can move a terminal's cursor.</summary>
    public static IEnumerable<string> Failure(NotebookResult result, CellFailure failure)
    {
        var line = failure.Error.Line is { } at ? $", {at}번째 줄" : "";
        yield return $"── {Path.GetFileName(result.Notebook.Path)}, {failure.Cell.Number}번 셀{line} ──";
        foreach (var text in failure.Error.Traceback) yield return Visible.Of(text);
        if (failure.Printed.Length == 0) yield break;
        yield return "셀이 그때까지 출력한 것:";
        // The runtime writes its own stack trace when a cell ends the process (Environment.FailFast): it helps no student.
        foreach (var text in failure.Printed.TrimEnd('\n').Split('\n').Where(text => !text.StartsWith("   at ", StringComparison.Ordinal)))
            yield return "  " + Visible.Of(text);
    }
}
