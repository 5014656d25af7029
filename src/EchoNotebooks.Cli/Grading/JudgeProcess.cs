using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Grading;

/// <summary>Has a submission judged by a process of its own: what the submission does to that process never makes it right.</summary>
internal static class JudgeProcess
{
    /// <summary>Programs have ten seconds; only a judge that hangs reaches this.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Judges one submission.</summary>
    /// <param name="submission">The submission, which has a text.</param>
    /// <param name="seed">The lecturer's seed.</param>
    /// <param name="ct">Gives up and ends the judge.</param>
    public static async Task<JudgedExercise> AskAsync(Submission submission, int seed, CancellationToken ct)
    {
        try
        {
            // A judge that is killed removes nothing: its folder goes with what it leaves there.
            using var folder = new TemporaryFolder();
            return await AskAsync(submission, seed, folder.Path, ct).ConfigureAwait(false);
        }
        catch (TemporaryFolderException e)
        {
            return NotGraded(submission, e.Message);
        }
    }

    private static async Task<JudgedExercise> AskAsync(Submission submission, int seed, string folder, CancellationToken ct)
    {
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        using var judge = Start(folder);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        over.CancelAfter(Timeout);
        try
        {
            var request = new JudgeRequest(token, submission.Exercise, seed, submission.Text!);
            await judge.StandardInput.WriteAsync(JsonSerializer.Serialize(request, GradeJson.Default.JudgeRequest)).ConfigureAwait(false);
            judge.StandardInput.Close();
            var errors = judge.StandardError.ReadToEndAsync(over.Token);
            var answer = await AnswerAsync(judge.StandardOutput, token, over.Token).ConfigureAwait(false);
            await judge.WaitForExitAsync(over.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            return answer is null
                ? NotGraded(submission, $"판정하던 프로세스가 답하지 않고 끝났다(종료 코드 {judge.ExitCode}).")
                : new(submission.Exercise, answer.Outcome, HandedIn: true, answer.Findings);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return NotGraded(submission, $"판정하던 프로세스가 {Timeout.TotalMinutes:0}분 안에 끝나지 않았다.");
        }
        catch (IOException)
        {
            return NotGraded(submission, "판정하던 프로세스가 제출한 것을 다 읽지 않고 끝났다.");
        }
        finally
        {
            if (!judge.HasExited) judge.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo(ThisProgram.Command[0], [.. ThisProgram.Command[1..], Judge.Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A runtime that is killed leaves its debugger's sockets behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["TMPDIR"] = folder;
        return Process.Start(start)!;
    }

    /// <summary>The line that repeats the token; null where there is none.</summary>
    internal static async Task<JudgeAnswer?> AnswerAsync(StreamReader output, string token, CancellationToken ct)
    {
        JudgeAnswer? answer = null;
        while (await output.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
        {
            try
            {
                if (JsonSerializer.Deserialize(line, GradeJson.Default.JudgeAnswer) is { } read && read.Token == token) answer = read;
            }
            catch (JsonException)
            {
                // Not the judge's words.
            }
        }
        return answer;
    }

    private static JudgedExercise NotGraded(Submission submission, string why) =>
        new(submission.Exercise, JudgedExercise.NotGraded, HandedIn: true, [new(why)]);
}
