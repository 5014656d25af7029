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
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for code that cannot be reached, before the cell is given up.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1.5);
    private static readonly string[] Abandoned =
    [
        "이 줄이 부른 코드는 밖에서 멈출 수 없어, 실행하던 스레드를 뒤에 남겨 두고 이어 간다. 변수는 그대로 쓸 수 있다.",
        "남은 스레드는 돌아오는 대로 다음 문장에서 끝난다. 계속 자원을 쓰는 것 같으면 커널을 다시 시작한다.",
    ];
    private const int CompilerStack = 64 << 20;
    private readonly SubmissionCompiler compiler;
    private readonly IProcessHost? host;
    private readonly ConditionalWeakTable<Assembly, CellCode> cells = [];
    private readonly SemaphoreSlim turn = new(1);
    private object?[] submissions = new object?[64];

    static CSharpSession()
    {
        CellConsole.Install();
        CellScope.InstallHook();
        DisplayedValue.ShowWhatIsFormatted();
        // A thread of the reader's own that throws would end the process and with it the whole notebook.
        ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
        {
            ReportLost(CellScope.Current, exception);
            return true;
        });
    }

    /// <summary>A session without any variables.</summary>
    /// <param name="folder">The notebook's folder: what paths in <c>#r</c> and <c>#load</c> are relative to.</param>
    public CSharpSession(string folder) : this(folder, SessionOptions.Plain, null)
    {
    }

    /// <summary>A session without any variables, for a front end.</summary>
    /// <param name="folder">The folder that is most likely the notebook's.</param>
    /// <param name="options">Where else to look, and whether to load copies.</param>
    /// <param name="host">Wakes threads that block in system calls, and knows files by their type; null for a session without.</param>
    public CSharpSession(string folder, SessionOptions options, IProcessHost? host)
    {
        compiler = new SubmissionCompiler(Path.GetFullPath(folder), options, host is null ? _ => null : host.WhyNotRead);
        this.host = host;
    }

    /// <summary>The last compiled cell of the chain, for completion; null before the first.</summary>
    public CSharpCompilation? Compilation => compiler.Previous;

    /// <summary>What completion and the like look at.</summary>
    internal SubmissionCompiler Compiler => compiler;

    /// <summary>Looks for relative paths in one more folder from now on, and there first.</summary>
    public void LookIn(string folder) => compiler.References.LookIn(folder);

    /// <summary>
    /// Gets everything under way that the first cell needs (references read, compiler and formatters once through
    /// the JIT), on other threads while documents are still being read.
    /// </summary>
    public static Task WarmUp() => Task.Run(() =>
    {
        var formatting = Task.Run(() => MimeBundle.Of(1));
        var cell = new CellCode("1+1", "warm-up#cell-0", 0);
        new SubmissionCompiler(AppContext.BaseDirectory, SessionOptions.Plain, _ => null).Compile(cell, CancellationToken.None);
        return formatting;
    });

    /// <summary>Runs a cell and waits for its end. Calls wait for one another.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="output">Where its output goes, now and later.</param>
    /// <param name="stop">
    /// Stops the cell; it then ends with Stopped or Abandoned. A cell that waits or is being compiled is stopped when it begins.
    /// </param>
    /// <returns>How it ended; nothing that the cell does throws here.</returns>
    public async Task<CellOutcome> RunAsync(CellCode cell, ICellOutput output, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(output);
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            Checkpoints.Line = 0;
            var (submission, wrong) = Compile(cell);
            if (compiler.References.TakeRemark() is { } remark) output.Write("stderr", remark + "\n");
            if (submission is null) return new CellOutcome(CellEnd.Failed, null, wrong);
            if (submission.Factory is null) return new CellOutcome(CellEnd.Succeeded, null, null);
            return await Run(submission, new CellScope(output, cell.Number), stop).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private (Submission?, CellError?) Compile(CellCode cell)
    {
        try
        {
            return OnDeepStack(() => compiler.Compile(cell, CancellationToken.None));
        }
        catch (InsufficientExecutionStackException)
        {
            return (null, new CellError("TooDeep", "식이 너무 깊게 겹쳐 있다.", null, [$"{cell.Number}번 셀: 식이 너무 깊게 겹쳐 있어 컴파일할 수 없다. 나누어 적는다."]));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // ArgumentException: a NUL in a path.
            return (null, new CellError(e.GetType().Name, e.Message, null, [$"{cell.Number}번 셀: 참조한 파일을 읽을 수 없다. {e.Message}"]));
        }
    }

    // Long expressions are deep trees, and the compiler walks them on its caller's stack.
    private static T OnDeepStack<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = action();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
        }, CompilerStack)
        { IsBackground = true, Name = "compiler" };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result!;
    }

    private async Task<CellOutcome> Run(Submission submission, CellScope scope, CancellationToken stop)
    {
        var cell = submission.Cell;
        cells.Add(submission.Assembly!, cell);
        if (submissions.Length < cells.Count() + 2) Array.Resize(ref submissions, submissions.Length * 2);
        var run = new InterruptibleRun(exception => ReportLost(scope, exception), host);
        try
        {
            // A task that an earlier cell left behind may have set another one.
            CellConsole.Restore();
            if (stop.IsCancellationRequested) await run.Stop(TimeSpan.Zero).ConfigureAwait(false);
            using var stopping = stop.UnsafeRegister(_ => Task.Run(() => run.Stop(StopTimeout)), null);
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
            Checkpoints.StopForGood(submission.NumberInProcess);
            scope.CleanUp(stopped: true, CleanUpTimeout);
            int? line = Checkpoints.Line is > 0 and var reached ? reached : null;
            var place = line is { } at ? $"{at}번째 줄에서 " : "";
            var abandoned = !await run.IsLeft().ConfigureAwait(false);
            List<string> text =
            [
                $"{cell.Number}번 셀을 {place}멈추었다.",
                .. line is { } quoted ? SourceQuote.Of(cell.Text, quoted) : [],
                .. abandoned ? Abandoned : [],
            ];
            var error = new CellError("Stopped", $"{place}멈추었다.", line, text);
            return new CellOutcome(abandoned ? CellEnd.Abandoned : CellEnd.Stopped, null, error);
        }
        catch (Exception e)
        {
            scope.CleanUp(stopped: false, CleanUpTimeout);
            return new CellOutcome(CellEnd.Failed, null, RuntimeErrors.Describe(e, cell, CellOf));
        }
        finally
        {
            RestoreConsole(scope);
        }
    }

    private static void RestoreConsole(CellScope scope)
    {
        if (CellConsole.Restore() is { Count: > 0 } set)
            scope.Output.Write("stderr", $"Console.{string.Join(", Console.", set)} 호출로 바꾼 것은 이 셀에서만 통한다. 다음 셀의 입출력은 다시 노트북의 것이다.\n");
    }

    private CellCode? CellOf(Assembly assembly) => cells.TryGetValue(assembly, out var cell) ? cell : null;

    private static void ReportLost(CellScope? scope, Exception exception) =>
        scope?.Output.Write("stderr", $"다른 스레드에서 아무도 받지 않은 예외: {exception.GetType().FullName}: {exception.Message}\n");
}
