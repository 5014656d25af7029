using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>
/// The notebooks as readers run them: a section alone, sections in any order, everything twice, half of it, on a machine that
/// lacks something. That takes many minutes; compiled with -p:Soak=true only, so that the suite neither runs nor skips it.
/// </summary>
[Trait("Category", "Soak")]
public sealed class CourseOrderTests(ITestOutputHelper report) : IDisposable
{
    /// <summary>Only a hang reaches it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>How many times each notebook is interrupted.</summary>
    private const int Interrupts = 5;

    private readonly NotebookFolder folder = new();

    /// <summary>The file that tells that a notebook's last cell runs.</summary>
    private string Reached => Path.Combine(folder.Root, "reached");

    private string LastCell => $"System.IO.File.WriteAllText(\"{Reached}\", \"\"); await Task.Delay(-1);";

    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Notebooks))]
    public async Task Each_section_runs_alone_all_run_in_any_order_and_everything_runs_twice(string name)
    {
        var sections = CourseSections.Of(name);
        foreach (var (k, section) in sections.All.Index()) folder.Add($"alone-{k:00}.ipynb", [sections.Setup, .. section]);
        folder.Add("mixed.ipynb", [sections.Setup, .. sections.Mixed(Seed.Next())]);
        string[] all = [sections.Setup, .. sections.All.SelectMany(section => section)];
        folder.Add("twice.ipynb", [.. all, .. all]);
        using var echonb = EchonbProcess.Start(folder.Root, folder.Run(folder.Notebooks));
        await SucceedsAsync(echonb);
    }

    [Theory, MemberData(nameof(Notebooks))]
    public async Task A_notebook_that_is_interrupted_at_any_moment_ends_and_says_so(string name)
    {
        var sections = CourseSections.Of(name);
        // Its last cell never ends: the interrupt comes before, whatever this run takes.
        folder.Add(name, [sections.Setup, .. sections.All.SelectMany(section => section), LastCell]);
        var random = Seed.Next();
        var whole = await InterruptedAsync(echonb => echonb.UntilAsync(() => File.Exists(Reached)));
        for (var round = 0; round < Interrupts; round++)
        {
            File.Delete(Reached);
            // One in each part of the time that it takes.
            var at = whole * (round + random.NextDouble()) / Interrupts;
            report.WriteLine($"after {at.TotalSeconds:0.000} s of {whole.TotalSeconds:0.000} s");
            await InterruptedAsync(_ => Task.Delay(at, TestContext.Current.CancellationToken));
        }
    }

    [Theory, MemberData(nameof(Notebooks))]
    public async Task Without_a_compiler_every_cell_succeeds_and_says_what_it_leaves_out(string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "echonb");
        string[] words = ["PATH=/nowhere", program, .. folder.Run(ExecutedCourse.PathOf(name))];
        using var echonb = EchonbProcess.StartProgram(folder.Root, "/usr/bin/env", words);
        await SucceedsAsync(echonb);
        // The designs of the fifth are all in C#.
        if (name[..2] is not "05") Assert.Contains("C 컴파일러", Outputs(name), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Notebooks))]
    public async Task Without_tracing_every_cell_succeeds_and_says_what_it_leaves_out(string name)
    {
        using var echonb = EchonbProcess.StartRefused("ptrace", folder.Root, folder.Run(ExecutedCourse.PathOf(name)));
        await SucceedsAsync(echonb);
        // The first traces nothing.
        if (name[..2] is not "01") Assert.Contains("ptrace가 거부되었다", Outputs(name), StringComparison.Ordinal);
    }

    /// <summary>Runs the folder's notebook and interrupts it as Ctrl+C does.</summary>
    /// <param name="moment">Waits, from the moment when the notebook runs, for that of the interrupt.</param>
    /// <returns>The time between these moments.</returns>
    private async Task<TimeSpan> InterruptedAsync(Func<EchonbProcess, Task> moment)
    {
        using var echonb = EchonbProcess.StartAsLeader(folder.Root, folder.Run(folder.Notebooks));
        await echonb.UntilAsync(() => echonb.Output.Contains("실행", StringComparison.Ordinal));
        var run = Stopwatch.StartNew();
        await moment(echonb);
        var taken = run.Elapsed;
        var group = "-" + echonb.Process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("/bin/kill", ["-INT", "--", group]);
        Assert.NotEqual(0, await echonb.ExitAsync());
        Assert.Contains("멈추었다", echonb.Errors, StringComparison.Ordinal);
        return taken;
    }

    private static async Task SucceedsAsync(EchonbProcess echonb)
    {
        await echonb.Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        Assert.True(echonb.Process.ExitCode == 0, $"{echonb.Output}\n{echonb.Errors}");
    }

    /// <summary>What all cells printed and showed, as text.</summary>
    private string Outputs(string name) =>
        string.Concat(NotebookChecks.CodeCells(folder.Executed(name)).Select(cell => NotebookChecks.Shown(cell)));
}
