using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>
/// The table of claims, notebooks/claims.ko.md: each has its section, its cell, its question or its evidence, and its test.
/// </summary>
public sealed partial class ClaimTests
{
    private static readonly string Folder = Path.Combine(Need.RepositoryRoot, "notebooks");
    private static readonly IReadOnlyList<Claim> Claims = ReadClaims();

    /// <summary>What the executed cell of a claim without a question shows: regular expressions that match one after another.</summary>
    private static readonly Dictionary<string, string[]> Evidence = new()
    {
        ["C1"] = ["""\A5번 클라이언트: .+\n4번 .+\n3번 .+\n2번 .+\n이제야 입을 연 1번 클라이언트: 저는 1번입니다\n"""],
        ["C2"] = ["""\A부모 프로세스 [^├└]+\n보낸 것을 그대로 돌려받았다: """, """\n부모 프로세스 .+\n└─ 자식 프로세스 1 .+ 클라이언트 1 """],
        ["C4"] = ["""\A(?![\s\S]*자식 프로세스 \d+: accept)""", .. Enumerable.Repeat("""부모 프로세스: accept\(serv_sock\)가 돌아왔다: """, 3)],
        ["C5"] = ["""부모 프로세스\([^.]+: 3 serv_sock, (\d) clnt_sock\. 자식 프로세스 1\([^.]+ \1 clnt_sock\(새로 생김\)"""],
        ["C8"] = ["""\AUsage : .+ <port>\n.+종료 코드 1"""],
        ["C12"] = ["""EAGAIN.*\n부모 프로세스: close\(clnt_sock\).+\n부모 프로세스: accept\(serv_sock\)"""],
        ["C13"] =
        [
            """자식 프로세스 1: close\(serv_sock\)가""", """자식 프로세스 1: read\(clnt_sock\)가 0\(EOF\)을""",
            """자식 프로세스 1: close\(clnt_sock\)가""", """자식 프로세스 1: 끝났다\(종료 코드 0\)""",
        ],
        ["C19"] = ["""자식 프로세스 1: serv_sock\(3\) 디스크립터가 닫혔다\.""", """자식에게서 돌아온 말: 누구세요\?"""],
        ["C20"] =
        [
            """\A\S+:\d+  close\(serv_sock\);""", """자식 프로세스 1: serv_sock\(3\) 디스크립터가 닫혔다""",
            """\n\S+:\d+  close\(clnt_sock\);""", """자식 프로세스 1: clnt_sock\(4\) 디스크립터가 닫혔다""",
            """\n\S+:\d+  close\(clnt_sock\);""", """부모 프로세스: clnt_sock\(4\) 디스크립터가 닫혔다""",
        ],
        ["M5"] = ["""\n├─ 자식 프로세스 1 .+ 클라이언트 1 \((\S+)\)\n +└─ 자식 프로세스 1\.1 .+ 클라이언트 1 \(\1\)"""],
        ["M6"] = ["""\A부모가 먼저 닫았을 때 돌아온 말: 잘 되나요\?\n자식이 먼저 닫았을 때 돌아온 말: 잘 되나요\?\n"""],
        ["M10"] =
        [
            """\Adup\(4\)가 돌려준 번호: 3\n""",
            """\n자식 프로세스 1 .+ 3 +clnt_sock  (열린 파일 항목 \d+) .+\n자식 프로세스 1 .+ 4 +clnt_sock  \1 """,
            """\n4번을 닫은 다음 돌아온 말: 끊겼나요\?\n""",
        ],
        ["M14"] = ["""\Asend가 성공했다\.\n""", """\n서버 +ESTABLISHED .+  1000 +0 +없음 """],
        ["M16"] = ["""\n서버 +LISTEN +0\.0\.0\.0:(\d+) (.+\n서버 +ESTABLISHED +127\.0\.0\.1:\1 ){2}"""],
    };

    public static TheoryData<string> Ids { get; } = new(Claims.Select(claim => claim.Id));

    public static TheoryData<string> WithoutQuestion { get; } =
        new(Claims.Where(claim => claim.Question is null).Select(claim => claim.Id));

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

    [Fact]
    public void A_claim_has_a_question_or_an_evidence() => Assert.Equal(WithoutQuestion.Select(row => row.Data), Evidence.Keys);

    [Theory(Explicit = true)]
    [MemberData(nameof(WithoutQuestion))]
    public async Task The_executed_cell_of_a_claim_without_a_question_shows_its_evidence(string id)
    {
        CourseRuns.Need("C");
        var claim = Claims.Single(one => one.Id == id);
        var cells = NotebookChecks.CodeCells((await ExecutedCourse.GetAsync()).Notebook(claim.Notebook));
        var cell = cells.Single(one => (string?)one["id"] == claim.Cell);
        var shown = $"{NotebookChecks.Shown(cell)}\n{NotebookChecks.Shown(cell, "text/html")}";
        Assert.Matches(string.Join("""[\s\S]*?""", Evidence[id]), shown);
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
