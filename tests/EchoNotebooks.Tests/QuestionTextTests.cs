using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>The questions of the committed notebooks beside those of the library: a reader sees both.</summary>
public sealed partial class QuestionTextTests
{
    public static TheoryData<string> Ids => new(QuestionList.All.Select(question => question.Id));

    [Fact]
    public void The_notebooks_ask_every_question_of_the_library_once_and_in_its_order() =>
        Assert.Equal(QuestionList.All.Select(question => question.Id), AskedInTheCourse().Select(asked => asked.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_options_that_a_section_s_text_lists_are_those_that_its_question_shows(string id)
    {
        var listed = AskedInTheCourse().Single(asked => asked.Id == id).Options;
        Assert.Equal(QuestionList.Find(id)!.Options.Select(option => $"{option.Letter}. {option.Text}"), listed);
    }

    /// <summary>Each question with the options that the text since its section's heading lists.</summary>
    private static IEnumerable<(string Id, IReadOnlyList<string> Options)> AskedInTheCourse()
    {
        foreach (var name in ExecutedCourse.Names)
        {
            var text = "";
            foreach (var cell in JsonNode.Parse(File.ReadAllText(ExecutedCourse.PathOf(name)))!["cells"]!.AsArray())
            {
                var source = NotebookChecks.Source(cell!);
                if (source.StartsWith("## ", StringComparison.Ordinal)) text = "";
                if ((string?)cell!["cell_type"] == "markdown") text += source + "\n";
                else if (Asked().Match(source) is { Success: true } asked)
                    yield return (asked.Groups[1].Value, [.. Option().Matches(text).Select(option => Plain(option.Groups[1].Value))]);
            }
        }
    }

    private static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex("""Predict\.Ask\("([^"]+)"\)""")]
    private static partial Regex Asked();

    [GeneratedRegex("^- ([가-사]\\. .+)$", RegexOptions.Multiline)]
    private static partial Regex Option();
}
