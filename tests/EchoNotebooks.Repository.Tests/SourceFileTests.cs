using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Repository.Tests;

/// <summary>How the repository's text is written.</summary>
public sealed partial class SourceFileTests
{
    private const int Most = 140;

    private static readonly string[] Code = [".cs", ".c", ".js", ".css", ".sh", ".targets", ".props", ".csproj", ".py"];

    [Fact]
    public async Task No_line_of_code_has_more_than_140_characters()
    {
        var tooLong = string.Join('\n',
            from file in await RepositoryFiles.AllAsync()
            where !file.EndsWith("MiniSearch/minisearch.js", StringComparison.Ordinal) // as its authors publish it
            where Code.Contains(Path.GetExtension(file)) || file.StartsWith(".ci/", StringComparison.Ordinal)
            let path = Path.Combine(Need.RepositoryRoot, file)
            from line in File.ReadLines(path).Index()
            where line.Item.Length > Most
            select $"{file}:{line.Index + 1}: {line.Item.Length}");
        Assert.True(tooLong.Length == 0, tooLong);
    }

    /// <summary>Bindings to libc stand in the file of the C header that declares them.</summary>
    [Fact]
    public async Task A_type_of_the_source_is_found_in_the_file_of_its_name()
    {
        var wrong = string.Join('\n',
            from file in await RepositoryFiles.AllAsync()
            where file.StartsWith("src/", StringComparison.Ordinal) && Path.GetExtension(file) == ".cs"
                && !file.Contains("/Native/", StringComparison.Ordinal)
            let path = Path.Combine(Need.RepositoryRoot, file)
            let name = Path.GetFileName(file).Split('.')[0]
            from declaration in TopLevelTypes().Matches(File.ReadAllText(path))
            let type = declaration.Groups["name"].Value
            where type != name
            select $"{file}: {type}");
        Assert.True(wrong.Length == 0, wrong);
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|unsafe|ref) )*"
        + @"(?:class|record struct|record|struct|enum|interface|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelTypes();
}
