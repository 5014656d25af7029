using System.Diagnostics;
using System.Globalization;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly NotebookFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_good_run_leaves_executed_notebooks_and_a_book_and_says_where()
    {
        var source = folder.Add("a.ipynb", "#r \"nothing\"", "1");
        folder.AddText("a.ipynb", NotebookFolder.Json("var x = 20;", "x * 2", "#!html\n<b>x</b>"));
        folder.AddText("b.dib", "#!csharp\n\"dib\"");
        var before = await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken);
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder.Root, folder.Run(folder.Notebooks));
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains($"실행한 노트북: {folder.Output}", output, StringComparison.Ordinal);
        Assert.Contains("\"40\"", folder.OutputOf("a.ipynb", 2), StringComparison.Ordinal);
        Assert.Contains("dib", folder.OutputOf("b.ipynb", 1), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Book, "b.html")));
        Assert.Equal(before, await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task After_a_failed_cell_the_others_run_only_when_errors_are_allowed()
    {
        folder.Add("a.ipynb", "throw new Exception();", "while (true);", "\"셋\"");
        var (exit, output, _) = await EchonbProcess.RunAsync(folder.Root, folder.Run("--allow-errors", "--timeout", "2", folder.Notebooks));
        Assert.Equal(1, exit);
        Assert.Contains("실패(1번 셀)  a.ipynb  셀 3개", output, StringComparison.Ordinal);
        Assert.Contains("셋", folder.OutputOf("a.ipynb", 3), StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task A_cell_that_is_meant_to_fail_fails_nobody()
    {
        folder.AddText("a.ipynb", NotebookFolder.Json("throw new Exception(\"뜻대로\");", "2")
            .Replace("\"id\":\"c0\",\"metadata\":{}", "\"id\":\"c0\",\"metadata\":{\"tags\":[\"raises-exception\"]}",
                StringComparison.Ordinal));
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder.Root, folder.Run(folder.Notebooks));
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("뜻대로", folder.OutputOf("a.ipynb", 1), StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task What_an_update_replaced_counts_no_more()
    {
        folder.Add("a.ipynb",
            "var shown = display(\"\"); for (var i = 0; i < 700; i++) shown.Update(new string('x', 100_000)); shown.Update(\"작다\");",
            "var count = display(0); for (var i = 1; i <= 1000; i++) count.Update($\"{i}번째\");");
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder.Root, folder.Run(folder.Notebooks));
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("작다", folder.OutputOf("a.ipynb", 1), StringComparison.Ordinal);
        Assert.DoesNotContain("잘랐다", folder.OutputOf("a.ipynb", 1), StringComparison.Ordinal);
        // A storm of updates leaves the last value, as the cell wrote it, and nothing else.
        var storm = Assert.Single(folder.Executed("a.ipynb")["cells"]![1]!["outputs"]!.AsArray())!;
        Assert.Equal("1000번째", string.Concat(storm["data"]!["text/plain"]!.AsArray().Select(line => (string?)line)));
        Assert.Equal(["data", "metadata", "output_type"], storm.AsObject().Select(pair => pair.Key).Order());
        var page = await File.ReadAllTextAsync(Path.Combine(folder.Book, "a.html"), TestContext.Current.CancellationToken);
        Assert.Contains("1000번째", page, StringComparison.Ordinal);
        Assert.DoesNotContain("999번째", page, StringComparison.Ordinal);
        Assert.DoesNotContain("display_id", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIGINT", "-INT", "", 130, Explicit = true)]
    [InlineData("SIGTERM", "-TERM", "", 143, Explicit = true)]
    [InlineData("Ctrl+C in a terminal", "-INT", "-", 130)]
    public async Task A_signal_stops_in_order_and_keeps_what_was_executed(string name, string option, string group, int code)
    {
        var mark = Path.Combine(folder.Root, "hangs");
        folder.Add("a.ipynb", "\"하나\"", $"System.IO.File.WriteAllText(\"{mark}\", \"\");\nwhile (true);", "3");
        folder.Add("b.ipynb", "1");
        using var echonb = EchonbProcess.StartAsLeader(folder.Root, folder.Run(folder.Notebooks));
        await echonb.UntilAsync(() => File.Exists(mark));
        Process.Start("/bin/kill", [option, "--", group + echonb.Process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
        Assert.True(code == await echonb.ExitAsync(), $"{name}\n{echonb.Output}\n{echonb.Errors}");
        Assert.Contains("멈추었다", echonb.Errors, StringComparison.Ordinal);
        Assert.Contains("하나", folder.OutputOf("a.ipynb", 1), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Output, "b.ipynb")));
        Assert.True(File.Exists(Path.Combine(folder.Book, "index.html")));
    }

    [Fact]
    public async Task When_echonb_is_killed_its_kernels_go_as_well()
    {
        var mark = Path.Combine(folder.Root, "pid");
        folder.Add("a.ipynb", $"System.IO.File.WriteAllText(\"{mark}\", $\"{{Environment.ProcessId}}\");\nawait Task.Delay(-1);");
        using var echonb = EchonbProcess.Start(folder.Root, folder.Run(folder.Notebooks));
        await echonb.UntilAsync(() => File.Exists(mark) && File.ReadAllText(mark).Length > 0);
        var kernel = await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken);
        echonb.Process.Kill();
        await echonb.UntilAsync(() => !Directory.Exists($"/proc/{kernel}"));
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--html")]
    public async Task A_folder_that_holds_the_sources_or_cannot_be_written_is_refused(string option)
    {
        folder.Add("a.ipynb", "1");
        var (exit, _, errors) = await EchonbProcess.RunAsync(folder.Root, "run", option, folder.Notebooks, folder.Notebooks);
        Assert.Equal(2, exit);
        Assert.Contains("원본을 덮어쓰지 않도록", errors, StringComparison.Ordinal);

        var file = folder.AddText("file", "");
        (exit, _, errors) = await EchonbProcess.RunAsync(folder.Root, "run", option, Path.Combine(file, "inside"), folder.Notebooks);
        Assert.Equal(2, exit);
        Assert.Contains("쓸 수 없는 폴더다", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--timeout에는", "--timeout", "0")]
    [InlineData("--timeout에는", "--timeout", "soon")]
    [InlineData("--timeout 뒤에 값", "--timeout")]
    [InlineData("모르는 옵션: --timeot", "--timeot", "3")]
    public async Task Wrong_arguments_are_explained_in_Korean(string complaint, params string[] arguments)
    {
        var (exit, output, errors) = await EchonbProcess.RunAsync(folder.Root, ["run", .. arguments]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(complaint, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_Korean_and_names_every_verb()
    {
        var (exit, output, _) = await EchonbProcess.RunAsync(folder.Root, "--help");
        Assert.Equal(0, exit);
        Assert.Contains("사용법: echonb", output, StringComparison.Ordinal);
        Assert.Contains("  run ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("run-kernel", output, StringComparison.Ordinal);
        Assert.Contains("--timeout S", (await EchonbProcess.RunAsync(folder.Root, "run", "--help")).Output, StringComparison.Ordinal);
        foreach (var (verb, usage) in ((string, string)[])[("trace", "trace [옵션] -- COMMAND…"), ("snapshot", "snapshot [옵션] PID…"),
            ("run", "run [옵션] [PATH…]"), ("jupyter", "jupyter 명령"), ("jupyter install", "jupyter install [옵션]")])
            Assert.Contains($"사용법: echonb {usage}\n", (await EchonbProcess.RunAsync(folder.Root, [.. verb.Split(' '), "--help"])).Output,
                StringComparison.Ordinal);
        Assert.Equal(2, (await EchonbProcess.RunAsync(folder.Root)).Exit);
        Assert.Contains("모르는 인자: nonsense", (await EchonbProcess.RunAsync(folder.Root, "nonsense")).Errors, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task On_a_terminal_a_bar_shows_the_progress_unless_somebody_wants_none()
    {
        var script = Need.Program("script", "install bsdutils");
        folder.Add("a.ipynb", "1");
        Assert.Contains("\e[", await OnTerminal("xterm-256color"), StringComparison.Ordinal);
        Assert.DoesNotContain("\e[", await OnTerminal("dumb"), StringComparison.Ordinal);

        async Task<string> OnTerminal(string terminal)
        {
            string[] words = [Path.Combine(AppContext.BaseDirectory, "echonb"), .. folder.Run(folder.Notebooks)];
            var command = string.Join(' ', words.Select(word => $"'{word}'"));
            var start = new ProcessStartInfo(
                script, ["-qec", command, "/dev/null"])
            { RedirectStandardOutput = true, RedirectStandardInput = true };
            start.Environment["TERM"] = terminal;
            start.Environment.Remove("CI");
            start.Environment.Remove("NO_COLOR");
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            Assert.Contains("성공  a.ipynb  셀 1개", output, StringComparison.Ordinal);
            return output;
        }
    }
}
