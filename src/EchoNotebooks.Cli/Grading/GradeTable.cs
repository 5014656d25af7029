using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Markup;
using Spectre.Console;

namespace EchoNotebooks.Cli.Grading;

/// <summary>The results for people: a row a notebook, and below it what was found.</summary>
internal static class GradeTable
{
    public static void Write(IReadOnlyList<JudgedNotebook> notebooks, TextWriter output)
    {
        if (notebooks.Count == 0) return;
        var (console, text, onTerminal) = TableConsole.For(output);
        var table = new Table();
        foreach (var name in (string[])["노트북", .. notebooks[0].Exercises.Select(exercise => exercise.Id), "맞은 수"])
            table.AddColumn(new TableColumn(name));
        foreach (var notebook in notebooks)
            table.AddRow(
            [
                Visible.OnOneLine(notebook.File).EscapeMarkup(), .. notebook.Exercises.Select(Mark),
                $"{notebook.Passed}/{notebook.Exercises.Count}",
            ]);
        console.Write(onTerminal ? table.RoundedBorder() : table.NoBorder());
        console.WriteLine("○ 맞음  × 틀림  ? 이 컴퓨터에서 채점하지 못함  - 제출하지 않음");
        foreach (var notebook in notebooks)
            foreach (var exercise in notebook.Exercises.Where(exercise => exercise.Findings.Count > 0))
            {
                console.WriteLine();
                console.WriteLine($"{Visible.OnOneLine(notebook.File)} {exercise.Id}");
                foreach (var finding in exercise.Findings) console.WriteLine("  " + Line(finding));
            }
        foreach (var line in text.ToString().Split('\n').SkipLast(1)) output.WriteLine(line.TrimEnd());
    }

    private static string Mark(JudgedExercise exercise) => exercise switch
    {
        { HandedIn: false } => "-",
        { Outcome: JudgedExercise.Passed } => "○",
        { Outcome: JudgedExercise.NotGraded } => "?",
        _ => "×",
    };

    private static string Line(JudgedFinding finding)
    {
        var step = finding.Step is null ? "" : $"걸음 {finding.Step}: ";
        var source = finding.Source is null ? "" : $" ({finding.Source})";
        return Visible.OnOneLine($"{step}{finding.Sentence}{source}{(finding.Read is null ? "" : $" → {finding.Read}")}");
    }
}
