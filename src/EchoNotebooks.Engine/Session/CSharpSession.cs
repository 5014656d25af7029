using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// A C# session: cells run one after another and see what the earlier ones declared. One a process is meant, for
/// the console, the working folder and the hook for clean-ups belong to the process.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(5);
    private readonly SubmissionCompiler compiler;
    private readonly ConditionalWeakTable<Assembly, CellCode> cells = [];
    private readonly SemaphoreSlim turn = new(1);
    private object?[] submissions = new object?[64];
    private volatile StoppableRun? running;

    static CSharpSession()
    {
        CellConsole.Install();
        CellScope.InstallHook();
        // A thread of the reader's own that throws would end the process and with it the whole notebook.
        ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
        {
            ReportLost(CellScope.Current, exception);
            return true;
        });
    }

    /// <summary>A session without any variables.</summary>
    /// <param name="folder">The notebook's folder: what paths in <c>#r</c> and <c>#load</c> are relative to.</param>
    public CSharpSession(string folder) => compiler = new SubmissionCompiler(Path.GetFullPath(folder));

    /// <summary>The last compiled cell of the chain, for completion; null before the first.</summary>
    public CSharpCompilation? Compilation => compiler.Previous;

    /// <summary>
    /// Gets everything under way that the first cell needs (references read, compiler and formatters once through
    /// the JIT), on other threads while documents are still being read.
    /// </summary>
    public static Task WarmUp() => Task.Run(() =>
    {
        var formatting = Task.Run(() => MimeBundle.Of(1));
        new SubmissionCompiler(Path.GetTempPath()).Compile(new CellCode("1+1", "warm-up#cell-0", 0), CancellationToken.None);
        return formatting;
    });

    /// <summary>Runs a cell and waits for its end. Calls wait for one another.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="output">Where its output goes, now and later.</param>
    /// <returns>How it ended; nothing that the cell does throws here.</returns>
    public async Task<CellOutcome> RunAsync(CellCode cell, ICellOutput output)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(output);
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            CellMarks.Line = 0;
            var (submission, wrong) = Compile(cell);
            if (submission is null) return new CellOutcome(CellEnd.Failed, null, wrong);
            if (submission.Factory is null) return new CellOutcome(CellEnd.Succeeded, null, null);
            return await Run(submission, new CellScope(output)).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Stops the cell that is running, if any; its <see cref="RunAsync"/> then ends with Stopped or Abandoned.</summary>
    /// <param name="patience">How long to wait for code that cannot be reached before it is given up.</param>
    /// <returns>Whether a cell was running.</returns>
    public async Task<bool> InterruptAsync(TimeSpan patience)
    {
        if (running is not { } run) return false;
        await run.Stop(patience).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private (Submission?, CellError?) Compile(CellCode cell)
    {
        try
        {
            return compiler.Compile(cell, CancellationToken.None);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return (null, new CellError(e.GetType().Name, e.Message, null, [$"{cell.Number}번 셀: 참조한 파일을 읽을 수 없다. {e.Message}"]));
        }
    }

    private async Task<CellOutcome> Run(Submission submission, CellScope scope)
    {
        var cell = submission.Cell;
        cells.Add(submission.Assembly!, cell);
        if (submissions.Length < cells.Count() + 2) Array.Resize(ref submissions, submissions.Length * 2);
        var run = new StoppableRun(exception => ReportLost(scope, exception));
        running = run;
        try
        {
            var value = await run.Run(async () =>
            {
                scope.Enter();
                var result = await submission.Factory!(submissions);
                return submission.HasValue ? MimeBundle.Of(result) : null;
            }).ConfigureAwait(false);
            scope.Keep();
            return new CellOutcome(CellEnd.Succeeded, value, null);
        }
        catch (Exception) when (run.IsStopping)
        {
            scope.CleanUp(CleanUpPatience);
            int? line = CellMarks.Line is > 0 and var mark ? mark : null;
            var place = line is { } at ? $"{at}번째 줄에서 " : "";
            return new CellOutcome(run.IsInside ? CellEnd.Abandoned : CellEnd.Stopped, null, new CellError(
                "Stopped", $"{place}멈추었다.", line,
                [$"{cell.Number}번 셀을 {place}멈추었다.", .. line is { } quoted ? SourceQuote.Of(cell.Text, quoted) : []]));
        }
        catch (Exception e)
        {
            scope.CleanUp(CleanUpPatience);
            return new CellOutcome(CellEnd.Failed, null, RuntimeErrors.Describe(e, cell, CellOf));
        }
        finally
        {
            running = null;
        }
    }

    private CellCode? CellOf(Assembly assembly) => cells.TryGetValue(assembly, out var cell) ? cell : null;

    private static void ReportLost(CellScope? scope, Exception exception) =>
        scope?.Output.Write("stderr", $"다른 스레드에서 아무도 받지 않은 예외: {exception.GetType().FullName}: {exception.Message}\n");
}
