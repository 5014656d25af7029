using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>A real Jupyter Notebook in a real browser, as a lecturer uses it.</summary>
public class NotebookFrontEndTests
{
    private const float TimeoutMilliseconds = 180_000;
    private const string Ready =
        "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel && "
        + "Jupyter.notebook.kernel.is_connected()";
    private const string AllRun =
        "() => !Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code').every(c => typeof "
        + "c.input_prompt_number === 'number')";
    private const string Ran =
        "i => !Jupyter.notebook.kernel_busy && typeof Jupyter.notebook.get_cell(i).input_prompt_number === 'number'";
    private const string Errors = "() => [...document.querySelectorAll('.output_error')].map(e => e.innerText)";

    static NotebookFrontEndTests() => SetDefaultExpectTimeout(TimeoutMilliseconds);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_notebook_is_opened_run_interrupted_restarted_run_again_and_saved()
    {
        using var jupyter = await Installed.CreateAsync();
        // This one stands for all: it starts servers, which a restart must end.
        const string name = "01-model.ipynb";
        var (committed, copy) = (Path.Combine(Need.RepositoryRoot, "notebooks", name), Path.Combine(jupyter.Out, name));
        await OpenAsync(jupyter, name, await File.ReadAllTextAsync(committed, Stop), page => UseAsync(page, name));
        await IsAsCommittedAsync(committed, copy);
    }

