using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Run;
using EchoNotebooks.Views;

namespace EchoNotebooks.Cli.Running;

/// <summary>One run from its arguments to its exit code.</summary>
internal static class RunSession
{
    /// <summary>What this program is called with when it is to be the kernel of a run; the socket's path follows.</summary>
    public const string KernelVerb = "run-kernel";

    private const int Failed = 1;

    public static async Task<int> RunAsync(RunRequest request)
    {
        IRunReport report = TerminalReport.Fits ? new TerminalReport() : new PlainReport();
        var wrong = false;
        void Complain(string line)
        {
            wrong = true;
            report.Complain(line);
        }

        if (Inputs(request, Complain) is not { } paths) return Shell.WrongArguments;
        var runner = new NotebookRunner(new RunOptions(ThisProgram(), new ProcessHost(), request.Timeout, request.AllowErrors));
        await using var disposing = runner.ConfigureAwait(false);
        var files = NotebookFinder.Find(paths, Complain);
        // It starts while notebooks are being read.
        if (files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))).FirstOrDefault() is { } folder && Directory.Exists(folder))
            runner.Prepare(folder);
        var notebooks = NotebookFinder.Load(files, Complain);
        if (notebooks.Count == 0) return Shell.WrongArguments;
        var top = Repository.Root ?? Directory.GetCurrentDirectory();
        var output = Path.GetFullPath(request.Output ?? Path.Combine(top, "artifacts", "run"));
        var html = Path.GetFullPath(request.Html ?? Path.Combine(top, "artifacts", "book"));
        var canWrite = CanWrite(output, "--output", notebooks, Complain) & CanWrite(html, "--html", notebooks, Complain);
        if (!canWrite) return Shell.WrongArguments;

        using var signals = new StopSignals(report.Complain);
        var results = new List<NotebookResult>();
        await report.DuringAsync(notebooks.Sum(notebook => notebook.Cells.Count(cell => cell.IsCode)), async () =>
        {
            foreach (var (i, notebook) in notebooks.Index())
            {
                if (signals.Token.IsCancellationRequested) break;
                var next = notebooks.ElementAtOrDefault(i + 1);
                void CellStarted(Cell cell, int count) => report.CellStarted(notebook, cell, count);
                var result = await runner.RunAsync(notebook, next, CellStarted, signals.Token).ConfigureAwait(false);
                notebook.Save(Path.Combine(output, Path.GetFileNameWithoutExtension(notebook.Path) + ".ipynb"));
                results.Add(result);
                report.NotebookEnded(result);
            }
        }).ConfigureAwait(false);

        var book = BookWriter.Write(html, results, TimelineAssets.ScriptHash);
        report.Say($"실행한 노트북: {output}");
        report.Say($"책: {book}");
        if (signals.ExitCode is { } code)
        {
            report.Complain($"시그널을 받아 멈추었다. 노트북 {notebooks.Count}개 가운데 {results.Count}개까지 실행한 것을 남겼다.");
            return code;
        }
        if (wrong) return Shell.WrongArguments;
        return results.TrueForAll(result => result.Succeeded) ? 0 : Failed;
    }

    private static IReadOnlyList<string>? Inputs(RunRequest request, Action<string> complain)
    {
        if (request.Paths.Count > 0) return request.Paths;
        var standard = Path.Combine(Repository.Root ?? Directory.GetCurrentDirectory(), "notebooks");
        if (Directory.Exists(standard)) return [Path.GetRelativePath(Directory.GetCurrentDirectory(), standard)];
        complain($"실행할 노트북을 찾지 못했다. {standard} 폴더가 없다. 저장소 안에서 실행하거나 노트북의 경로를 적는다: echonb run 경로.ipynb");
        return null;
    }

    /// <summary>Tells before anything runs, not after minutes, that a folder cannot be written or must not be.</summary>
    private static bool CanWrite(string folder, string option, List<Notebook> notebooks, Action<string> complain)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var real = Real(folder);
            if (notebooks.Find(notebook => Real(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!) == real) is { } source)
            {
                complain($"{option} {folder}: {Path.GetFileName(source.Path)}이 있는 폴더다. 실행한 것이 원본을 덮어쓰지 않도록 다른 폴더를 준다.");
                return false;
            }
            var probe = Path.Combine(folder, $".echonb-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            complain($"{option} {folder}: 쓸 수 없는 폴더다. {e.Message}");
            return false;
        }
    }

    private static string Real(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.TrimEndingDirectorySeparator(folder);

    /// <summary>This program again, as a kernel: by itself, or through the dotnet that runs it.</summary>
    private static KernelProgram ThisProgram()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new KernelProgram(program, [typeof(RunSession).Assembly.Location, KernelVerb])
            : new KernelProgram(program, [KernelVerb]);
    }
}
