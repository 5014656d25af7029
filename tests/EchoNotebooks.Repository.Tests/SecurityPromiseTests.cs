using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>SECURITY.md: each promise of its table has a test, which is there and is not skipped.</summary>
public sealed partial class SecurityPromiseTests
{
    private static readonly List<(string Promise, string Class, string Test)> Promises =
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Need.RepositoryRoot, "SECURITY.md"))).SelectMany(row =>
            row.Groups["class"].Captures.Zip(
                row.Groups["test"].Captures, (one, test) => (row.Groups["promise"].Value, one.Value, test.Value))),
    ];

    public static TheoryData<string, string> Tests { get; } = new(Promises.Select(promise => (promise.Class, promise.Test)));

    [Fact]
    public void Every_row_of_the_table_names_its_tests()
    {
        var rows = File.ReadLines(Path.Combine(Need.RepositoryRoot, "SECURITY.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToList();
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Count, Promises.DistinctBy(promise => promise.Promise).Count());
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_test_that_a_promise_names_is_there_and_asserts_something(string testClass, string name) =>
        Assert.Contains("Assert.", WrittenTest.Find(testClass, name), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (?<promise>[^|]+) \| (`(?<class>\w+)\.(?<test>\w+)`(, )?)+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