    [Fact(Explicit = true)]
    public async Task A_picture_follows_its_server_while_a_later_cell_runs_and_ends_with_it()
    {
        using var jupyter = await Installed.CreateAsync();
        var (library, go) = (Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll"), Path.Combine(jupyter.Out, "go"));
        await OpenAsync(
            jupyter,
            "watch.ipynb",
            Notebook(
                $"#r \"{library}\"\nusing EchoNotebooks;",
                "var watched = await EchoServer.StartAsync();\nwatched.Watch(Watched.Ownership);",
                $"var guest = await watched.ConnectAsync();\nwhile (!System.IO.File.Exists(\"{go}\")) await Task.Delay(20);",
                "await watched.DisposeAsync();"),
            WatchAsync);

        async Task WatchAsync(IPage page)
        {
            var picture = page.Locator(".code_cell").Nth(1).Locator(".output_area");
            await RunAsync(page, 0);
            await RunAsync(page, 1);
            await Expect(picture).ToContainTextAsync("부모 프로세스");
            await Expect(picture).Not.ToContainTextAsync("자식 프로세스 1");

            // The cell that lets a client come still runs while the earlier cell's picture changes.
            await BeginAsync(page, 2);
            await Expect(picture).ToContainTextAsync("자식 프로세스 1");
            Assert.True(await page.EvaluateAsync<bool>("() => Jupyter.notebook.kernel_busy"));
            await KeepScreenshotAsync(page, "watch", "later");
            await File.WriteAllTextAsync(go, "", Stop);
            await page.WaitForFunctionAsync(Ran, 2);

            // Run again it shows the new server, and nothing of the earlier one.
            await RunAsync(page, 1);
            await Expect(picture).Not.ToContainTextAsync("자식 프로세스 1");
            await Expect(picture).ToHaveCountAsync(1);
            await RunAsync(page, 3);
            await Expect(picture).ToContainTextAsync("서버가 끝났다");
            await Expect(picture.Locator("svg")).ToHaveCountAsync(1);
            await Expect(picture).ToHaveCountAsync(1);
        }
    }

    /// <summary>Opens a notebook in a Jupyter Notebook of its own, and ends both.</summary>
    private static async Task OpenAsync(Installed jupyter, string name, string text, Func<IPage, Task> use)
    {
        var chromium = Need.Program("chromium", "sudo apt-get install chromium fonts-noto-cjk");
        Need.Program("jupyter-notebook", "sudo apt-get install jupyter-notebook");
        Directory.CreateDirectory(jupyter.Out);
        await File.WriteAllTextAsync(Path.Combine(jupyter.Out, name), text, Stop);
        var port = FreePort();
        using var server = StartServer(jupyter, port);
        try
        {
            using var playwright = await Playwright.CreateAsync();
            await using var browser =
                await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
            await AnswersAsync(port, server);
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1000 } });
            page.SetDefaultTimeout(TimeoutMilliseconds);
            await page.GotoAsync($"http://127.0.0.1:{port}/notebooks/{name}?token=test");
            await page.WaitForFunctionAsync(Ready);
            await use(page);
            await page.EvaluateAsync("() => new Promise(done => Jupyter.notebook.session.delete(done, done))");
            await page.CloseAsync();
        }
        finally
        {
            await EndAsync(server);
        }
    }

    private static string Notebook(params string[] cells) => JsonSerializer.Serialize(new
    {
        cells = cells.Select(source =>
            new { cell_type = "code", execution_count = (int?)null, metadata = new { }, outputs = Array.Empty<object>(), source }),
        metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = "echo-csharp" } },
        nbformat = 4,
        nbformat_minor = 4,
    });

    private static async Task BeginAsync(IPage page, int cell) =>
        await page.EvaluateAsync("i => { Jupyter.notebook.get_cell(i).clear_output(); Jupyter.notebook.get_cell(i).execute(); }", cell);

    private static async Task RunAsync(IPage page, int cell)
    {
        await BeginAsync(page, cell);
        await page.WaitForFunctionAsync(Ran, cell);
        Assert.Empty(await page.EvaluateAsync<string[]>(Errors));
    }

    private static async Task UseAsync(IPage page, string name)
    {
        await RunAllAsync(page);
        await KeepScreenshotAsync(page, name, "first");

        await page.EvaluateAsync(
            "() => { const c = Jupyter.notebook.insert_cell_at_bottom('code'); c.set_text('Console.WriteLine(\"시작\");\\nwhile (true);'); "
            + "c.execute(); }");
        await page.WaitForFunctionAsync(
            "() => Jupyter.notebook.get_cells().at(-1).output_area.outputs.some(o => o.output_type === 'stream')");
        await page.EvaluateAsync("() => Jupyter.notebook.kernel.interrupt()");
        await page.WaitForFunctionAsync("() => Jupyter.notebook.get_cells().at(-1).output_area.outputs.some(o => o.ename === 'Stopped')");
        await page.EvaluateAsync("() => Jupyter.notebook.delete_cell(Jupyter.notebook.ncells() - 1)");

        await page.EvaluateAsync(
            "() => new Promise(done => { Jupyter.notebook.clear_all_output(); "
            + "Jupyter.notebook.events.one('kernel_ready.Kernel', done); Jupyter.notebook.kernel.restart(); })");
        await RunAllAsync(page);
        await KeepScreenshotAsync(page, name, "again");

        await page.EvaluateAsync(
            "() => { Jupyter.notebook.clear_all_output(); return new Promise(done => { "
            + "Jupyter.notebook.events.one('notebook_saved.Notebook', done); Jupyter.notebook.save_notebook(); }); }");
    }

    /// <summary>What a front end has saved without outputs passes the checks of what is committed, and is the same text.</summary>
    private static async Task IsAsCommittedAsync(string committed, string saved)
    {
        Assert.NotEqual(await File.ReadAllBytesAsync(committed), await File.ReadAllBytesAsync(saved));
        var (before, after) =
            (JsonNode.Parse(await File.ReadAllTextAsync(committed))!, JsonNode.Parse(await File.ReadAllTextAsync(saved))!);
        NotebookChecks.HasNoOutputs(after);
        NotebookChecks.AsksForTheCSharpKernel(after);
        NotebookChecks.HasOnlyCSharpAndMarkdownCells(after);
        Assert.Equal(before["cells"]!.AsArray().Select(cell => NotebookChecks.Source(cell!)),
            after["cells"]!.AsArray().Select(cell => NotebookChecks.Source(cell!)));
    }

    private static async Task RunAllAsync(IPage page)
    {
        await page.EvaluateAsync("() => Jupyter.notebook.execute_all_cells()");
        await page.WaitForFunctionAsync(AllRun);
        Assert.Empty(await page.EvaluateAsync<string[]>(Errors));
        Assert.True(await page.Locator(".output_area svg").CountAsync() > 0, "no picture is shown");
        // The front end's own style takes the triangle away from what can be opened.
        Assert.Empty(await page.Locator(".output_area summary")
            .EvaluateAllAsync<string[]>("all => all.map(s => getComputedStyle(s).display).filter(d => d !== 'list-item')"));
    }

    private static Process StartServer(Installed jupyter, int port)
    {
        var start = new ProcessStartInfo("jupyter-notebook",
            ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.port_retries=0", "--NotebookApp.token=test",
                $"--notebook-dir={jupyter.Out}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        jupyter.Prepare(start);
        var server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static async Task AnswersAsync(int port, Process server)
    {
        for (var waited =
            Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            Assert.False(server.HasExited, "jupyter-notebook ended");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
        Assert.Fail("jupyter-notebook does not answer");
    }

    private static async Task EndAsync(Process server)
    {
        // SIGTERM: it shuts its kernels down.
        using (var kill = Process.Start("/bin/kill", [$"{server.Id}"])) await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await server.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            server.Kill(entireProcessTree: true);
        }
    }

    /// <summary>ECHO_NOTEBOOKS_SCREENSHOTS=DIR keeps what the tests saw, for people to look at.</summary>
    private static async Task KeepScreenshotAsync(IPage page, string name, string which)
    {
        if (Environment.GetEnvironmentVariable("ECHO_NOTEBOOKS_SCREENSHOTS") is not { Length: > 0 } folder) return;
        foreach (var (place, position) in new[] { ("top", 0.0), ("middle", 0.5), ("end", 1.0) })
        {
            await page.EvaluateAsync("at => { const s = document.getElementById('site'); s.scrollTop = s.scrollHeight * at; }", position);
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"jupyter-{Path.GetFileNameWithoutExtension(name)}-{which}-{place}.png") });
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
