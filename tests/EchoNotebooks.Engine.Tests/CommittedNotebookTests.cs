using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.Markup;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Engine.Tests;

/// <summary>What holds for every notebook of the repository, so that every front end opens it unchanged.</summary>
public partial class CommittedNotebookTests
{
    private static string Folder => Path.Combine(Need.RepositoryRoot, "notebooks");

    public static TheoryData<string> Notebooks { get; } =
        new(Directory.EnumerateFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    /// <summary>The notebooks that teach; the sixth has the exercises.</summary>
    public static TheoryData<string> Lessons { get; } = new(Notebooks.Select(row => row.Data).SkipLast(1));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_is_committed_without_outputs(string name) => NotebookChecks.HasNoOutputs(Read(name));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_asks_for_the_csharp_kernel_by_each_name_that_a_front_end_reads(string name) =>
        NotebookChecks.AsksForTheCSharpKernel(Read(name));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_has_only_csharp_and_markdown_cells_and_names_no_language_in_a_cell(string name) =>
        NotebookChecks.HasOnlyCSharpAndMarkdownCells(Read(name));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_opens_with_what_it_answers_and_what_it_takes_and_ends_with_three_questions(string name)
    {
        var cells = Read(name)["cells"]!.AsArray();
        var opening = NotebookChecks.Source(cells[0]!);
        Assert.Contains("**이 노트북이 답하는 질문**", opening);
        Assert.Contains("**준비물**", opening);
        var ending = NotebookChecks.Source(cells[^1]!);
        Assert.StartsWith("## 생각해 볼 질문", ending);
        Assert.Equal(3, Question().Count(ending));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void A_notebook_sums_up_what_was_answered_and_what_to_read_again_before_its_last_questions(string name)
    {
        var cells = Read(name)["cells"]!.AsArray();
        var summary = Lessons.Any(row => row.Data == name) ? "Predict.Summary()" : "Exercises.Summary()";
        Assert.Equal(("code", summary), ((string?)cells[^2]!["cell_type"], NotebookChecks.Source(cells[^2]!)));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void No_paragraph_is_longer_than_five_lines_of_forty_Korean_letters(string name)
    {
        foreach (var cell in Read(name)["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "markdown"))
            foreach (var paragraph in Blank().Split(NotebookChecks.Source(cell!)).Where(text => !text.StartsWith('|')))
            {
                var shown = NotShown().Replace(paragraph, "");
                Assert.True(TextWidth.Of(shown) <= 5 * 40 * 2, shown);
            }
    }

    /// <summary>A cell of VS Code without its sidebar shows so many at 1,280 pixels; a longer line has to be scrolled to.</summary>
    [Theory]
    [MemberData(nameof(Notebooks))]
    public void No_line_of_code_is_wider_than_118_columns(string name) => Assert.All(
        Read(name)["cells"]!.AsArray().Where(cell => IsCode(cell!, "")).SelectMany(cell => NotebookChecks.Source(cell!).Split('\n')),
        line => Assert.True(TextWidth.Of(line) <= 118, line));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void The_answers_to_the_last_questions_are_folded(string name)
    {
        var ending = NotebookChecks.Source(Read(name)["cells"]!.AsArray()[^1]!);
        Assert.Equal(3, Regex.Count(ending, Regex.Escape("<details>\n   <summary>답</summary>\n\n")));
        Assert.Equal(3, Regex.Count(ending, "\n\n   </details>"));
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Every_section_asks_before_its_experiment_and_answers_only_after_it(string name)
    {
        var sections = NumberedSections(name);
        Assert.InRange(sections.Count, 8, 14);
        foreach (var section in sections)
        {
            var check = section.FindIndex(cell => IsCode(cell, ".Check("));
            var experiment = check >= 0 ? check : section.FindIndex(cell => IsCode(cell, "await "));
            Assert.True(experiment > 0, $"{Title(section)}: no experiment");
            var (before, after) = (section[..experiment], section[experiment..]);
            var isAsked = before.Exists(cell => !IsCode(cell, "") && NotebookChecks.Source(cell).Contains('?'));
            Assert.True(isAsked, $"{Title(section)}: no question");
            Assert.DoesNotContain(before, IsAnswer);
            var asked = Asked().Match(string.Concat(before.Select(NotebookChecks.Source)));
            if (asked.Success) Assert.Equal($"{name[1]}-{Number().Match(Title(section)).Groups[1]}", asked.Groups[1].Value);
            else Assert.True(after.Exists(IsAnswer), $"{Title(section)}: neither a prediction nor a folded answer");
        }
    }

    [Fact]
    public void The_course_leads_to_the_map_of_its_claims()
    {
        var ending = NotebookChecks.Source(Read("06-exercises.ipynb")["cells"]!.AsArray()[^1]!);
        Assert.Contains("](claims.ko.md)", ending, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_picture_and_notebook_that_a_notebook_links_to_exists(string name)
    {
        foreach (var cell in Read(name)["cells"]!.AsArray())
            foreach (Match link in Link().Matches(NotebookChecks.Source(cell!)))
                Assert.True(File.Exists(Path.Combine(Folder, link.Groups[1].Value)), $"{name} links to {link.Groups[1].Value}");
    }

    [Fact]
    public void The_notebooks_are_numbered_without_a_gap_and_the_README_lists_every_one_in_their_order()
    {
        Assert.Equal(Enumerable.Range(1, Notebooks.Count).Select(n => $"{n:00}"), Notebooks.Select(row => row.Data[..2]));
        var readme = File.ReadAllText(Path.Combine(Need.RepositoryRoot, "README.ko.md"));
        var links = Link().Matches(readme).Select(match => match.Groups[1].Value);
        Assert.Equal(
            Notebooks.Select(row => $"notebooks/{row.Data}"), links.Where(link => link.EndsWith(".ipynb", StringComparison.Ordinal)));
    }

    /// <summary>The cells of each numbered section: its heading and all that follow to the next heading.</summary>
    private static List<List<JsonNode>> NumberedSections(string name)
    {
        var all = new List<List<JsonNode>>();
        foreach (var cell in Read(name)["cells"]!.AsArray())
        {
            if (all.Count == 0 || NotebookChecks.Source(cell!).StartsWith("## ", StringComparison.Ordinal)) all.Add([]);
            all[^1].Add(cell!);
        }
        return [.. all.Where(section => Number().IsMatch(Title(section)))];
    }

    private static string Title(List<JsonNode> section) => NotebookChecks.Source(section[0]).Split('\n')[0];

    private static bool IsCode(JsonNode cell, string with) =>
        (string?)cell["cell_type"] == "code" && NotebookChecks.Source(cell).Contains(with, StringComparison.Ordinal);

    private static bool IsAnswer(JsonNode cell) => NotebookChecks.Source(cell).Contains("<summary>답</summary>", StringComparison.Ordinal);

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;

    [GeneratedRegex(@"^## (\d+)\. ")]
    private static partial Regex Number();

    [GeneratedRegex("""Predict\.Ask\("(\d-\d+)"\)""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    /// <summary>What Markdown writes and does not show: addresses, marks.</summary>
    [GeneratedRegex(@"(?<=\])\([^)]*\)|[`*\[\]]")]
    private static partial Regex NotShown();

    [GeneratedRegex(@"^\d\. ", RegexOptions.Multiline)]
    private static partial Regex Question();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();
}
