using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Cli.Running;

/// <summary>A line for each thing that happened: for logs, pipes and terminals that can do no more.</summary>
internal sealed class PlainReport : IRunReport
{
    public Task DuringAsync(int codeCells, Func<Task> work) => work();

    public void CellStarted(Notebook notebook, Cell cell, int cellCount)
    {
        if (cell.Number == 1) Console.Out.WriteLine($"실행  {Path.GetFileName(notebook.Path)}  셀 {cellCount}개");
    }

    public void NotebookEnded(NotebookResult result)
    {
        Console.Out.WriteLine(RunText.Result(result));
        foreach (var failure in result.Failures)
            foreach (var line in RunText.Failure(result, failure)) Console.Error.WriteLine(line);
    }

    public void Say(string line) => Console.Out.WriteLine(line);

    public void Complain(string line) => Console.Error.WriteLine(line);
}
