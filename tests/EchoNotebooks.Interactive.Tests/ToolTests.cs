using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>The tool that Polyglot Notebooks starts, through Jupyter's own client. After all tests nothing of it may run.</summary>
public sealed class ToolTests
{
    [Fact(Explicit = true)]
    public async Task Every_notebook_runs_through_nbconvert_and_shows_what_it_shows_in_our_engine()
    {
        using var tool = await RealTool.CreateAsync();
        var course = await ExecutedCourse.GetAsync();
        var executed = await tool.ExecuteAsync([.. ExecutedCourse.Names.Select(ExecutedCourse.PathOf)]);
        foreach (var (notebook, saved) in ExecutedCourse.Names.Zip(executed))
        {
            var ours = NotebookChecks.CodeCells(course.Notebook(notebook)).ToList();
            var theirs = NotebookChecks.CodeCells(saved).ToList();
            Assert.Equal(ours.Count, theirs.Count);
            foreach (var (our, their) in ours.Zip(theirs))
            {
                var source = NotebookChecks.Source(their);
                var (here, there) = (CellRun.Of(their["outputs"]!.AsArray()), CellRun.Of(our["outputs"]!.AsArray()));
                Assert.NotNull(their["execution_count"]);
                Assert.Equal((source, null, there.Says, there.Pictures), (source, here.Failure, here.Says, here.Pictures));
                Assert.Equal(there.MimeTypes, here.MimeTypes);
            }
        }
    }

    [Theory(Explicit = true)]
    [InlineData("02-echo-server.ipynb")]
    public async Task A_kernel_that_is_ended_half_way_through_a_notebook_leaves_nothing(string name)
    {
        const string Mark = "ECHO_NOTEBOOKS_TEST_TOOL";
        var run = Guid.NewGuid().ToString("N");
        using var tool = await RealTool.CreateAsync();
        tool.Home.Environment[Mark] = run;
        // A tool that is killed leaves files of its own (PowerShell's pipe).
        var temporary = Path.GetDirectoryName(tool.Home.Write("tmp/of-the-tool", ""))!;
        tool.Home.Environment["TMPDIR"] = temporary;
        // It is ended when this many servers have come, and while one runs.
        var (until, servers) = (Seed.Next().Next(1, 12), new HashSet<int>());
        var executing = tool.Home.TryExecuteAsync([ExecutedCourse.PathOf(name)]);
        while (servers.Count < until)
            await Wait.UntilAsync(() => Pids("echo_").Exists(servers.Add), () => "one more server", () => executing.IsCompleted);
        using (var kernel = Process.GetProcessById(Assert.Single(Pids("Microsoft.DotNet.Interactive.App.dll jupyter")))) kernel.Kill();
        Assert.NotEqual(0, (await executing).Exit);
        await Wait.UntilAsync(() => Pids("").Count == 0, () => string.Join('\n', MarkedRun.ProcessesWith(Mark, run)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "echo-*"));

        List<int> Pids(string command) =>
        [
            .. MarkedRun.ProcessesWith(Mark, run).Where(process => process.Command.Contains(command, StringComparison.Ordinal))
                .Select(process => process.Pid),
        ];
    }

    [Fact]
    public async Task A_cell_that_fails_there_leaves_no_server()
    {
        using var tool = await RealTool.CreateAsync();
        var cells = new[]
        {
            $"#r \"{Need.RepositoryRoot}/artifacts/lib/EchoNotebooks.dll\"\nusing EchoNotebooks;\nvar pid = 0;",
            "pid = (await EchoServer.StartAsync()).Pid;\nthrow new Exception(\"깨졌다\");",
            "Console.WriteLine(pid > 0 && System.IO.Directory.Exists($\"/proc/{pid}\") ? \"남았다\" : \"끝났다\");",
        };
        var notebook = tool.Home.Write("fails.ipynb", JsonSerializer.Serialize(new
        {
            nbformat = 4,
            nbformat_minor = 5,
            metadata = new { kernelspec = new { name = ".net-csharp", display_name = ".NET (C#)", language = "C#" } },
            cells = cells.Select((source, i) => new
            {
                cell_type = "code",
                id = $"cell-{i}",
                source,
                metadata = new { },
                outputs = Array.Empty<int>(),
                execution_count = (int?)null,
            }),
        }));
        var executed = NotebookChecks.CodeCells((await tool.ExecuteAsync([notebook], allowErrors: true))[0]).ToList();
        Assert.Contains("깨졌다", CellRun.Of(executed[1]["outputs"]!.AsArray()).Failure);
        Assert.Equal("끝났다\n", string.Concat(executed[2]["outputs"]![0]!["text"]!.AsArray().Select(line => (string?)line)));
    }
}
