using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;

namespace EchoNotebooks.Cli.Running;

/// <summary>Tells a person how a run goes.</summary>
internal interface IRunReport
{
    /// <summary>Runs the work and shows its progress meanwhile.</summary>
    /// <param name="codeCells">How many cells there are in all.</param>
    /// <param name="work">The work.</param>
    Task DuringAsync(int codeCells, Func<Task> work);

    /// <summary>A cell is about to run.</summary>
    void CellStarted(Notebook notebook, Cell cell, int cellCount);

    /// <summary>A notebook has ended.</summary>
    void NotebookEnded(NotebookResult result);

    /// <summary>A line about the run as a whole.</summary>
    void Say(string line);

    /// <summary>A line about something that is wrong.</summary>
    void Complain(string line);
}
