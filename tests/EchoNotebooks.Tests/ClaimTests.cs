using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>The table of claims, notebooks/claims.ko.md: each has its section, its cell, its question and its test.</summary>
public sealed partial class ClaimTests
{
    private static readonly string Folder = Path.Combine(Need.RepositoryRoot, "notebooks");
    private static readonly IReadOnlyList<Claim> Claims = ReadClaims();

    public static TheoryData<string> Ids { get; } = new(Claims.Select(claim => claim.Id));

    [Fact]
    public void Every_claim_of_the_chapter_and_every_misconception_has_its_row()
    {
        var (claims, misconceptions) = (Enumerable.Range(1, 20).Select(n => $"C{n}"), Enumerable.Range(1, 16).Select(n => $"M{n}"));
        Assert.Equal(claims.Concat(misconceptions), Claims.Select(claim => claim.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_cell_of_a_claim_stands_in_its_section_and_puts_its_question_to_the_kernel(string id)
    {
        var claim = Claims.Single(one => one.Id == id);
        Assert.StartsWith($"0{claim.Chapter}-", claim.Notebook, StringComparison.Ordinal);
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, claim.Notebook)))!["cells"]!.AsArray();
        var section = InSection(cells, claim.Section).ToList();
        var cell = Assert.Single(section, one => (string?)one["id"] == claim.Cell);
        Assert.Equal("code", (string?)cell["cell_type"]);
        if (claim.Question is null) return;
        Assert.NotNull(QuestionList.Find(claim.Question));
        var asks = $"Predict.Ask(\"{claim.Question}\")";
        Assert.Contains(section, one => NotebookChecks.Source(one).Contains(asks, StringComparison.Ordinal));
        Assert.Contains(".Check(", NotebookChecks.Source(cell), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_tests_of_a_claim_exist_are_not_skipped_and_judge_its_question(string id)
    {
        var claim = Claims.Single(one => one.Id == id);
        foreach (var (testClass, name) in claim.Tests)
        {
            var test = WrittenTest.Find(testClass, name);
            if (claim.Question is not null) Assert.Contains($"Answers.Hold(\"{claim.Question}\"", test, StringComparison.Ordinal);
        }
    }

    /// <summary>The cells from a section's heading to the next heading of its level.</summary>
    private static IEnumerable<JsonNode> InSection(JsonArray cells, int section)
    {
        var inside = false;
        foreach (var cell in cells)
        {
            if (Heading().Match(NotebookChecks.Source(cell!)) is { Success: true } heading)
                inside = heading.Groups[1].Value == $"{section}.";
            if (inside) yield return cell!;
        }
    }

    private static List<Claim> ReadClaims() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Folder, "claims.ko.md"))).Select(row => new Claim(
            row.Groups["id"].Value,
            int.Parse(row.Groups["chapter"].Value),
            int.Parse(row.Groups["section"].Value),
            row.Groups["notebook"].Value,
            row.Groups["cell"].Value,
            row.Groups["question"].Value is { Length: > 0 } question ? question : null,
            [.. row.Groups["class"].Captures.Zip(row.Groups["test"].Captures, (one, test) => (one.Value, test.Value))])),
    ];

    private sealed record Claim(
        string Id,
        int Chapter,
        int Section,
        string Notebook,
        string Cell,
        string? Question,
        IReadOnlyList<(string Class, string Name)> Tests);

    [GeneratedRegex(
        @"^\| (?<id>[CM]\d+) \| [^|]+ \| \[(?<chapter>\d)장 (?<section>\d+)절\]\((?<notebook>[\w.-]+)\) "
        + @"\| \[`(?<cell>[\w-]+)`\]\(\k<notebook>#\k<cell>\) \| "
        + @"(?<question>\d-\d+)? ?\| (`(?<class>\w+)\.(?<test>\w+)`(, )?)+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\A## (\d+\.)?")]
    private static partial Regex Heading();
}
