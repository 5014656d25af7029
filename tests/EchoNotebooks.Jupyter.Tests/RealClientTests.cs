using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>Jupyter's own client, nbconvert and nbclient, with the kernel as it is installed.</summary>
public class RealClientTests
{
    private const string InterruptInTheMiddle = """
        import asyncio, sys, threading, time, nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
        cells = ["var kept = 41;", "Console.WriteLine(\"시작\");\nwhile (true);", "kept + 1"]
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        client = NotebookClient(nb, kernel_name="echo-csharp", timeout=600, allow_errors=True)
        def interrupt():
            while not any(o.get("text", "").startswith("시작") for o in nb.cells[1].get("outputs", [])): time.sleep(0.05)
            asyncio.run_coroutine_threadsafe(client.km._async_interrupt_kernel(), loop)
        async def main():
            global loop
            loop = asyncio.get_running_loop()
            threading.Thread(target=interrupt, daemon=True).start()
            await client.async_execute()
        asyncio.run(main())
        print(nb.cells[1].outputs[-1]["ename"], nb.cells[2].outputs[0]["data"]["text/plain"])
        """;

    [Fact(Explicit = true)]
    public async Task Every_notebook_runs_through_nbconvert()
    {
        using var jupyter = await Installed.CreateAsync();
        var python = await jupyter.PythonWith("nbconvert");
        var (exit, output) =
            await jupyter.RunAsync(python, ["-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.timeout=600",
            .. ExecutedCourse.Names.Select(ExecutedCourse.PathOf), "--output-dir", jupyter.Out]);
        Assert.True(exit == 0, output);
        foreach (var name in ExecutedCourse.Names)
        {
            var path = Path.Combine(jupyter.Out, name);
            var cells = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!["cells"]!.AsArray();
            var code = cells.Where(cell => (string?)cell!["cell_type"] == "code").ToList();
            Assert.NotEmpty(code);
            Assert.All(code, cell => Assert.NotNull(cell!["execution_count"]));
            Assert.DoesNotContain(code, cell => cell!["outputs"]!.AsArray().Any(shown => (string?)shown!["output_type"] == "error"));
            Assert.Contains(code, cell => cell!["outputs"]!.AsArray().Any(shown => shown!["data"]?["text/html"] is not null));
        }
    }

    [Fact]
    public async Task Nbclient_interrupts_a_cell_and_goes_on_with_the_same_session()
    {
        using var jupyter = await Installed.CreateAsync();
        var python = await jupyter.PythonWith("nbclient");
        var (exit, output) = await jupyter.RunAsync(python, "-c", InterruptInTheMiddle);
        Assert.True(exit == 0, output);
        Assert.Contains("Stopped 42", output);
    }

    [Fact]
    public async Task The_protocol_is_kept_in_every_part_as_Jupyters_own_client_sees_it()
    {
        using var jupyter = await Installed.CreateAsync();
        var python = await jupyter.PythonWith("jupyter_client");
        var script = Path.Combine(Need.RepositoryRoot, "tests/EchoNotebooks.Jupyter.Tests/Scripts/conformance.py");
        var (exit, output) = await jupyter.RunAsync(python, "-B", "-W", "ignore", script);
        Assert.True(exit == 0, output);
        Assert.Matches(@"Ran (1[5-9]|[2-9]\d) tests", output);
        Assert.DoesNotContain("skipped", output);
    }

    [Fact]
    public async Task Jupyter_lists_the_kernel_under_both_names()
    {
        using var jupyter = await Installed.CreateAsync();
        var python = await jupyter.PythonWith("jupyter_client");
        var (exit, output) = await jupyter.RunAsync(python, "-m", "jupyter_client.kernelspecapp", "list");
        Assert.True(exit == 0, output);
        Assert.Contains("echo-csharp", output);
        Assert.Contains(".net-csharp", output);
    }
}
