namespace EchoNotebooks.Cli.Tests;

/// <summary>One run over notebooks whose cells hang, each in its own way.</summary>
public sealed class RunTimeoutTests(RunTimeoutTests.HangingRun run) : IClassFixture<RunTimeoutTests.HangingRun>
{
    [Theory]
    [InlineData("10-loop.ipynb", 2, 2)]
    [InlineData("11-sleep.ipynb", 1, 1)]
    [InlineData("12-await.ipynb", 1, 2)]
    [InlineData("13-native.ipynb", 1, 3)]
    [InlineData("14-catch-all.ipynb", 1, 3)]
    [InlineData("16-program.ipynb", 1, 3)]
    public void A_cell_that_hangs_is_ended_and_named_with_its_line(string name, int cell, int line)
    {
        Assert.Contains($"실패({cell}번 셀)  {name}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"── {name}, {cell}번 셀, {line}번째 줄 ──\n{cell}번 셀이 6초 안에 끝나지 않아 멈추었다. {line}번째 줄에서 멈춰 있었다.", run.Errors,
            StringComparison.Ordinal);
        Assert.Contains("Timeout", run.Folder.OutputOf(name, cell), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_does_not_answer_any_more_is_killed()
    {
        Assert.Contains("── 17-stopped.ipynb, 1번 셀 ──\n1번 셀이 6초 안에 끝나지 않아 멈추었다.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("마지막 말", run.Folder.OutputOf("17-stopped.ipynb", 1), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{run.Written("stopped")}"));
    }

    [Fact]
    public void What_a_cell_started_ends_with_the_kernel_also_when_the_cell_hangs_and_the_program_minds_no_signal() =>
        Assert.False(Directory.Exists($"/proc/{run.Written("program")}"));

    /// <summary>The run that these tests look at.</summary>
    public sealed class HangingRun : IAsyncLifetime
    {
        internal NotebookFolder Folder { get; } = new();

        public string Output { get; private set; } = "";

        public string Errors { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Folder.Add("10-loop.ipynb", "1", "var x = 1;\nwhile (true);", "3");
            Folder.Add("11-sleep.ipynb", "System.Threading.Thread.Sleep(-1);");
            Folder.Add("12-await.ipynb", "await Task.Delay(1);\nawait Task.Delay(-1);");
            Folder.Add("13-native.ipynb",
                "var l = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);\nl.Start();\nl.Server.Accept();");
            Folder.Add("14-catch-all.ipynb", "while (true)\n{\n    try { while (true); } catch { }\n}");
            Folder.Add("16-program.ipynb",
                "var program = System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"trap '' INT TERM; while :; do sleep 1; "
                    + "done\"]).Id;\n"
                + "System.IO.File.WriteAllText(\"program\", program.ToString());\n"
                + "Enumerable.Repeat(0, int.MaxValue).SelectMany(n => Enumerable.Repeat(n, int.MaxValue)).LongCount()");
            Folder.Add("17-stopped.ipynb",
                "System.IO.File.WriteAllText(\"stopped\", Environment.ProcessId.ToString());\nConsole.WriteLine(\"마지막 말\");\n"
                + "System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"sleep 0.3; kill -STOP $PPID\"]).WaitForExit();");
            (_, Output, Errors) = await EchonbProcess.RunAsync(Folder.Root, Folder.Run("--timeout", "6", Folder.Notebooks));
        }

        /// <summary>A file that a cell wrote.</summary>
        internal string Written(string name) => File.ReadAllText(Path.Combine(Folder.Notebooks, name));

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
