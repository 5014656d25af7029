using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>What takes minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.</summary>
public sealed partial class NotebookTests
{
    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    [Theory, MemberData(nameof(Notebooks)), Trait("Category", "Soak")]
    public Task Every_cell_of_every_notebook_succeeds_and_shows_what_it_shows_in_our_engine(string notebook) => CompareAsync(notebook);
}
