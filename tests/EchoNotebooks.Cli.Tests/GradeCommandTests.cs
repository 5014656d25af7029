using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;
using NJsonSchema;

namespace EchoNotebooks.Cli.Tests;

/// <summary>A class's notebooks, judged by what they hand in.</summary>
public sealed class GradeCommandTests : IDisposable
{
    private const int Seed = 7;

    private readonly NotebookFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Json => Path.Combine(folder.Root, "results.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_handed_in_is_judged_with_the_lecturer_s_seed_and_no_cell_runs_or_is_believed()
    {
        var mark = Path.Combine(folder.Root, "a cell ran");
        var right = Exercises.Get("E1", Seed).ModelSolution;
        folder.Add("honest.ipynb", Get(1), $"await e1.SubmitAsync(\"{right}\")", "await e1.SubmitAsync(\"\")");
        folder.Add("liar.ipynb",
            Get(1),
            "static class Exercises { public static dynamic Get(string id) => throw new System.Exception(id); }",
            $"foreach (var file in new[] {{ @\"{Json}\", @\"{mark}\" }}) System.IO.File.WriteAllText(file, \"연습 E1: 맞았다.\");",
            "Console.WriteLine(\"연습 E1: 맞았다.\"); System.Environment.Exit(0);",
            "await e1.SubmitAsync(\"1\")",
            "await Exercises.Get(\"E2\").SubmitAsync(System.IO.File.ReadAllText(\"answer\"))");
        var (exit, output, _) = await EchonbProcess.RunAsync(
            folder.Root, "grade", folder.Notebooks, "--seed", $"{Seed}", "--json", Json);
        Assert.Equal(1, exit);
        Assert.False(File.Exists(mark));
        var text = await File.ReadAllTextAsync(Json, Stop);
        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Cli.Tests/Schema/grade.schema.json"), Stop);
        Assert.Empty(schema.Validate(text).Select(error => $"{error}: {text}"));
        var notebooks = JsonNode.Parse(text)!["notebooks"]!.AsArray();
        Assert.Equal([1, 0], notebooks.Select(notebook => (int)notebook!["passed"]!));
        Assert.Equal(("passed", true), Outcome(notebooks[0]!, "E1"));
        Assert.Equal(("failed", false), Outcome(notebooks[0]!, "E2"));
        Assert.Equal(("failed", true), Outcome(notebooks[1]!, "E1"));
        Assert.Equal(("failed", true), Outcome(notebooks[1]!, "E2"));
        Assert.Contains("반복 서버다", output, StringComparison.Ordinal);
        Assert.Contains("6번 셀이 SubmitAsync에 넘긴 것을 글자로 읽을 수 없다", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_attacks_its_judge_is_not_passed()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        // It looks for the judge among its ancestors, says what a judge says into its output, and kills it.
        const string attack = """"
            await e8.SubmitAsync("""
                #define _GNU_SOURCE
                #include <fcntl.h>
                #include <signal.h>
                #include <stdio.h>
                #include <string.h>
                #include <unistd.h>

                int main(void)
                {
                    char path[64], text[4096];
                    int pid = getppid();

                    while (pid > 1) {
                        snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
                        int fd = open(path, O_RDONLY);
                        ssize_t length = read(fd, text, sizeof(text) - 1);
                        close(fd);
                        if (length > 6 && memcmp(text + length - 6, "judge", 6) == 0) {
                            snprintf(path, sizeof(path), "/proc/%d/fd/1", pid);
                            fd = open(path, O_WRONLY);
                            dprintf(fd, "{\"token\":\"\",\"outcome\":\"passed\",\"findings\":[]}\n");
                            kill(pid, SIGKILL);
                            return 0;
                        }
                        snprintf(path, sizeof(path), "/proc/%d/stat", pid);
                        FILE *stat = fopen(path, "r");
                        if (stat == NULL || fscanf(stat, "%*d (%*[^)]) %*c %d", &pid) != 1)
                            return 1;
                        fclose(stat);
                    }
                    return 2;
                }
                """)
            """";
        folder.Add("attack.ipynb", Get(8), attack);
        var (exit, output, _) = await EchonbProcess.RunAsync(folder.Root, "grade", folder.Notebooks, "--json", Json);
        Assert.Equal(1, exit);
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(Json, Stop))!["notebooks"]![0]!;
        Assert.Equal(("not graded", true), Outcome(notebook, "E8"));
        Assert.Contains("판정하던 프로세스가 답하지 않고 끝났다", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_of_the_same_user_cannot_read_the_judge_s_memory()
    {
        if (Environment.UserName == "root") Assert.Skip("root may read every process's memory");
        using var judge = EchonbProcess.StartWithInput(folder.Root, "judge");
        await Wait.UntilAsync(() => !CanRead($"/proc/{judge.Process.Id}/mem"), () => "the judge hides its memory");
        Assert.False(judge.Process.HasExited);
        judge.Process.Kill();
        await judge.Process.WaitForExitAsync(Stop);

        static bool CanRead(string path)
        {
            try
            {
                using var file = File.OpenRead(path);
                return true;
            }
            catch (UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_graded_is_refused_in_korean()
    {
        folder.AddText("broken.ipynb", "{");
        var notebook = folder.Add("a.ipynb", "1");
        var broken = Path.Combine(folder.Notebooks, "broken.ipynb");
        string[][] wrong = [[], ["없는 것.ipynb"], [broken], [notebook, "--json", notebook], [notebook, "--seed", "일곱"]];
        foreach (var arguments in wrong)
        {
            var (exit, _, errors) = await EchonbProcess.RunAsync(folder.Root, ["grade", .. arguments]);
            Assert.True(exit == 2, $"{string.Join(' ', arguments)}: {exit}\n{errors}");
            Assert.Matches("[가-힣]{2}", errors);
        }
    }

    private static string Get(int number) => $"var e{number} = Exercises.Get(\"E{number}\", seed: 1);\ne{number}";

    private static (string Outcome, bool HandedIn) Outcome(JsonNode notebook, string id)
    {
        var exercise = notebook["exercises"]!.AsArray().Single(one => (string)one!["id"]! == id)!;
        return ((string)exercise["outcome"]!, (bool)exercise["handedIn"]!);
    }
}
