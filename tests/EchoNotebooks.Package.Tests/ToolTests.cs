using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Package.Tests;

/// <summary>The tool as its readers have it: installed from a feed, called from any folder, without a repository.</summary>
public sealed class ToolTests(PackedFeed feed)
{
    [Fact(Explicit = true)]
    public async Task It_looks_and_traces_with_what_it_brings()
    {
        var folder = feed.NewFolder();
        var doctor = await feed.EchonbAsync(folder, null, "doctor", "--json");
        var library = JsonNode.Parse(doctor.Output)!["findings"]!.AsArray().Single(finding => (string?)finding!["name"] == "library")!;
        Assert.True((bool)library["ok"]!, doctor.Output);
        var lib = Path.GetDirectoryName((string)library["detail"]!)!;

        var snapshot = await feed.EchonbAsync(folder, null, "snapshot", "--json", $"{Environment.ProcessId}");
        Assert.True(snapshot.Exit is 0, snapshot.Errors);
        Assert.Contains($"\"pid\":{Environment.ProcessId}", snapshot.Output, StringComparison.Ordinal);

        var trace = await feed.EchonbAsync(
            folder, null, "trace", "--html", "t.html", "--", "dotnet", Path.Combine(lib, "echo-server.dll"), "{port}");
        Assert.SkipWhen(trace.Exit == 3, "tracing is refused here");
        Assert.True(trace.Exit == 0, trace.Errors);
        Assert.Contains("accept", await File.ReadAllTextAsync(Path.Combine(folder, "t.html"), TestContext.Current.CancellationToken));
    }

    [Fact(Explicit = true)]
    public async Task It_lays_out_the_course_and_runs_it_and_overwrites_nothing()
    {
        var folder = feed.NewFolder();
        var copy = await feed.EchonbAsync(folder, null, "notebooks", "강의");
        Assert.True(copy.Exit == 0, copy.Errors);
        foreach (var notebook in Directory.EnumerateFiles(Path.Combine(Need.RepositoryRoot, "notebooks"), "*.ipynb"))
        {
            var text = await File.ReadAllTextAsync(
                Path.Combine(folder, "강의", Path.GetFileName(notebook)), TestContext.Current.CancellationToken);
            Assert.StartsWith(CourseNotebooks.Reference, NotebookChecks.Source(NotebookChecks.CodeCells(JsonNode.Parse(text)!).First()));
            Assert.DoesNotContain("../", text, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(Path.Combine(folder, "강의/img/figure-1.svg")));

        var again = await feed.EchonbAsync(folder, null, "notebooks", "강의");
        Assert.Equal(1, again.Exit);
        Assert.Contains("이미 있는 파일", again.Errors, StringComparison.Ordinal);

        var run = await feed.EchonbAsync(folder, null, "run", "강의/01-model.ipynb");
        Assert.True(run.Exit == 0, run.Output + run.Errors);
        Assert.True(File.Exists(Path.Combine(folder, "artifacts/run/01-model.ipynb")));
    }

    [Fact(Explicit = true)]
    public async Task A_cell_may_name_the_library_as_a_package_and_no_other_package()
    {
        var folder = feed.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "a.ipynb"), CourseNotebooks.Json(
            "#r \"nuget: Newtonsoft.Json\"",
            "#r \"nuget: EchoNotebooks, 9.9.9\"",
            "#r \"nuget:echonotebooks,1.0.0\"\nEchoNotebooks.ServerProgram.CSharp.IsAvailable"), TestContext.Current.CancellationToken);
        var run = await feed.EchonbAsync(folder, null, "run", "--allow-errors", "a.ipynb");
        Assert.Contains("NuGet 패키지를 내려받지 않는다", run.Errors, StringComparison.Ordinal);
        Assert.Contains("이 커널에는 EchoNotebooks 1.0.0이 들어 있다", run.Errors, StringComparison.Ordinal);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(folder, "artifacts/run/a.ipynb"), TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        Assert.Contains("True", cells[2]!["outputs"]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Explicit = true)]
    public async Task Its_kernel_finds_the_library_in_Jupyter()
    {
        using var home = await JupyterHome.CreateAsync();
        feed.UseIn(home);
        var install = await feed.EchonbAsync(feed.NewFolder(), [new("JUPYTER_DATA_DIR", home.Data)], "jupyter", "install");
        Assert.True(install.Exit == 0, install.Errors);
        var notebook = home.Write("fails.ipynb", CourseNotebooks.Json([CourseNotebooks.Reference, .. CourseNotebooks.Failing]));
        CourseNotebooks.LeftNothing((await home.ExecuteAsync([notebook], allowErrors: true))[0]);
    }
}
