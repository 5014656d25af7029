namespace EchoNotebooks.Tests;

/// <summary>Every exercise: a right solution passes, nothing fails, and each named wrong solution fails with a reply of its own.</summary>
public sealed class ExerciseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    static ExerciseTests() => Exercise.Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string, int> Every => [.. Exercises.All.Select(id => (id, 1)), ("E3", 2), ("E4", 2), ("E4", 3)];

    [Theory]
    [MemberData(nameof(Every))]
    public async Task A_right_solution_passes_and_each_wrong_one_fails_with_its_own_reply(string id, int seed)
    {
        var exercise = Exercises.Get(id, seed);
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var right = await exercise.SubmitAsync(exercise.ModelSolution, Stop);
        Assert.True(right.Outcome == Outcome.Passed, $"{right}");
        Assert.Empty(right.Findings);

        var replies = new List<string> { (await exercise.SubmitAsync(" ", Stop)).Findings[0].Sentence };
        Assert.True(exercise.WrongSolutions.Count >= 3);
        foreach (var (name, submission) in exercise.WrongSolutions)
        {
            var wrong = await exercise.SubmitAsync(submission, Stop);
            Assert.True(wrong.Outcome == Outcome.Failed, $"{name}: {wrong}");
            Assert.NotEmpty(wrong.Findings[0].Read ?? "");
            Assert.Contains(wrong.Findings[0].Sentence, $"{wrong}");
            TestContext.Current.SendDiagnosticMessage("{0} {1}: {2}", id, name, wrong.Findings[0]);
            replies.Add(string.Join('\n', wrong.Findings.Select(finding => finding.Sentence)));
        }
        Assert.Equal(replies.Count, replies.Distinct().Count());
    }

    [Fact]
    public async Task A_program_is_judged_by_the_step_that_breaks_the_rule_and_its_line()
    {
        var exercise = Exercises.Get("E6");
        if (exercise.WhyNot is { } reason) Assert.Skip(reason);
        var blank = await exercise.SubmitAsync(exercise.Given, Stop);
        var finding = blank.Findings[0];
        Assert.Equal("부모가 4번을 쥔 채 accept로 돌아갔다. 자식이 닫아도 그 소켓의 디스크립터가 하나 남는다.", finding.Sentence);
        Assert.Equal(("accept", Role.Parent), (finding.At!.Call, finding.At.Role));
        Assert.Contains("accept(serv_sock", finding.At.Source!.Text);
        Assert.StartsWith($"걸음 {finding.At.Index}: ", finding.ToString());
        Assert.EndsWith("→ 03 §4", finding.ToString());
        Assert.Contains("clnt_sock 1의 소켓이 남아 있다", $"{blank}");

        Assert.Throws<ExerciseException>(exercise.Model);
        Assert.NotEqual(exercise.Hint(), exercise.Hint());
        Assert.Contains("힌트는 2개뿐이다", exercise.Hint());
        var broken = await exercise.SubmitAsync("int main(void) { struct sigaction act; return 0 }", Stop);
        Assert.Equal(Outcome.Failed, broken.Outcome);
        Assert.Contains("_GNU_SOURCE", broken.Findings[0].Sentence);
        Assert.Equal(exercise.ModelSolution, exercise.Model());
    }

    [Fact]
    public void Every_rule_says_so_where_there_is_nothing_to_look_at()
    {
        using var nothing = new StringReader("");
        var timeline = Timeline.FromJson(nothing);
        Assert.Equal(["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9"], Rules.All.Select(rule => rule.Id));
        Assert.All(Rules.All, rule => Assert.NotNull(rule.Judge(timeline)));
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
    public async Task What_is_no_answer_is_told_how_to_write_one()
    {
        var error = await Assert.ThrowsAsync<ExerciseException>(() => Exercises.Get("E1").SubmitAsync("여섯", Stop));
        Assert.Contains("숫자가 아니다", error.Message);
        await Assert.ThrowsAsync<ExerciseException>(() => Exercises.Get("E4").SubmitAsync("가마", Stop));
    }
}
