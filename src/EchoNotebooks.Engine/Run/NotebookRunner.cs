using System.Diagnostics;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// Runs notebooks from top to bottom, each in a worker process of its own: whatever a cell does to its process,
/// it ends one notebook. The next notebook's worker warms up while this one's runs.
/// </summary>
public sealed class NotebookRunner(RunOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);
    private const int PrintedLines = 20;
    private const string ExpectedFailure = "raises-exception";
    private Task<WorkerProcess>? next;

    /// <summary>Starts a worker ahead of time.</summary>
    public void Prepare() => next ??= WorkerProcess.StartAsync(options.Worker);

    /// <summary>Runs one notebook; its cells carry their outputs afterwards.</summary>
    /// <param name="notebook">The notebook; outputs that it has are replaced.</param>
    /// <param name="moreToCome">Whether another notebook follows, for which a worker is worth starting.</param>
    /// <param name="cellStarted">Told of each code cell before it runs, and of the number of all.</param>
    /// <param name="cancellation">Stops the running cell and the notebook.</param>
    public async Task<NotebookResult> RunAsync(
        Notebook notebook, bool moreToCome, Action<Cell, int>? cellStarted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var cells = notebook.Cells.Where(cell => cell.IsCode).ToList();
        foreach (var cell in cells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
        Prepare();
        await using var worker = await next!.ConfigureAwait(false);
        next = null;
        if (moreToCome) Prepare();

        var run = new NotebookRun(notebook, worker, options);
        worker.Told = run.Apply;
        await worker.OpenAsync(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var executed = 0;
        foreach (var cell in cells)
        {
            if (cancellation.IsCancellationRequested) break;
            cellStarted?.Invoke(cell, cells.Count);
            executed++;
            if (!await run.RunCell(cell, cancellation).ConfigureAwait(false)) break;
        }
        watch.Stop();
        // What the cells' left-over tasks still write while the worker ends belongs to the notebook, too.
        if (!run.WorkerIsGone) await worker.EndAsync().ConfigureAwait(false);
        run.Settle();
        var interrupted = cancellation.IsCancellationRequested && executed < cells.Count || run.Interrupted;
        return new NotebookResult(notebook, cells.Count, executed, run.Failures, watch.Elapsed, interrupted);
    }

    /// <summary>Ends a worker that was started ahead of time and not used.</summary>
    public async ValueTask DisposeAsync()
    {
        if (next is null) return;
        try
        {
            await using var unused = await next.ConfigureAwait(false);
            unused.Kill();
        }
        catch (InvalidOperationException)
        {
            // It never started, and nobody needed it.
        }
    }

    /// <summary>The run of one notebook.</summary>
    private sealed class NotebookRun(Notebook notebook, WorkerProcess worker, RunOptions options)
    {
        private readonly Dictionary<int, CellOutputs> outputs = [];
        private readonly Dictionary<string, List<JsonObject>> displays = [];
        private readonly Lock gate = new();

        public List<CellFailure> Failures { get; } = [];

        public bool WorkerIsGone { get; private set; }

        public bool Interrupted { get; private set; }

        /// <summary>Runs a cell; false if the notebook ends with it.</summary>
        public async Task<bool> RunCell(Cell cell, CancellationToken cancellation)
        {
            cell.ExecutionCount = cell.Number;
            CellOutputs output;
            lock (gate) outputs[cell.Number] = output = new CellOutputs(cell, displays);
            var language = CellLanguage.Of(cell, notebook);
            switch (language.Name)
            {
                case CellLanguage.CSharp:
                    var code = new CellCode(language.Code, $"{Path.GetFileName(notebook.Path)}#cell-{cell.Number}", cell.Number);
                    return await RunCode(cell, code, output, cancellation).ConfigureAwait(false);
                case CellLanguage.Html:
                    lock (gate) output.Display(new Dictionary<string, string> { ["text/html"] = language.Code.Trim() }, $"html-{cell.Number}");
                    return true;
                case CellLanguage.Markdown:
                    lock (gate) output.Display(new Dictionary<string, string> { ["text/markdown"] = language.Code.Trim() }, $"markdown-{cell.Number}");
                    return true;
                default:
                    return Fail(cell, output, new CellError("Language", $"모르는 셀 언어: {language.Name}", null,
                        [$"{cell.Number}번 셀의 언어 \"{language.Name}\"은 여기서 실행할 수 없다. csharp, markdown, html 가운데 하나여야 한다."]));
            }
        }

        public void Apply(WorkerEvent message)
        {
            lock (gate)
            {
                if (!outputs.TryGetValue(message.Cell, out var output)) return;
                switch (message)
                {
                    case WorkerEvent.Written written:
                        output.Write(written.Stream, written.Text);
                        break;
                    case WorkerEvent.Displayed displayed:
                        output.Display(displayed.Data, displayed.Id);
                        break;
                    case WorkerEvent.Cleared:
                        output.Clear();
                        break;
                    case WorkerEvent.Updated updated:
                        output.Update(updated.Data, updated.Id);
                        break;
                }
            }
        }

        public void Settle()
        {
            lock (gate) foreach (var output in outputs.Values) output.Settle();
        }

        private async Task<bool> RunCode(Cell cell, CellCode code, CellOutputs output, CancellationToken cancellation)
        {
            var running = worker.RunAsync(code);
            using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(running, Task.Delay(options.CellTimeout, waking.Token)).ConfigureAwait(false);
            await waking.CancelAsync().ConfigureAwait(false);
            if (!running.IsCompleted) return await Stop(cell, code, output, running, cancellation.IsCancellationRequested).ConfigureAwait(false);

            var outcome = await running.ConfigureAwait(false);
            if (outcome is null) return await Died(cell, output).ConfigureAwait(false);
            if (outcome.Error is { } error) return Fail(cell, output, error);
            if (outcome.Value is { } value) lock (gate) output.Result(value);
            return true;
        }

        /// <summary>The cell hangs, or somebody wants to stop: it gets the chance to end in order.</summary>
        private async Task<bool> Stop(Cell cell, CellCode code, CellOutputs output, Task<CellOutcome?> running, bool byUser)
        {
            Interrupted |= byUser;
            worker.Interrupt(StopPatience);
            await Task.WhenAny(running, Task.Delay(AnswerPatience)).ConfigureAwait(false);
            var outcome = running.IsCompletedSuccessfully ? running.Result : null;
            var line = outcome?.Error?.Line;
            var place = line is null ? "" : $" {line}번째 줄에서 멈춰 있었다.";
            var message = byUser
                ? $"실행을 멈추라는 시그널을 받아 {cell.Number}번 셀에서 멈추었다.{place}"
                : $"{cell.Number}번 셀이 {options.CellTimeout.TotalSeconds:0.###}초 안에 끝나지 않아 멈추었다.{place} "
                  + "끝나지 않는 반복이나 기다림이 있는지 본다. 오래 걸리는 셀이면 --timeout을 늘린다.";
            var error = new CellError(byUser ? "Interrupted" : "Timeout", message, line,
                [message, .. line is { } at ? SourceQuote.Of(code.Text, at) : []]);
            var goesOn = Fail(cell, output, error) && !byUser;
            if (outcome is { End: CellEnd.Succeeded or CellEnd.Failed or CellEnd.Stopped }) return goesOn;
            worker.Kill();
            WorkerIsGone = true;
            await worker.EndAsync().ConfigureAwait(false);
            return false;
        }

        private async Task<bool> Died(Cell cell, CellOutputs output)
        {
            WorkerIsGone = true;
            var code = await worker.EndAsync().ConfigureAwait(false);
            var how = code switch
            {
                134 => "비정상으로 끝났다(SIGABRT: 잡히지 않은 오류, Environment.FailFast, 스택 넘침 따위)",
                137 => "강제로 끝났다(SIGKILL: 메모리가 모자랐거나 누군가 kill했다)",
                139 => "잘못된 메모리를 건드려 끝났다(SIGSEGV)",
                > 128 => $"시그널 {code - 128}로 끝났다",
                _ => $"스스로 끝났다(종료 코드 {code}: Environment.Exit 따위)",
            };
            lock (gate) output.DropStackTrace();
            var message = $"{cell.Number}번 셀을 실행하던 프로세스가 {how}. 이 노트북은 여기서 끝난다.";
            Fail(cell, output, new CellError("ProcessEnded", message, null, [message]));
            return false;
        }

        private bool Fail(Cell cell, CellOutputs output, CellError error)
        {
            lock (gate)
            {
                output.Settle();
                var printed = Printed(cell);
                output.Error(error.Name, error.Message, error.Traceback);
                if (cell.Tags.Contains(ExpectedFailure) && error.Name is not ("Timeout" or "Interrupted" or "ProcessEnded")) return true;
                Failures.Add(new CellFailure(cell, error, printed));
                return options.AllowErrors;
            }
        }

        private static string Printed(Cell cell)
        {
            var text = string.Concat(cell.Outputs.OfType<JsonObject>().Select(output => MultilineText.Join(output["text"])));
            var lines = text.TrimEnd('\n').Split('\n');
            return lines.Length <= PrintedLines ? text : $"(앞의 {lines.Length - PrintedLines}줄은 줄였다.)\n" + string.Join('\n', lines[^PrintedLines..]);
        }
    }
}
