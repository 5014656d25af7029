using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>
/// Every exercise: a right solution passes, nothing fails, and each named wrong solution fails with a reply of its own. The right
/// ones run; of the wrong programs the recordings lie in Recordings/exercises, named after the texts: <c>UPDATE_GOLDEN=1</c> makes
/// those anew whose texts have changed. Explicit tests run the wrong ones, too.
/// </summary>
public sealed partial class ExerciseTests
{
    private const int MostSteps = 150;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Every => [.. Exercises.All];

    public static TheoryData<string> Trials => [.. Exercises.All.Where(id => Exercises.Get(id) is ServerTrialExercise)];

    public static TheoryData<string> Mending => [.. Exercises.All.Where(id => Exercises.Get(id) is MendingExercise)];

    [Theory]
    [MemberData(nameof(Every))]
    public async Task A_right_solution_passes_and_nothing_fails_and_wrong_answers_get_their_own_reply(string id)
    {
        var exercise = Patient(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var right = await exercise.SubmitAsync(exercise.ModelSolution, Stop);
        Assert.True(right.Outcome == Outcome.Passed, $"{right}\n{string.Join('\n', right.Timeline?.Select(step => step.What) ?? [])}");
        Assert.Empty(right.Findings);
        var nothing = await exercise.SubmitAsync(" ", Stop);
        Assert.Equal(Outcome.Failed, nothing.Outcome);
        Assert.Contains(exercise.HowToSubmit, nothing.Findings.Single().Sentence);
        Assert.DoesNotContain(exercise.Problem, $"{nothing}");
        if (exercise is MendingExercise or ServerTrialExercise) return;

        // The kernel has been asked once.
        var replies = new List<string>();
        foreach (var (name, submission) in exercise.WrongSolutions) replies.Add(await ReplyAsync(exercise, name, submission));
        HoldsForEach(exercise, replies);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Trials))]
    public async Task Each_wrong_server_is_found_out_when_it_is_tried_and_one_leaves_nothing_to_look_at(string id)
    {
        var exercise = Patient(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var replies = new List<string>();
        foreach (var (name, submission) in exercise.WrongSolutions) replies.Add(await ReplyAsync(exercise, name, submission));
        Assert.Contains(replies, reply => reply.Contains("볼 것이 없다", StringComparison.Ordinal));
        HoldsForEach(exercise, replies);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Every))]
    public async Task The_model_passes_and_nothing_and_each_wrong_solution_fail_as_a_teacher_s_run_tries_them(string id)
    {
        var exercise = Patient(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        Assert.Null(await ExerciseProof.WhyNotAsync(exercise, Stop));
    }

    [Theory]
    [MemberData(nameof(Mending))]
    public async Task Each_wrong_program_is_found_out_by_its_steps_with_a_reply_of_its_own(string id)
    {
        var exercise = (MendingExercise)Exercises.Get(id);
        var replies = new List<string>();
        foreach (var (name, submission) in exercise.WrongSolutions)
        {
            var findings = exercise.Find(await RecordingAsync(exercise, submission));
            Assert.True(findings.Count > 0, $"{id}: nothing found in: {name}");
            Assert.NotEmpty(findings[0].Read ?? "");
            replies.Add(findings[0].Sentence);
        }
        HoldsForEach(exercise, replies);
    }

    [Fact]
    public async Task A_program_is_judged_by_the_step_that_breaks_the_rule_and_its_line()
    {
        var exercise = Patient("E6");
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var given = await exercise.SubmitAsync(exercise.Given, Stop);
        var finding = given.Findings[0];
        Assert.Equal("부모가 4번을 쥔 채 accept로 돌아갔다. 자식이 닫아도 그 소켓의 디스크립터가 하나 남는다.", finding.Sentence);
        Assert.Equal(("accept", Role.Parent), (finding.At!.Call, finding.At.Role));
        Assert.Contains("accept(serv_sock", finding.At.Source!.Text);
        Assert.StartsWith($"걸음 {finding.At.Index}: ", finding.ToString());
        Assert.EndsWith("→ 03 §4", finding.ToString());
        Assert.Contains("clnt_sock 1의 소켓이 남아 있다", $"{given}");

        Assert.Throws<ExerciseException>(exercise.Model);
        Assert.NotEqual(exercise.Hint(), exercise.Hint());
        Assert.Contains("힌트는 2개뿐이다", exercise.Hint());
        var broken = await exercise.SubmitAsync("int main(void) { struct sigaction act; return 0 }", Stop);
        Assert.Equal(Outcome.Failed, broken.Outcome);
        Assert.Contains("#define _GNU_SOURCE", broken.Findings[0].Sentence);
        Assert.Equal(exercise.ModelSolution, exercise.Model());
    }

    [Theory]
    [InlineData("E6")]
    [InlineData("E7")]
    public async Task A_server_that_leaves_out_both_closes_breaks_both_rules(string id)
    {
        var exercise = (MendingExercise)Exercises.Get(id);
        var findings = exercise.Find(await RecordingAsync(exercise, $"{WithoutBoth}"));
        Assert.Contains(findings, finding => finding.Sentence.StartsWith("부모가 4번을 쥔 채 accept로 돌아갔다", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Sentence.StartsWith("자식 프로세스 1이 serv_sock을 쥔 채 서비스한다", StringComparison.Ordinal));
    }

    [Fact]
    public void No_recording_is_left_of_a_program_that_is_gone()
    {
        string[] both = ["E6", "E7"];
        var known = both.Select(id => RecordingOf(Exercises.Get(id), $"{WithoutBoth}")).Concat(Mending.SelectMany(row =>
            Exercises.Get(row.Data).WrongSolutions.Select(wrong => RecordingOf(Exercises.Get(row.Data), wrong.Submission))));
        Assert.Equal(known.Order(StringComparer.Ordinal), Directory.GetFiles(Recordings).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_course_s_mended_server_solves_E13()
    {
        var exercise = Patient("E13");
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var mended = await exercise.SubmitAsync(File.ReadAllText(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_lab.c")), Stop);
        Assert.True(mended.Outcome == Outcome.Passed, $"{mended}");
    }

    [Theory]
    [InlineData("E6", "추적기(echo-tracer")]
    [InlineData("E8", "echo-supervisor")]
    public async Task A_submission_whose_tracer_or_supervisor_is_killed_is_not_graded(string id, string who)
    {
        var exercise = Patient(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        // Root's servers are recorded before they are tried: then the tracer is left alone.
        var text = ProgramText.EchoServer
            .With("#include <stdlib.h>\n", "#include <stdio.h>\n#include <stdlib.h>\n")
            .With("int main(int argc", """
                static int is_traced(void)
                {
                    FILE *status = fopen("/proc/self/status", "r");
                    char line[256];
                    int pid = 0;

                    while (fgets(line, sizeof(line), status) && sscanf(line, "TracerPid: %d", &pid) != 1)
                        ;
                    fclose(status);
                    return pid != 0;
                }

                int main(int argc
                """)
            .With("        pid = fork();\n", $"        if (is_traced() == {(id == "E6" ? 1 : 0)})\n            kill(getppid(), SIGKILL);\n"
                + "        pid = fork();\n");
        var assessment = await exercise.SubmitAsync($"{text}", Stop);
        Assert.True(assessment.Outcome == Outcome.NotGraded, $"{assessment}");
        Assert.Contains(who, assessment.Findings[0].Sentence);
    }

    [Fact]
    public async Task A_wrong_number_is_told_by_the_first_step_that_returns_another()
    {
        var exercise = Patient("E3");
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        int[] right = [.. exercise.ModelSolution.Split(' ').Select(int.Parse)];
        var wrong = await exercise.SubmitAsync($"{right[0]} 77 {string.Join(' ', right[2..])}", Stop);
        Assert.Equal(("dup", right[1]), (wrong.Findings[0].At!.Call, wrong.Findings[0].At!.Result ?? -1));
        var tooFew = await exercise.SubmitAsync($"{right[0]} {right[1]}", Stop);
        Assert.Equal(right[2], tooFew.Findings[0].At!.Result ?? -1);
    }

    [Fact]
    public async Task The_summary_tells_outcome_and_tries_and_where_to_read_again()
    {
        var exercise = Exercises.Get("E1");
        var wrong = await exercise.SubmitAsync("1", Stop);
        var right = await exercise.SubmitAsync(exercise.ModelSolution, Stop);
        var e1 = new ExerciseRecord("E1", Outcome.NotGraded, 0, []).With(wrong);
        Assert.Matches("연습 20개 가운데 1개를 제출해 0개를 맞혔다. 다시 읽을 곳은 .*\nE1 +1번 +아직 풀지 못함 +01 §1",
            $"{new ExerciseSummary([e1])}".Replace("\n연습", "").Replace("\n---", ""));
        var passed = e1.With(right);
        Assert.Equal((Outcome.Passed, 2), (passed.Outcome, passed.Tries));
        Assert.Empty(passed.Read);
        Assert.Equal(Outcome.Passed, passed.With(wrong).Outcome);
        Assert.Contains("1개를 제출해 1개를 맞혔다.", View.ToHtml(new ExerciseSummary([passed])));
        Assert.Contains("아직 제출한 연습이 없다", $"{new ExerciseSummary([])}");
        Assert.Matches("(?m)^E1 .* 맞음", $"{Exercises.Summary()}");
    }

    [Fact]
    public async Task Without_a_compiler_nothing_is_graded_and_what_to_install_is_said()
    {
        using var notebook = Notebook.Start("grade", ("PATH", "/nowhere"));
        var said = await notebook.SaysAsync(Stop);
        Assert.Matches("E6: NotGraded .+ \\| E8: NotGraded ", said);
        Assert.Contains("sudo apt install gcc", said);
    }

    [Fact]
    public async Task Where_the_compiler_has_no_room_nothing_is_graded()
    {
        var folder = Directory.CreateTempSubdirectory("exercises").FullName;
        var cc = Path.Combine(folder, "cc");
        await File.WriteAllTextAsync(
            cc, "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho 'cc: error: No space left on device' >&2\nexit 1\n", Stop);
        File.SetUnixFileMode(cc, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var notebook = Notebook.Start("grade", ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"));
        Assert.Matches("E6: NotGraded .*자리가 모자란다.+ \\| E8: NotGraded .*자리가 모자란다", await notebook.SaysAsync(Stop));
        // It removes the folder that it used in place of its cache.
        await notebook.EndAsync(Stop);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_tracing_is_refused_only_what_needs_no_recording_is_graded()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        using var notebook = Notebook.StartRefused("ptrace", "grade");
        Assert.Matches("E6: NotGraded .*ptrace가 거부되었다.+ \\| E8: Failed .*없다", await notebook.SaysAsync(Stop));
    }

    [Fact]
    public void Every_rule_says_so_where_there_is_nothing_to_look_at()
    {
        Assert.Equal(["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9"], Rules.All.Select(rule => rule.Id));
        var textbook = File.ReadAllLines(Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/textbook.jsonl"));
        string[] withoutClients = [.. textbook.TakeWhile(line => !line.Contains("\"call\":\"accept\"", StringComparison.Ordinal))];
        foreach (var lines in (string[][])[[], withoutClients])
        {
            using var recorded = new StringReader(string.Join('\n', lines));
            var timeline = Timeline.FromJson(recorded);
            Assert.Equal(lines.Length > 0, timeline.Count > 0);
            Assert.All(Rules.All, rule => Assert.NotNull(rule.Judge(timeline)));
            Assert.All(Mending, id => Assert.NotEmpty(((MendingExercise)Exercises.Get(id)).Find(timeline)));
        }
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Trials))]
    public async Task Every_trial_fails_a_server_that_serves_nobody(string id)
    {
        var exercise = Patient(id);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var idle = ProgramText.EchoServer.Between("    while (1) {\n", "    }\n}\n", "    while (1)\n        pause();\n}\n");
        Assert.Equal(Outcome.Failed, (await exercise.SubmitAsync($"{idle}", Stop)).Outcome);
    }

    [Fact]
    public void The_textbook_s_server_keeps_all_rules()
    {
        var timeline = TimelineTests.Read();
        Assert.All(Rules.All, rule => Assert.Null(rule.Judge(timeline)?.ToString()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_exercise_and_every_seed_one_whose_wrong_answers_are_wrong()
    {
        foreach (var id in Exercises.All)
        {
            Assert.Equal($"{Exercises.Get(id, 7)}", $"{Exercises.Get(id, 7)}");
            for (var seed = 0; seed < 200; seed++)
            {
                var exercise = Exercises.Get(id, seed);
                var answers = exercise.WrongSolutions.Select(wrong => wrong.Submission).Append(exercise.ModelSolution).ToList();
                Assert.True(answers.Count == answers.Distinct().Count(), $"{id}, seed {seed}: {string.Join(" | ", answers)}");
            }
        }
        Assert.Throws<ExerciseException>(() => Exercises.Get("E99"));
    }

    [Fact]
    public void The_sixth_notebook_has_a_section_for_each_exercise_and_hands_nothing_in()
    {
        using var notebook = JsonDocument.Parse(File.ReadAllText(Path.Combine(Need.RepositoryRoot, "notebooks/06-exercises.ipynb")));
        var cells = notebook.RootElement.GetProperty("cells").EnumerateArray()
            .Where(cell => cell.GetProperty("cell_type").GetString() == "code")
            .Select(cell => string.Concat(cell.GetProperty("source").EnumerateArray().Select(line => line.GetString()))).ToList();
        Assert.Equal(Exercises.All, cells.Select(cell => Got().Match(cell)).Where(got => got.Success).Select(got => got.Groups[1].Value));
        Assert.All(Exercises.All, id => Assert.Single(cells, $"await {id.ToLowerInvariant()}.SubmitAsync(\"\")"));
    }

    [Fact]
    public async Task What_is_no_answer_is_told_how_to_write_one()
    {
        var error = await Assert.ThrowsAsync<ExerciseException>(() => Exercises.Get("E1").SubmitAsync("여섯", Stop));
        Assert.Contains("숫자가 아니다", error.Message);
        await Assert.ThrowsAsync<ExerciseException>(() => Exercises.Get("E4").SubmitAsync("가마", Stop));
    }

    private static ProgramText WithoutBoth { get; } = ProgramText.EchoServer
        .With("            close(serv_sock);\n            echo", "            echo")
        .With("        close(clnt_sock);\n    }\n}\n", "    }\n}\n");

    [GeneratedRegex("(?<=\"program\":\")/[^\"]*/(program|client)\"")]
    private static partial Regex CompiledHere();

    [GeneratedRegex("""Exercises\.Get\("(E\d+)"[,)]""")]
    private static partial Regex Got();

    private static async Task<string> ReplyAsync(Exercise exercise, string name, string submission)
    {
        var wrong = await exercise.SubmitAsync(submission, Stop);
        Assert.True(wrong.Outcome == Outcome.Failed, $"{name}: {wrong}");
        Assert.NotEmpty(wrong.Findings[0].Read ?? "");
        // A server that does not start again has neither steps nor processes to be shown.
        if (exercise.Id != "E19") Assert.Contains("<svg", View.ToHtml(wrong));
        return string.Join('\n', wrong.Findings);
    }

    /// <summary>An exercise that gives a program more time than a student's: the machine may be busy.</summary>
    private static Exercise Patient(string id)
    {
        var exercise = Exercises.Get(id);
        exercise.Limit = Timeout;
        return exercise;
    }

    private static void HoldsForEach(Exercise exercise, List<string> replies)
    {
        Assert.True(replies.Count >= 3, $"{exercise.Id} names {replies.Count} wrong solutions");
        Assert.True(replies.Count == replies.Distinct().Count(), string.Join('\n', replies));
    }

    private static string Recordings => Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Tests/Recordings/exercises");

    private static string RecordingOf(Exercise exercise, string submission)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(submission)))[..8];
        return Path.Combine(Recordings, $"{exercise.Id}-{hash}.jsonl");
    }

    /// <summary>The recording of a wrong program, which is made where it is asked for.</summary>
    private static async Task<Timeline> RecordingAsync(MendingExercise exercise, string submission)
    {
        var file = RecordingOf(exercise, submission);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var lines = new List<string>();
            await exercise.RecordAsync(submission, new RecordingLimit(Timeout, MostSteps, 2, Stop) { OnLine = lines.Add });
            // What spins goes on while it is cut.
            await File.WriteAllLinesAsync(file, lines.Take(2 * MostSteps).Select(line => CompiledHere().Replace(line, "/$1\"")), Stop);
        }
        Assert.True(File.Exists(file), $"{file} is missing; UPDATE_GOLDEN=1 writes it.");
        using var reader = File.OpenText(file);
        return Timeline.FromJson(reader);
    }
}
