using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>
/// A little of what CourseOrderTests does for many minutes: chance takes one notebook and one of its sections, a new one each time.
/// </summary>
public sealed class CourseSampleTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task The_sections_of_a_notebook_run_in_mixed_order_and_one_of_them_alone()
    {
        var random = Seed.Next();
        var name = ExecutedCourse.Names[random.Next(ExecutedCourse.Names.Count)];
        var sections = CourseSections.Of(name);
        var alone = random.Next(sections.All.Count);
        folder.Add("mixed.ipynb", [sections.Setup, .. sections.Mixed(random)]);
        folder.Add("alone.ipynb", [sections.Setup, .. sections.All[alone]]);
        // The time of a cell is not what this test looks at: the machine may be busy.
        using var echonb = EchonbProcess.Start(folder.Root, folder.Run("--timeout", "1200", folder.Notebooks));
        Assert.True(await echonb.ExitAsync() == 0, $"{name}, section {alone}\n{echonb.Output}\n{echonb.Errors}");
    }
}
