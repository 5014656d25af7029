using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>Cells of the course, run alone after the first as a reader may run them: they show what the text beside them speaks of.</summary>
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

    /// <summary>What one run of the program said: lines of main, lines of its handler, lines that are wrong.</summary>
    private static (int Lines, int Handled, int Damaged, bool Hung) Storm(string function, string shown)
    {
        var match = StormLines().Matches(shown).Single(match => match.Groups[1].Value == function);
        int Number(int group) => int.Parse(match.Groups[group].Value);
        return (Number(2), Number(3), Number(4) + Number(5) + Number(6), match.Groups[7].Success);
    }

    /// <summary>The text that these cells of a committed notebook show.</summary>
    private async Task<string> ShownAsync(string notebook, params string[] ids)
    {
        using var echonb = EchonbProcess.Start(folder.Root, Run(notebook, ids));
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
    private string[] Run(string notebook, string[] ids)
    {
        var cells = NotebookChecks.CodeCells(JsonNode.Parse(File.ReadAllText(ExecutedCourse.PathOf(notebook)))!).ToList();
        string[] chosen = [.. ids.Prepend("setup").Select(id => NotebookChecks.Source(cells.Single(cell => (string?)cell["id"] == id)))];
        var library = Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");
        chosen[0] = chosen[0].Replace("../artifacts/lib/EchoNotebooks.dll", library);
        return folder.Run(folder.Add(notebook, chosen));
    }

    private static string Text(JsonNode? text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : $"{text}";

    [GeneratedRegex("""
        (\w+) *: main의 줄 (\d+), 처리기의 줄 (\d+)
         +또 나온 줄 (\d+), 사라진 줄 (\d+), 깨진 줄 (\d+)
        ( +끝나지 않아서 2초 뒤에 끝냈다)?
        """)]
    private static partial Regex StormLines();
}
