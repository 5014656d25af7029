using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;
using Spectre.Console;

namespace EchoNotebooks.Cli.Running;

/// <summary>A progress bar under the lines that stay.</summary>
internal sealed class TerminalReport : IRunReport
{
    private ProgressTask? bar;

    public Task DuringAsync(int codeCells, Func<Task> work) => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn())
        .StartAsync(async progress =>
        {
            bar = progress.AddTask("준비", maxValue: Math.Max(codeCells, 1));
            await work().ConfigureAwait(false);
            bar.Value = bar.MaxValue;
        });

    public void CellStarted(Notebook notebook, Cell cell, int cellCount)
    {
        if (bar is null) return;
        bar.Description = $"{Path.GetFileName(notebook.Path)} 셀 {cell.Number}/{cellCount}".EscapeMarkup();
        if (cell.Number > 1) bar.Increment(1);
    }

    public void NotebookEnded(NotebookResult result)
    {
        // The last cell that ran, and those that never will.
        bar?.Increment(result.CodeCells - Math.Max(result.Executed - 1, 0));
        AnsiConsole.Markup(result.Succeeded ? "[green]✓[/] " : "[red]✗[/] ");
        AnsiConsole.WriteLine(RunText.Result(result));
        foreach (var failure in result.Failures)
            foreach (var line in RunText.Failure(result, failure)) AnsiConsole.WriteLine(line);
    }

    public void Say(string line) => AnsiConsole.WriteLine(line);

    public void Complain(string line) => AnsiConsole.MarkupLineInterpolated($"[red]{line}[/]");

    /// <summary>Whether the terminal can show this, and the environment does not forbid it (NO_COLOR, TERM=dumb, CI).</summary>
    public static bool Fits =>
        !Console.IsOutputRedirected && !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
