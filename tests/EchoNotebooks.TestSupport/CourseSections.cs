using System.Text.Json.Nodes;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A committed notebook of the course as pieces that run in any order.</summary>
/// <param name="Setup">The first code cell, which brings the library; every piece needs it.</param>
/// <param name="All">The code cells of each part from a heading to the next.</param>
public sealed record CourseSections(string Setup, IReadOnlyList<IReadOnlyList<string>> All)
{
    /// <summary>Reads a notebook.</summary>
    public static CourseSections Of(string name)
    {
        var setup = "";
        var sections = new List<List<string>> { new() };
        foreach (var cell in JsonNode.Parse(File.ReadAllText(ExecutedCourse.PathOf(name)))!["cells"]!.AsArray())
        {
            var source = NotebookChecks.Source(cell!);
            if (source.StartsWith("## ", StringComparison.Ordinal)) sections.Add([]);
            if ((string?)cell!["cell_type"] != "code") continue;
            if (source.StartsWith("#r ", StringComparison.Ordinal))
                setup = source.Replace("..", Need.RepositoryRoot, StringComparison.Ordinal);
            else sections[^1].Add(source);
        }
        sections.RemoveAll(section => section.Count == 0);
        Assert.NotEmpty(setup);
        Assert.True(sections.Count > 5, $"{name}: {sections.Count} sections");
        return new(setup, sections);
    }

    /// <summary>The cells of the sections, mixed.</summary>
    public IEnumerable<string> Mixed(Random random)
    {
        var sections = All.ToArray();
        random.Shuffle(sections);
        return sections.SelectMany(section => section);
    }
}
