using System.Text.Encodings.Web;
using System.Text.Json;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Cli.Grading;

/// <summary>Judges the exercises of a class's notebooks, one after another.</summary>
internal static class GradeSession
{
    private const int Failed = 1;

    private static readonly GradeJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Judges them.</summary>
    /// <param name="paths">Notebooks, or folders with notebooks.</param>
    /// <param name="seed">The lecturer's seed.</param>
    /// <param name="json">Where the results go as JSON; null for nowhere.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="errors">Where complaints go.</param>
    /// <returns>The exit code: 0 where every notebook passed every exercise.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> paths, int seed, string? json, TextWriter output, TextWriter errors)
    {
        var isWrong = false;
        var notebooks = NotebookFinder.Load(NotebookFinder.Find(paths, Complain), Complain);
        if (notebooks.Count == 0) return Shell.WrongArguments;
        if (json is not null && notebooks.Exists(notebook => Path.GetFullPath(notebook.Path) == Path.GetFullPath(json)))
        {
            errors.WriteLine($"--json {json}: 채점할 노트북이다. 결과가 덮어쓰지 않도록 다른 파일을 준다.");
            return Shell.WrongArguments;
        }
        using var signals = new StopSignals(errors.WriteLine);
        var judged = new List<JudgedNotebook>();
        try
        {
            foreach (var notebook in notebooks)
            {
                errors.WriteLine($"채점: {notebook.Path}");
                judged.Add(await JudgeAsync(notebook, seed, signals.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine($"시그널을 받아 멈추었다. 노트북 {notebooks.Count}개 가운데 {judged.Count}개까지 채점한 것을 남긴다.");
        }
        GradeTable.Write(judged, output);
        if (json is not null) Write(json, new GradeResults(1, seed, judged));
        if (signals.ExitCode is { } code) return code;
        if (isWrong) return Shell.WrongArguments;
        return judged.TrueForAll(one => one.Passed == one.Exercises.Count) ? 0 : Failed;

        void Complain(string line)
        {
            isWrong = true;
            errors.WriteLine(line);
        }
    }

    private static async Task<JudgedNotebook> JudgeAsync(Notebook notebook, int seed, CancellationToken ct)
    {
        var submissions = SubmissionReader.Read(notebook, seed).ToDictionary(submission => submission.Exercise);
        var judged = new List<JudgedExercise>();
        foreach (var id in Exercises.All)
        {
            ct.ThrowIfCancellationRequested();
            judged.Add(submissions.GetValueOrDefault(id) switch
            {
                null => new(id, JudgedExercise.Failed, HandedIn: false, []),
                { Text: null, Cell: var cell } => new(id, JudgedExercise.Failed, HandedIn: true,
                [
                    new($"{cell}번 셀이 SubmitAsync에 넘긴 것을 글자로 읽을 수 없다. "
                        + "채점은 셀을 실행하지 않으므로 답을 따옴표 안에 그대로 적어야 한다."),
                ]),
                var submission => await JudgeProcess.AskAsync(submission, seed, ct).ConfigureAwait(false),
            });
        }
        return new(notebook.Path, judged.Count(one => one.Outcome == JudgedExercise.Passed), judged);
    }

    private static void Write(string path, GradeResults results)
    {
        try
        {
            // Whole or not at all.
            var aside = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(aside, JsonSerializer.Serialize(results, Readable.GradeResults) + "\n");
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            throw new FileException(path, e);
        }
    }
}
