using EchoNotebooks.Cli.Books;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Publishing;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Cli.Running;

/// <summary>One run from its arguments to its exit code.</summary>
internal sealed class RunSession
{
    /// <summary>What this program is called with when it is to be the kernel of a run; the socket's path follows.</summary>
    public const string KernelVerb = "run-kernel";

    private const int Failed = 1;

    private readonly RunRequest request;
    private readonly IRunReport report = TerminalReport.Fits ? new TerminalReport() : new PlainReport();
    private readonly List<NotebookResult> results = [];
    private readonly string output;
    private readonly string html;
    private bool isWrong;
    private bool isIncomplete;

    private RunSession(RunRequest request)
    {
        this.request = request;
        var top = Repository.Root ?? Directory.GetCurrentDirectory();
        output = Path.GetFullPath(request.Output ?? Path.Combine(top, "artifacts", "run"));
        html = Path.GetFullPath(request.Book.Html ?? Path.Combine(top, "artifacts", "book"));
    }

    public static Task<int> RunAsync(RunRequest request) => new RunSession(request).RunAsync();

    private async Task<int> RunAsync()
    {
        if (Inputs() is not { } paths) return Shell.WrongArguments;
        // Before the first kernel starts: it inherits where its proofs go.
        using var proofs = request.Teacher ? new TeacherProofs() : null;
        var runner = new NotebookRunner(new RunOptions(Kernel(), new ProcessHost(), request.Timeout, request.AllowErrors));
        await using var disposing = runner.ConfigureAwait(false);
        var files = NotebookFinder.Find(paths, Complain);
        // It starts while notebooks are being read.
        if (files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))).FirstOrDefault() is { } folder && Directory.Exists(folder))
            runner.Prepare(folder);
        var notebooks = NotebookFinder.Load(files, Complain);
        if (notebooks.Count == 0) return Shell.WrongArguments;
        if (Refusal(output, "--output", notebooks) is { } noOutput) return noOutput;
        if (Refusal(html, "--html", notebooks) is { } noBook) return noBook;

        using var signals = new StopSignals(report.Complain);
        await report.DuringAsync(
            notebooks.Sum(notebook => notebook.Cells.Count(cell => cell.IsCode)),
            () => RunAllAsync(notebooks, runner, signals.Token)).ConfigureAwait(false);
        await WriteBookAsync(signals.Token).ConfigureAwait(false);
        if (proofs is not null && signals.ExitCode is null) await ProveAsync(proofs, notebooks, signals.Token).ConfigureAwait(false);
        if (signals.ExitCode is { } code)
        {
            report.Complain($"시그널을 받아 멈추었다. 노트북 {notebooks.Count}개 가운데 {results.Count}개까지 실행한 것을 남겼다.");
            return code;
        }
        if (isWrong) return Shell.WrongArguments;
        return !isIncomplete && results.TrueForAll(result => result.Succeeded) ? 0 : Failed;
    }

    private async Task RunAllAsync(List<Notebook> notebooks, NotebookRunner runner, CancellationToken cancellation)
    {
        try
        {
            foreach (var (i, notebook) in notebooks.Index())
            {
                if (cancellation.IsCancellationRequested) break;
                var next = notebooks.ElementAtOrDefault(i + 1);
                void CellStarted(Cell cell, int count) => report.CellStarted(notebook, cell, count);
                var result = await runner.RunAsync(notebook, next, CellStarted, cancellation).ConfigureAwait(false);
                if (request.Publish) PublishedNotebook.Make(notebook);
                var copy = Path.Combine(output, Path.GetFileNameWithoutExtension(notebook.Path) + ".ipynb");
                Write(copy, () => (request.Publish ? ViewerNotebook.Of(notebook, output) : notebook).Save(copy));
                results.Add(result);
                report.NotebookEnded(result);
            }
        }
        catch (KernelStartException e)
        {
            isIncomplete = true;
            var why = e.InnerException is { } inner && FileException.Covers(inner) ? $" ({Errno.Explain(inner)})" : "";
            report.Complain(e.Message + why);
        }
    }

    private async Task ProveAsync(TeacherProofs proofs, List<Notebook> notebooks, CancellationToken ct)
    {
        try
        {
            var predictions = proofs.Predictions(notebooks, report.Say);
            var exercises = await TeacherProofs.ExercisesAsync(notebooks, report.Say, ct).ConfigureAwait(false);
            if (!predictions || !exercises) isIncomplete = true;
            report.Say(isIncomplete ? "강의를 모두 증명하지는 못했다." : "강의의 예측과 연습을 모두 증명했다.");
        }
        catch (OperationCanceledException)
        {
            // The signal is told below.
        }
    }

    private async Task WriteBookAsync(CancellationToken ct)
    {
        if (results.Count == 0) return;
        report.Say($"실행한 노트북: {output}");
        var origin = await Origin.NowAsync().ConfigureAwait(false);
        // GitHub Pages would put the pages through a generator of its own.
        var asTheyAre = Path.Combine(html, ".nojekyll");
        if (request.Publish) Write(asTheyAre, () => StagedFiles.WriteText(asTheyAre, ""));
        if (!await new BookMaker(html, request.Book, report).MakeAsync(results, origin, ct).ConfigureAwait(false)) isIncomplete = true;
    }

    private void Complain(string line)
    {
        isWrong = true;
        report.Complain(line);
    }

    /// <summary>Writes something, or says what keeps it from being written.</summary>
    private void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            isIncomplete = true;
            report.Complain($"{new FileException(path, e).Message} 전에 있던 것은 그대로 두었다.");
        }
    }

    private IReadOnlyList<string>? Inputs()
    {
        if (request.Paths.Count > 0) return request.Paths;
        var standard = Path.Combine(Repository.Root ?? Directory.GetCurrentDirectory(), "notebooks");
        if (Directory.Exists(standard)) return [Path.GetRelativePath(Directory.GetCurrentDirectory(), standard)];
        Complain($"실행할 노트북을 찾지 못했다. {standard} 폴더가 없다. "
            + "저장소 안에서 실행하거나 노트북의 경로를 적는다: echonb run 경로.ipynb. 강의 노트북은 echonb notebooks 폴더로 꺼낸다.");
        return null;
    }

    /// <summary>Tells before anything runs, not after minutes, that a folder cannot be written or must not be.</summary>
    /// <returns>The exit code then; null where it can be written.</returns>
    private int? Refusal(string folder, string option, List<Notebook> notebooks)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var real = Real(folder);
            if (notebooks.Find(notebook => Real(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!) == real) is { } source)
            {
                Complain($"{option} {folder}: {Path.GetFileName(source.Path)}이 있는 폴더다. 실행한 것이 원본을 덮어쓰지 않도록 다른 폴더를 준다.");
                return Shell.WrongArguments;
            }
            var probe = Path.Combine(folder, $".echonb-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            Complain($"{option} {folder}: 쓸 수 없는 폴더다. {Errno.Explain(e)}.");
            return e is IOException { HResult: Libc.ENOSPC } ? Failed : Shell.WrongArguments;
        }
    }

    private static KernelProgram Kernel() => ThisProgram.Command is [var file, .. var arguments]
        ? new KernelProgram(file, [.. arguments, KernelVerb])
        : throw new InvalidOperationException();

    private static string Real(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.TrimEndingDirectorySeparator(folder);
}
