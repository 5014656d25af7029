using System.Text.RegularExpressions;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>The library's folders use each other one way.</summary>
public sealed partial class FolderTests
{
    /// <summary>A folder uses those before it, never one behind it. Views draws all of them and stands outside.</summary>
    private static readonly string[] Folders =
    [
        "Processes", "Ports", "Cells", "Clients", "Listings", "Programs", "Snapshots", "Timelines", "Servers", "ClientPrograms", "Runs",
        "Predictions", "Exercises", "Figures",
    ];

    /// <summary>Types whose names are properties as well; a text search cannot tell them apart.</summary>
    private static readonly HashSet<string> AlsoProperties = ["After", "Kind", "Step"];

    [Fact]
    public void A_folder_uses_only_the_folders_before_it()
    {
        var library = Path.Combine(Need.RepositoryRoot, "src/EchoNotebooks");
        var files = Folders.ToDictionary(folder => folder, folder => FilesIn(Path.Combine(library, folder)));
        Assert.All(files, folder => Assert.NotEmpty(folder.Value));
        var wrong = new List<string>();
        foreach (var (order, folder) in Folders.Index())
        {
            var later = Folders[(order + 1)..].SelectMany(other => files[other]).SelectMany(file => Declarations().Matches(file.Code))
                .Select(declaration => declaration.Groups[1].Value).Except(AlsoProperties).ToHashSet();
            foreach (var (file, code) in files[folder])
                wrong.AddRange(Names().Matches(code).Select(name => name.Value).Distinct().Where(later.Contains)
                    .Select(name => $"{folder}/{file}: {name}"));
        }
        Assert.Equal([], wrong);
    }

    private static List<(string File, string Code)> FilesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetFileName(file), CommentsAndTexts().Replace(File.ReadAllText(file), ""))),
    ];

    [GeneratedRegex(@"//.*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^[\w ]*\b(?:class|record struct|record|interface|enum|struct) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Names();
}
