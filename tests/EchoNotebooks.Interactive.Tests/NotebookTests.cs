using EchoNotebooks.TestSupport;
using Microsoft.CodeAnalysis.CSharp;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>Every notebook, unchanged, in the kernel that Polyglot Notebooks runs, beside our own engine.</summary>
[Collection(nameof(RealEngine))] // its folder and its console are the process's own
public sealed class NotebookTests
{
    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    [Theory(Explicit = true), MemberData(nameof(Notebooks))]
    public async Task Every_cell_succeeds_and_shows_what_it_shows_in_our_engine(string notebook)
    {
        var course = await ExecutedCourse.GetAsync();
        using var engine = new RealEngine();
        foreach (var cell in NotebookChecks.CodeCells(course.Notebook(notebook)))
        {
            var source = NotebookChecks.Source(cell);
            var (here, there) = (await engine.PassAsync(source), CellRun.Of(cell["outputs"]!.AsArray()));
            Assert.Null(there.Failure);
            Assert.Equal((source, there.Says, there.Pictures), (source, here.Says, here.Pictures));
            Assert.Equal(there.MimeTypes, here.MimeTypes);
        }
    }

    [Fact(Explicit = true)]
    public async Task A_notebook_runs_twice_there_and_its_sections_in_mixed_order()
    {
        var random = Seed.Next();
        var name = ExecutedCourse.Names[random.Next(ExecutedCourse.Names.Count)];
        var sections = CourseSections.Of(name);
        using var engine = new RealEngine();
        var whole = sections.All.SelectMany(section => section);
        foreach (var order in (IEnumerable<string>[])[whole, whole, sections.Mixed(random)])
        {
            await engine.PassAsync(sections.Setup);
            foreach (var cell in order) await engine.PassAsync(cell);
        }
    }

    [Fact]
    public void What_is_compiled_here_is_compiled_by_the_real_engines_own_compiler() =>
        Assert.Equal(new Version(5, 0, 0, 0), typeof(CSharpCompilation).Assembly.GetName().Version);

    [Fact]
    public async Task That_engine_takes_the_language_that_our_notebooks_may_use()
    {
        using var engine = new RealEngine();
        await engine.PassAsync("class Guest { public string Name { get => field ?? \"이름 없음\"; set; } }");
        Assert.Contains("이름 없음", (await engine.PassAsync("new Guest().Name")).Text);
    }
}
