using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
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

    private static readonly string Library = Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    private readonly NotebookFolder folder = new();

    public static TheoryData<string> Notebooks { get; } = new(ExecutedCourse.Names);

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Notebooks))]
    public async Task Each_section_runs_alone_all_run_in_any_order_and_everything_runs_twice(string name)
    {
        var (setup, sections) = Parts(name);
        foreach (var (k, section) in sections.Index()) folder.Add($"alone-{k:00}.ipynb", [setup, .. section]);
        var mixed = sections.ToArray();
        Seeded().Shuffle(mixed);
        folder.Add("mixed.ipynb", [setup, .. mixed.SelectMany(section => section)]);
        string[] all = [setup, .. sections.SelectMany(section => section)];
        folder.Add("twice.ipynb", [.. all, .. all]);
        using var echonb = EchonbProcess.Start(folder.Root, folder.Run(folder.Notebooks));
        await SucceedsAsync(echonb);
    }

    [Theory, MemberData(nameof(Notebooks))]
    public async Task A_notebook_that_is_interrupted_at_any_moment_ends_and_says_so(string name)
    {
        var (setup, sections) = Parts(name);
        // Its last cell never ends: the interrupt comes before.
        folder.Add(name, [setup, .. sections.SelectMany(section => section), "await Task.Delay(-1);"]);
        var random = Seeded();
        for (var round = 0; round < 3; round++)
        {
            using var echonb = EchonbProcess.StartAsLeader(folder.Root, folder.Run(folder.Notebooks));
            await echonb.UntilAsync(() => echonb.Output.Contains("실행", StringComparison.Ordinal));
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 15), TestContext.Current.CancellationToken);
            var group = "-" + echonb.Process.Id.ToString(CultureInfo.InvariantCulture);
            using var kill = Process.Start("/bin/kill", ["-INT", "--", group]);
            Assert.NotEqual(0, await echonb.ExitAsync());
            Assert.Contains("멈추었다", echonb.Errors, StringComparison.Ordinal);
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

    /// <summary>The first cell's code, and that of each part from a heading to the next.</summary>
    private static (string Setup, List<List<string>> Sections) Parts(string name)
    {
        var setup = "";
        var sections = new List<List<string>> { new() };
        foreach (var cell in JsonNode.Parse(File.ReadAllText(ExecutedCourse.PathOf(name)))!["cells"]!.AsArray())
        {
            var source = NotebookChecks.Source(cell!);
            if (source.StartsWith("## ", StringComparison.Ordinal)) sections.Add([]);
            if ((string?)cell!["cell_type"] != "code") continue;
            if (source.StartsWith("#r ", StringComparison.Ordinal)) setup = source.Replace("../artifacts/lib/EchoNotebooks.dll", Library);
            else sections[^1].Add(source);
        }
        sections.RemoveAll(section => section.Count == 0);
        Assert.NotEmpty(setup);
        Assert.True(sections.Count > 5, $"{name}: {sections.Count} sections");
        return (setup, sections);
    }

    /// <summary>SEED in the environment repeats a run.</summary>
    private Random Seeded()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : Random.Shared.Next();
        report.WriteLine($"SEED={seed}");
        return new(seed);
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
