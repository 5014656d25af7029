using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary><c>echonb run --teacher</c>: a run that proves predictions and exercises.</summary>
public sealed class TeacherRunTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    private static string Library => Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task What_is_asked_checked_and_solved_is_proved()
    {
        Add("Predict.Ask(\"1-3\").Answer(\"\").Check(6)", "Exercises.Get(\"E1\", seed: 1)");
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder.Root, folder.Run("--teacher", folder.Notebooks));
        Assert.True(exit == 0, output + errors);
        Assert.Contains("예측 1개:", output, StringComparison.Ordinal);
        Assert.Contains("연습 1개:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prediction_whose_answer_is_not_the_kernel_s_and_one_that_is_not_checked_are_told_and_make_the_run_fail()
    {
        Add(
            "Predict.Ask(\"3-7\").Answer(\"\").Check(\"NO_SUCH_STATE\")", "Predict.Ask(\"1-3\")",
            "Predict.Ask(\"3-11\").Answer(\"\").Check(8)");
        var (exit, output, _) = await EchonbProcess.RunAsync(folder.Root, folder.Run("--teacher", folder.Notebooks));
        Assert.Equal(1, exit);
        Assert.Contains("물음 3-7: 증명하지 못했다. 어느 보기도 맞지 않는다", output, StringComparison.Ordinal);
        Assert.Contains("물음 1-3: 증명하지 못했다. 이 실행에서는", output, StringComparison.Ordinal);
        Assert.Contains("물음 3-11: 증명하지 못했다. 노트북이 설명하는 답은 9인데", output, StringComparison.Ordinal);
        Assert.Contains("모두 증명하지는 못했다", output, StringComparison.Ordinal);
    }

    private void Add(params string[] cells) => folder.Add("a.ipynb", [$"#r \"{Library}\"\nusing EchoNotebooks;", .. cells]);
}
