using System.Diagnostics;

namespace EchoNotebooks.Cli.Tests;

/// <summary>One run over notebooks that each go wrong in their own way, and one at the end that does not.</summary>
public sealed class RunFailureTests(RunFailureTests.BadDay day) : IClassFixture<RunFailureTests.BadDay>
{
    [Fact]
    public void The_exit_code_tells_wrong_inputs_before_failed_cells() => Assert.Equal(2, day.Exit);

    [Fact]
    public void Whatever_happened_before_the_last_notebook_runs()
    {
        Assert.Contains("성공  99-good.ipynb  셀 2개", day.Output, StringComparison.Ordinal);
        Assert.Contains("\"42\"", day.Folder.OutputOf("99-good.ipynb", 2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20-exit.ipynb", "종료 코드 7")]
    [InlineData("21-failfast.ipynb", "SIGABRT")]
    [InlineData("22-kill.ipynb", "SIGKILL")]
    public void A_cell_that_ends_its_process_ends_one_notebook(string name, string how)
    {
        Assert.Contains($"실패(2번 셀)  {name}  셀 3개 가운데 2개", day.Output, StringComparison.Ordinal);
        Assert.Contains(how, day.Folder.OutputOf(name, 2), StringComparison.Ordinal);
        Assert.Contains("그 전", day.Folder.OutputOf(name, 2), StringComparison.Ordinal);
        Assert.Contains("\"1\"", day.Folder.OutputOf(name, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtime_s_own_last_words_are_shown_without_its_stack_trace()
    {
        var output = day.Folder.OutputOf("21-failfast.ipynb", 2);
        Assert.Contains("Process terminated.", output, StringComparison.Ordinal);
        Assert.Contains("\"끝\\n\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_shown_with_cell_line_source_error_and_what_was_printed()
    {
        const string Expected = """
            ── 30-throws.ipynb, 2번 셀, 3번째 줄 ──
            System.InvalidOperationException: 그럴 수 없다
            2번 셀, 3번째 줄:
                 3 | throw new InvalidOperationException("그럴 수 없다");
            셀이 그때까지 출력한 것:
              첫 줄␛[31m
              둘번째 줄
            """;
        Assert.Contains(Expected.ReplaceLineEndings("\n"), day.Errors, StringComparison.Ordinal);
        Assert.Empty(day.Folder.Executed("30-throws.ipynb")["cells"]![2]!["outputs"]!.AsArray());
    }

    [Fact]
    public void An_unknown_cell_language_is_named_with_its_cell() =>
        Assert.Contains("2번 셀의 언어(python)는 여기서 실행할 수 없다", day.Errors, StringComparison.Ordinal);

    [Fact]
    public void Endless_output_is_cut_and_the_book_stays_readable()
    {
        Assert.Contains("성공  40-flood.ipynb", day.Output, StringComparison.Ordinal);
        Assert.Contains("여기서 잘랐다", day.Folder.OutputOf("40-flood.ipynb", 1), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(day.Folder.Output, "40-flood.ipynb")).Length, 1_000_000, 4_000_000);
    }

    [Fact]
    public void What_native_code_and_other_programs_print_belongs_to_their_cell()
    {
        Assert.Contains("네이티브 하나", day.Folder.OutputOf("41-native-output.ipynb", 1), StringComparison.Ordinal);
        Assert.Contains("네이티브 둘", day.Folder.OutputOf("41-native-output.ipynb", 2), StringComparison.Ordinal);
        Assert.DoesNotContain("하나", day.Folder.OutputOf("41-native-output.ipynb", 2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_a_cell_leaves_behind_keeps_nobody_waiting()
    {
        Assert.Contains("성공  42-left.ipynb", day.Output, StringComparison.Ordinal);
        // The program sleeps for ten minutes; the run has a limit of five.
        Assert.Contains("책:", day.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-broken.ipynb: 깨진 노트북이다")]
    [InlineData("01-old.ipynb: nbformat 3 노트북이다")]
    [InlineData("missing.ipynb: 그런 파일이 없다")]
    [InlineData("notes.txt: 노트북이 아니다")]
    [InlineData("이름이 같아")]
    [InlineData("empty: 이 폴더에는 노트북(.ipynb, .dib)이 없다")]
    public void Each_wrong_input_is_named(string complaint) => Assert.Contains(complaint, day.Errors, StringComparison.Ordinal);

    [Fact]
    public void No_stack_trace_reaches_a_student()
    {
        Assert.DoesNotContain("   at ", day.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("EchoNotebooks.", day.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Notebooks_run_in_natural_order_and_hidden_folders_are_left_alone()
    {
        var order = day.Output.Split('\n').Where(line => line.StartsWith("실행  ", StringComparison.Ordinal))
            .Select(line => line.Split("  ")[1]).ToList();
        Assert.True(order.IndexOf("2-two.ipynb") < order.IndexOf("10-ten.ipynb"));
        Assert.DoesNotContain("hidden.ipynb", order);
    }

    [Fact]
    public void The_book_holds_every_notebook_that_ran()
    {
        var index = File.ReadAllText(Path.Combine(day.Folder.Book, "index.html"));
        Assert.Contains("99-good.html", index, StringComparison.Ordinal);
        Assert.Contains("2번 셀 실패", index, StringComparison.Ordinal);
        Assert.Contains($"책: {Path.Combine(day.Folder.Book, "index.html")}", day.Output, StringComparison.Ordinal);
    }

    /// <summary>The run that these tests look at.</summary>
    public sealed class BadDay : IAsyncLifetime
    {
        internal NotebookFolder Folder { get; } = new();

        public int Exit { get; private set; }

        public string Output { get; private set; } = "";

        public string Errors { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            const string Before = "Console.WriteLine(\"그 전\");";
            Folder.AddText("00-broken.ipynb", "{\"cells\": [");
            Folder.AddText("01-old.ipynb", "{\"nbformat\":3,\"worksheets\":[]}");
            Folder.Add("2-two.ipynb");
            Folder.Add("10-ten.ipynb", "10");
            Folder.Add("20-exit.ipynb", "1", Before + "Environment.Exit(7);", "3");
            Folder.Add("21-failfast.ipynb", "1", Before + "Environment.FailFast(\"끝\");", "3");
            Folder.Add("22-kill.ipynb", "1",
                Before + "System.Threading.Thread.Sleep(300); System.Diagnostics.Process.GetCurrentProcess().Kill();", "3");
            Folder.Add("30-throws.ipynb", "1",
                "Console.WriteLine(\"첫 줄\\u001b[31m\\n둘번째 줄\");\n\nthrow new InvalidOperationException(\"그럴 수 없다\");", "3");
            Folder.Add("31-python.ipynb", "1", "#!python\nprint(1)");
            Folder.Add("40-flood.ipynb", "var line = new string('x', 999);\nfor (var i = 0; i < 100_000; i++) Console.WriteLine(line);");
            Folder.Add("41-native-output.ipynb",
                "System.Diagnostics.Process.Start(\"/bin/echo\", \"네이티브 하나\").WaitForExit();",
                "System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"echo 네이티브 둘 >&2\"]).WaitForExit();");
            Folder.Add("42-left.ipynb",
                "var left = System.Diagnostics.Process.Start(\"/bin/sleep\", \"600\").Id;\nSystem.IO.File.WriteAllText(\"left\", "
                + "left.ToString());");
            Folder.Add("99-good.ipynb", "#!markdown\n글", "40 + 2");
            Folder.Add(".hidden/hidden.ipynb", "1");
            var notes = Folder.AddText("notes.txt", "");
            var same = Folder.Add("other/99-good.ipynb", "1");
            var empty = Directory.CreateDirectory(Path.Combine(Folder.Root, "empty")).FullName;
            (Exit, Output, Errors) = await EchonbProcess.RunAsync(
                Folder.Root, Folder.Run(Folder.Notebooks, "missing.ipynb", notes, same, empty));
        }

        /// <summary>A file that a cell wrote.</summary>
        internal string Written(string name) => File.ReadAllText(Path.Combine(Folder.Notebooks, name));

        public ValueTask DisposeAsync()
        {
            // The program that the notebook left is the test's to end.
            try
            {
                Process.GetProcessById(int.Parse(Written("left"))).Kill();
            }
            catch (Exception e) when (e is ArgumentException or IOException)
            {
                // It ended by itself, or never began.
            }
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
