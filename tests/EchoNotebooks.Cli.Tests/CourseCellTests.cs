using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>Single cells of the course, run behind the first: they show what the text beside them speaks of.</summary>
public sealed partial class CourseCellTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task A_handler_that_calls_printf_does_damage_and_one_that_calls_write_does_none()
    {
        var shown = await ShownAsync("04-failures.ipynb", "handler-experiment");
        var (print, write) = (Storm("printf", shown), Storm("write", shown));
        Assert.True(print.Damaged > 0 || print.Hung, shown);
        Assert.True(write is { Lines: > 0, Handled: > 0, Damaged: 0, Hung: false }, shown);
    }

    [Fact(Explicit = true)]
    public async Task Without_a_compiler_the_first_experiment_is_done_with_the_server_in_CSharp()
    {
        string[] words = [
            "PATH=/nowhere", Path.Combine(AppContext.BaseDirectory, "echonb"),
            .. Run("01-model.ipynb", ["one-process-question", "one-process-experiment"], answer: "다")];
        using var echonb = EchonbProcess.StartProgram(folder.Root, "/usr/bin/env", words);
        var shown = await ShownAsync(echonb, "01-model.ipynb");
        Assert.Contains("예측 1-1: 맞았다", shown);
        Assert.Contains("첫째가 떠난 다음 둘째가 받은 것: 둘째입니다", shown);
    }

    [Fact(Explicit = true)]
    public async Task All_that_five_children_and_their_parent_print_is_there_when_it_is_shown()
    {
        var shown = await ShownAsync("01-model.ipynb", "leaving-experiment");
        Assert.Equal(5, Regex.Count(shown, "^client disconnected", RegexOptions.Multiline));
        Assert.Equal(5, Regex.Count(shown, "^removed proc id: \\d", RegexOptions.Multiline));
    }

    [Fact(Explicit = true)]
    public async Task A_zombie_has_no_memory()
    {
        var shown = await ShownAsync("02-echo-server.ipynb", "zombie-question", "zombie-experiment");
        Assert.Matches("살아 있는 자식: VmRSS \\d+ kB, statm [1-9]", shown);
        Assert.Contains("좀비가 된 자식: VmRSS 없음, statm 0 0 0 0 0 0 0\n", shown);
    }

    [Fact(Explicit = true)]
    public async Task The_steps_show_by_which_calls_each_server_learns_that_a_child_has_ended()
    {
        if (EchoServer.WhyNotTrace is { } reason) Assert.Skip(reason);
        var shown = (await ShownAsync("02-echo-server.ipynb", "csharp-experiment")).Split(ServerProgram.CSharp.Name);
        Assert.Equal(2, shown.Length);
        Assert.Equal(["sigaction", "signal"], Calls(shown[0]));
        Assert.Contains("accept(EINTR)", shown[0]);
        Assert.Equal(["poll", "signalfd", "sigprocmask"], Calls(shown[1]).Order());
        Assert.DoesNotContain("EINTR", shown[1]);

        static IEnumerable<string> Calls(string server) =>
            Regex.Matches(server, @"^    (\w+) \d+번\. 부모", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
    }

    [Fact(Explicit = true)]
    public async Task A_server_that_ended_first_leaves_FIN_WAIT2_until_its_client_closes_and_TIME_WAIT_then()
    {
        var shown = await ShownAsync("04-failures.ipynb", ["restart-question", "restart-experiment"], answer: "나");
        Assert.Matches(
            "(?s)클라이언트가 닫기 전: bind가 거부되었다.*서버 +FIN_WAIT2 .*클라이언트가 닫은 뒤: bind가 거부되었다.*서버 +TIME_WAIT ", shown);
    }

    /// <summary>What one run of the program said: lines of main, lines of its handler, lines that are wrong.</summary>
    private static (int Lines, int Handled, int Damaged, bool Hung) Storm(string function, string shown)
    {
        var match = StormLines().Matches(shown).Single(match => match.Groups[1].Value == function);
        int Number(int group) => int.Parse(match.Groups[group].Value);
        return (Number(2), Number(3), Number(4) + Number(5) + Number(6), match.Groups[7].Success);
    }

    /// <summary>The text that these cells of a committed notebook show.</summary>
    private Task<string> ShownAsync(string notebook, params string[] ids) => ShownAsync(notebook, ids, answer: "");

    private async Task<string> ShownAsync(string notebook, string[] ids, string answer)
    {
        using var echonb = EchonbProcess.Start(folder.Root, Run(notebook, ids, answer));
        return await ShownAsync(echonb, notebook);
    }

    private async Task<string> ShownAsync(EchonbProcess echonb, string notebook)
    {
        Assert.True(await echonb.ExitAsync() == 0, echonb.Output + echonb.Errors);
        return string.Concat(
            from cell in NotebookChecks.CodeCells(folder.Executed(notebook))
            from output in cell["outputs"]!.AsArray()
            select Text(output["text"] ?? output["data"]?["text/plain"]));
    }

    /// <summary>The arguments that run a notebook of the first cell and these.</summary>
    /// <param name="notebook">The committed notebook.</param>
    /// <param name="ids">The ids of its cells.</param>
    /// <param name="answer">What is predicted.</param>
    private string[] Run(string notebook, string[] ids, string answer)
    {
        var cells = NotebookChecks.CodeCells(JsonNode.Parse(File.ReadAllText(ExecutedCourse.PathOf(notebook)))!).ToList();
        string[] chosen = [.. ids.Prepend("setup").Select(id => Answered(cells.Single(cell => (string?)cell["id"] == id)))];
        var library = Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");
        chosen[0] = chosen[0].Replace("../artifacts/lib/EchoNotebooks.dll", library);
        return folder.Run(folder.Add(notebook, chosen));

        string Answered(JsonNode cell) => NotebookChecks.Source(cell).Replace(".Answer(\"\")", $".Answer(\"{answer}\")");
    }

    private static string Text(JsonNode? text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : $"{text}";

    [GeneratedRegex("""
        (\w+) *: main의 줄 (\d+), 처리기의 줄 (\d+)
         +또 나온 줄 (\d+), 사라진 줄 (\d+), 깨진 줄 (\d+)
        ( +끝나지 않아서 2초 뒤에 끝냈다)?
        """)]
    private static partial Regex StormLines();
}
