using System.Diagnostics;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// Runs notebooks from top to bottom, each with a kernel of its own: whatever a cell does to its process, it ends one
/// notebook. The next notebook's kernel warms up while this one's runs.
/// </summary>
public sealed class NotebookRunner(RunOptions options) : IAsyncDisposable
{
    private (string Folder, Task<KernelProcess> Kernel)? ahead;

    /// <summary>Starts a kernel ahead of time.</summary>
    /// <param name="folder">The folder of the notebook that is going to be run.</param>
    public void Prepare(string folder) => ahead ??= (folder, KernelProcess.StartAsync(options.Kernel, folder, options.Host));

    /// <summary>Runs one notebook; its cells carry their outputs afterwards.</summary>
    /// <param name="notebook">The notebook; outputs that it has are replaced.</param>
    /// <param name="next">The notebook that follows, for which a kernel is worth starting.</param>
    /// <param name="cellStarted">Told of each code cell before it runs, and of the number of all.</param>
    /// <param name="cancellation">Stops the running cell and the notebook.</param>
    public async Task<NotebookResult> RunAsync(
        Notebook notebook, Notebook? next, Action<Cell, int>? cellStarted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var cells = notebook.Cells.Where(cell => cell.IsCode).ToList();
        foreach (var cell in cells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
        await using var kernel = await TakeKernelAsync(notebook.Folder).ConfigureAwait(false);
        if (next is not null) Prepare(next.Folder);

        var run = new NotebookRun(notebook, kernel, options);
        kernel.Client.Output = run.Take;
        await kernel.WarmUpAsync().ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var executed = 0;
        foreach (var cell in cells)
        {
            if (cancellation.IsCancellationRequested) break;
            cellStarted?.Invoke(cell, cells.Count);
            executed++;
            if (!await run.RunCellAsync(cell, cancellation).ConfigureAwait(false)) break;
        }
        watch.Stop();
        // What the cells' left-over tasks still write while the kernel ends belongs to the notebook, too.
        await run.EndAsync().ConfigureAwait(false);
        var interrupted = cancellation.IsCancellationRequested && executed < cells.Count || run.Interrupted;
        return new NotebookResult(notebook, cells.Count, executed, run.Failures, watch.Elapsed, interrupted);
    }

    /// <summary>Ends a kernel that was started ahead of time and not used.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ahead is not var (_, starting)) return;
        ahead = null;
        try
        {
            await using var unused = await starting.ConfigureAwait(false);
        }
        catch (KernelStartException)
        {
            // It never started, and is not needed.
        }
    }

    private async Task<KernelProcess> TakeKernelAsync(string folder)
    {
        if (ahead?.Folder != folder) await DisposeAsync().ConfigureAwait(false);
        Prepare(folder);
        var kernel = ahead!.Value.Kernel;
        ahead = null;
        return await kernel.ConfigureAwait(false);
    }
}
