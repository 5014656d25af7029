using System.Text.RegularExpressions;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A test as it is written, for tables that name tests.</summary>
public static partial class WrittenTest
{
    /// <summary>Its attributes and its body. The test that calls this fails where there is no such test, and where it is skipped.</summary>
    /// <param name="testClass">Its class, which stands in the file of its name.</param>
    /// <param name="name">Its method.</param>
    public static string Find(string testClass, string name)
    {
        var found = Directory.EnumerateFiles(Path.Combine(Need.RepositoryRoot, "tests"), $"{testClass}.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).SelectMany(text => Test().Matches(text).Select(match => (Text: text, Match: match)))
            .Where(one => one.Match.Groups["name"].Value == name).ToList();
        Assert.True(found.Count == 1, $"{found.Count} tests are called {testClass}.{name}");
        var (source, test) = found[0];
        Assert.DoesNotContain("Skip", test.Groups["attributes"].Value, StringComparison.Ordinal);
        return source[test.Index..source.IndexOf("\n    }", test.Index, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(?<attributes>\[(Fact|Theory)[^\n]*\n(\s*\[[^\n]*\n)*)\s*public (async Task|Task|void) (?<name>\w+)\(")]
    private static partial Regex Test();
}
