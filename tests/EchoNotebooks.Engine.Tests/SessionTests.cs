using System.Collections.Concurrent;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Engine.Tests;

/// <summary>Cells in this process. One class, so one after another: the console belongs to the process.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CSharpSession session;
    private int number;
    private CancellationTokenSource interrupt = new();

    public SessionTests() => session = new CSharpSession(folder.Path);

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_last_expression_is_the_value_and_variables_live_on()
    {
        Assert.Equal("2", Plain(await Run("1+1")));
        await Run("var x = 20; int Twice(int n) => n * 2;\nrecord P(int A);");
        Assert.Equal("P { A = 40 }", (await Run("new P(Twice(x)).ToString()")).Value!["text/plain"]);
        Assert.Null((await Run("x++;")).Value);
        Assert.Null((await Run("Console.Write(\"\")")).Value);
        Assert.Null((await Run("await Task.Delay(1)")).Value);
        Assert.Equal("21", Plain(await Run("await Task.FromResult(x)")));
        Assert.Equal("<null>", Plain(await Run("(string)null")));
        Assert.Equal("3", Plain(await Run("return 3;")));
        Assert.Null((await Run("if (x > 0)\n{\n    int Half() { return x / 2; }\n    Half();\n}")).Value);
    }

    [Fact]
    public async Task A_task_that_nobody_awaits_is_shown_as_what_it_is_and_what_to_do()
    {
        await Run("async Task<string> Later() { await Task.Delay(100_000); return \"\"; } var late = Later();");
        var shown = (await Run("late")).Value!;
        Assert.Equal("Task<String>: 아직 끝나지 않은 비동기 작업이다. 앞에 await를 붙이면 끝나기를 기다려 결과를 받는다.", shown["text/plain"]);
        Assert.Single(shown);
        Assert.Equal("Task: 끝난 비동기 작업이다. 결과를 보려면 앞에 await를 붙인다.", Plain(await Run("Task.CompletedTask")));
        Assert.StartsWith("Task: 실패한 비동기 작업이다(이유)", Plain(await Run("Task.FromException(new Exception(\"이유\"))")));
        Assert.Contains("앞에 await를 붙인다", string.Join('\n', (await Run("late.Length")).Error!.Traceback));
    }

    [Fact]
    public async Task A_cell_of_nothing_but_usings_or_comments_counts_for_later_cells()
    {
        Assert.Equal(CellEnd.Succeeded, (await Run("using System.Net.Sockets;\n// 설명")).End);
        Assert.Equal(CellEnd.Succeeded, (await Run("")).End);
        Assert.Equal("Tcp", Plain(await Run("$\"{ProtocolType.Tcp}\"")));
    }

    [Fact]
    public async Task A_cell_may_declare_anew_and_run_again()
    {
        await Run("var x = 1;");
        await Run("var x = \"둘\";");
        Assert.Equal("둘", Plain(await Run("x")));
    }

    [Fact]
    public async Task Cells_are_CSharp_14_and_no_newer()
    {
        Assert.Equal("5", Plain(await Run("class A { public int B { get => field; set => field = value + 1; } }\nnew A { B = 4 }.B")));
    }

    [Fact]
    public async Task The_default_usings_and_statics_are_those_of_NET_Interactive()
    {
        var output = new Output();
        Assert.Equal(CellEnd.Succeeded, (await Run("""
            var list = new List<int> { 3 }; var text = new StringBuilder(); ArrayList old = new(); await Task.Yield(); list.First();
            display(1); "끝".Display(); HTML("<b>x</b>").Display(); CSS("b{}"); Javascript("1");
            "<i>y</i>".DisplayAs("text/html"); list.DisplayTable(); object any = 7; any.Display("text/plain");
            """, output)).End);
        Assert.Equal(8, output.Shown.Count);
        Assert.Equal("<i>y</i>", output.Shown.ElementAt(5)["text/html"]);
        Assert.Contains("<table>", output.Shown.ElementAt(6)["text/html"]);
        Assert.Equal("7", output.Shown.ElementAt(7)["text/plain"]);
        Assert.Equal("<b>x</b>", output.Shown.ElementAt(2)["text/html"]);
        Assert.Equal("<style>b{}</style>", output.Shown.ElementAt(3)["text/html"]);
    }

    [Fact]
    public async Task Console_text_comes_in_order_and_from_other_threads_to_the_cell_that_started_them()
    {
        var (first, second) = (new Output(), new Output());
        await Run("""
            Console.Write("a"); Console.Error.WriteLine("b"); Console.WriteLine($"{3}c");
            var go = new TaskCompletionSource();
            var late = Task.Run(async () => { await go.Task; Console.Write("late"); });
            """, first);
        await Run("Console.Write(\"two\"); go.SetResult(); await late;", second);
        Assert.Equal("stdout:a|stderr:b\n|stdout:3c\n|stdout:late", first.Text);
        Assert.Equal("stdout:two", second.Text);
    }

    [Fact]
    public async Task Asking_for_keyboard_input_is_explained()
    {
        var outcome = await Run("var name = Console.ReadLine();");
        Assert.Contains("키보드 입력", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Console.ReadKey();")]
    [InlineData("if (Console.KeyAvailable) { }")]
    public async Task Asking_for_a_key_is_explained(string code) =>
        Assert.Contains("키 하나를 받을 수 없다", (await Run(code)).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("EchoServer.StartAsync()")]
    [InlineData("EchoServer server = null;")]
    [InlineData("using Echo.Notebooks;")]
    [InlineData("new EchoServer()")]
    [InlineData("server.Snapshot()")]
    public async Task A_middle_cell_before_the_first_is_told_that_the_first_has_not_run(string code)
    {
        var text = string.Join('\n', (await Run(code)).Error!.Traceback);
        Assert.Contains("커널을 다시 시작했으면 첫 번째 셀부터 차례로 실행한다", text, StringComparison.Ordinal);
        Assert.Single(text.Split("첫 번째 셀부터").Skip(1));
        await Run("1 + 1");
        Assert.Contains("첫 번째 셀부터", string.Join('\n', (await Run(code)).Error!.Traceback), StringComparison.Ordinal);
        // Where the library is there, that was not the reason.
        await Run($"#r \"{typeof(FactAttribute).Assembly.Location}\"\nusing Xunit;");
        Assert.DoesNotContain("첫 번째 셀부터", string.Join('\n', (await Run(code)).Error!.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespace Own { class A { } }", "네임스페이스를 선언할 수 없다")]
    [InlineData("namespace Own;\nclass A { }", "네임스페이스를 선언할 수 없다")]
    [InlineData("using var file = System.IO.File.OpenRead(\"/dev/null\");", "`using var`를 쓸 수 없다")]
    [InlineData("await using var file = System.IO.File.OpenRead(\"/dev/null\");", "`using var`를 쓸 수 없다")]
    [InlineData("using System.IO.Stream file = null;", "`using var`를 쓸 수 없다")]
    [InlineData("Kernel.Root", "`display(값)`")]
    [InlineData("#load \"nope.csx\"", "파일이 없거나 읽을 수 없다")]
    [InlineData("var x = 1;\n#!time", "`#!time` 매직 명령은")]
    [InlineData("unknown", "커널을 다시 시작했으면")]
    public async Task What_a_cell_may_not_do_is_told_in_Korean_with_what_to_do(string code, string advice)
    {
        var text = (await Run(code)).Error!.Traceback;
        Assert.Contains(advice, string.Join('\n', text), StringComparison.Ordinal);
        var places = text.Where(line => line.Contains("번째 줄: CS", StringComparison.Ordinal));
        Assert.All(places, line => Assert.Matches("[가-힣].*: CS.*[가-힣]", line));
    }

    [Fact]
    public async Task Each_cell_begins_with_the_console_of_the_notebook()
    {
        var (setting, next) = (new Output(), new Output());
        await Run("var own = new System.IO.StringWriter(); Console.SetOut(own); Console.SetError(own); Console.WriteLine(\"안\");", setting);
        Assert.Equal("안\n", Plain(await Run("Console.WriteLine(\"1\"); own.ToString()", next)));
        Assert.Equal("stdout:1\n", next.Text);
        Assert.StartsWith("stderr:Console.SetOut, Console.SetError 호출로 바꾼 것은 이 셀에서만 통한다.", setting.Text, StringComparison.Ordinal);
        await Run("Console.SetIn(new System.IO.StringReader(\"줄\")); throw new Exception();", setting = new Output());
        Assert.Contains("Console.SetIn", setting.Text, StringComparison.Ordinal);
        Assert.Contains("키보드 입력", (await Run("Console.ReadLine();")).Error!.Message, StringComparison.Ordinal);
        var restoring = new Output();
        await Run("var before = Console.Out; Console.SetOut(own); Console.SetOut(before); Console.Write(2);", restoring);
        Assert.Equal("stdout:2", restoring.Text);
    }

    [Fact]
    public async Task A_type_of_a_cell_is_called_as_the_reader_calls_it()
    {
        await Run("class Point { public int X = 3; } class MyEx(string text) : Exception(text);");
        var output = new Output();
        Assert.StartsWith("Point", Plain(await Run("Console.Write(new Point()); new Point()", output)), StringComparison.Ordinal);
        Assert.Equal("stdout:Point", output.Text);
        var list = (await Run("new List<Point> { new() }")).Value!;
        Assert.All(list.Values, text => Assert.DoesNotContain("Submission", text, StringComparison.Ordinal));
        const string Code = "try { throw new MyEx(\"안\"); } catch (Exception e) { throw new InvalidOperationException(\"밖\", e); }";
        var error = (await Run(Code)).Error!;
        Assert.Contains("원인: MyEx: 안", error.Traceback);
        Assert.Equal("MyEx", (await Run("throw new MyEx(\"\");")).Error!.Name);
        var cast = (await Run("object any = new Point(); (MyEx)any")).Error!;
        Assert.DoesNotContain("Submission", string.Join('\n', cast.Traceback), StringComparison.Ordinal);
        var compiled = (await Run("int n = new Point();")).Error!;
        Assert.DoesNotContain("Submission", string.Join('\n', compiled.Traceback), StringComparison.Ordinal);
    }

    public static TheoryData<string> OddDocumentation() =>
    [
        $"/// {string.Concat(Enumerable.Repeat("<a>", 20_000))}\nclass A {{ }}",
        "/// <summary>\ud83d</summary>\nclass A { }",
        "/// <summary>\u0001 &#1; &nope;</summary>\nclass A { }",
        "/// <inheritdoc cref=\"A\"/>\nclass A { }",
        "/// <include file='/dev/zero' path='//*'/>\nclass A { }",
        string.Concat(Enumerable.Range(0, 400).Select(n => $"class A{n} {{ ")) + new string('}', 400),
        "/// <summary>a\r/// b</summary>\nclass A { }",
        "///\r\n///\n///  \r\nclass A { }",
        "/**\r*\n **/class A { }",
        "/** a\n\n b */class A { }",
        "class A { /** <include file='/dev/null' path='['/> */ public int B; }",
    ];

    [Theory]
    [InlineData("/// <include file='nope.xml' path='x'/>\nclass A { }")]
    [InlineData("/// <summary>끝나지 않는\nclass A { }")]
    [InlineData("/// <see cref=\"Nope\"/>\nint B() => 1;")]
    [MemberData(nameof(OddDocumentation))]
    public async Task A_documentation_comment_is_a_comment(string code)
    {
        var outcome = await Run(code);
        Assert.True(outcome.End == CellEnd.Succeeded, string.Join('\n', outcome.Error?.Traceback ?? []));
    }

    [Fact]
    public async Task All_compile_errors_are_told_with_their_lines_and_nothing_runs()
    {
        var output = new Output();
        var outcome = await Run("Console.WriteLine(1);\n\nint 가나 = \"글\"; nope();\n", output);
        Assert.Equal(CellEnd.Failed, outcome.End);
        Assert.Equal(3, outcome.Error!.Line);
        var text = string.Join('\n', outcome.Error.Traceback);
        Assert.Contains("1번 셀을 컴파일할 수 없다(오류 2개)", text, StringComparison.Ordinal);
        Assert.Contains("3번째 줄: CS0029", text, StringComparison.Ordinal);
        Assert.Contains("3번째 줄: CS0103", text, StringComparison.Ordinal);
        Assert.Contains("     3 | int 가나 = \"글\"; nope();", text, StringComparison.Ordinal);
        // Hangul is two columns wide: the caret stands under the quotation mark.
        Assert.Contains("       |            ^", text, StringComparison.Ordinal);
        Assert.Empty(output.Text);
        Assert.Equal("1", Plain(await Run("1")));
    }

    [Fact]
    public async Task Warnings_are_not_shown_and_do_not_stop()
    {
        Assert.Equal(CellEnd.Succeeded, (await Run("int unused; async Task F() { }")).End);
    }

    [Fact]
    public async Task An_exception_is_told_with_its_line_and_without_the_engine()
    {
        await Run("int Divide(int a, int b)\n{\n    return a / b;\n}");
        var outcome = await Run("var z = 1;\n\nDivide(z, 0)");
        Assert.Equal("System.DivideByZeroException", outcome.Error!.Name);
        Assert.Equal(3, outcome.Error.Line);
        var text = string.Join('\n', outcome.Error.Traceback);
        Assert.Contains("1번 셀, 3번째 줄:\n     3 |     return a / b;", text, StringComparison.Ordinal);
        Assert.Contains("2번 셀, 3번째 줄:\n     3 | Divide(z, 0)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EchoNotebooks", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_failed_cell_declared_before_it_failed_stays()
    {
        await Run("var kept = 7;\nthrow new Exception(\"끝\");");
        Assert.Equal("7", Plain(await Run("kept")));
    }

    [Fact]
    public async Task Causes_and_several_exceptions_at_once_are_told()
    {
        var wrapped = await Run("throw new Exception(\"밖\", new InvalidOperationException(\"안\"));");
        Assert.Contains("원인: System.InvalidOperationException: 안", wrapped.Error!.Traceback);
        var single = await Run("Task.FromException(new ArgumentException(\"하나\")).Wait();");
        Assert.Equal("System.ArgumentException", single.Error!.Name);
        var several = await Run("throw new AggregateException(new Exception(\"가\"), new Exception(\"나\"));");
        Assert.Contains("원인: System.Exception: 가", several.Error!.Traceback);
        Assert.Contains("원인: System.Exception: 나", several.Error.Traceback);
    }

    [Fact]
    public async Task Recursion_without_end_is_an_error_of_the_cell_only()
    {
        var outcome = await Run("int Deep(int n) => Deep(n + 1) + 1;\nDeep(0)");
        Assert.Equal(CellEnd.Failed, outcome.End);
        Assert.Equal(2, outcome.Error!.Line);
        Assert.Contains("재귀", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_nobody_can_catch_does_not_end_the_process()
    {
        var output = new Output();
        await Run("async void Lost() { await Task.Delay(1); throw new Exception(\"async void\"); }\nLost(); await Task.Delay(1);", output);
        await Run("new System.Threading.Thread(() => throw new Exception(\"thread\")).Start();", output);
        await Until(() => output.Text.Contains("async void", StringComparison.Ordinal)
            && output.Text.Contains("Exception: thread", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foreach (var i in new[] { 1 })\n{\n    await Task.Delay(1);\n    await Task.Delay(-1);\n}", 4, CellEnd.Stopped)]
    [InlineData("var a = 1;\nwhile (true);", 2, CellEnd.Stopped)]
    [InlineData("\nSystem.Threading.Thread.Sleep(-1);", 2, CellEnd.Stopped)]
    [InlineData("await Task.Delay(1);\nawait Task.Delay(-1);", 2, CellEnd.Stopped)]
    [InlineData("await Task.Delay(1);\nwhile (true);", 2, CellEnd.Stopped)]
    [InlineData("while (true)\n{\n    try { while (true); } catch { }\n}", 3, CellEnd.Stopped)]
    [InlineData("await Task.Run(() => { for (;;) { } });", 1, CellEnd.Stopped)]
    [InlineData("IEnumerable<int> Endless() { do yield return 1; while (true); }\nEndless().Count()", 2, CellEnd.Stopped)]
    [InlineData("class C { public static void F() { foreach (var _ in Enumerable.Repeat(0, int.MaxValue)) F(); } }\nwhile (true)\n    "
        + "foreach (var (a, b) in new[] { (1, 2) }) ;", 2, CellEnd.Stopped)]
    [InlineData("new TaskCompletionSource().Task.Wait();", 1, CellEnd.Stopped)]
    [InlineData("void F()\n{\n    while (true);\n}\nF();", 5, CellEnd.Stopped)]
    public async Task A_cell_that_hangs_is_stopped_and_its_line_is_known(string code, int line, CellEnd end)
    {
        var running = Run(code);
        await Until(() => Checkpoints.Line > 0);
        // Whether the hanging statement was reached cannot be observed from outside.
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        await interrupt.CancelAsync();
        var outcome = await running;
        Assert.Equal(end, outcome.End);
        Assert.Equal(line, outcome.Error!.Line);
        Assert.Equal("2", Plain(await Run("1+1")));
    }

    [Fact]
    public async Task A_cell_whose_last_continuation_comes_with_the_stop_is_stopped_and_not_given_up()
    {
        for (var i = 0; i < 30; i++)
        {
            var running = Run("try { await Task.Run(() => { for (;;) { } }); } finally { for (var i = 0; i < 20_000_000; i++) { } }");
            await Until(() => Checkpoints.Line > 0);
            await interrupt.CancelAsync();
            Assert.Equal(CellEnd.Stopped, (await running).End);
        }
    }

    [Fact]
    public async Task A_cell_that_hangs_in_native_code_is_given_up_and_its_line_is_known()
    {
        var running = Run("""
            using System.Net.Sockets;
            var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            listener.Server.Poll(-1, SelectMode.SelectRead);
            """);
        await Until(() => Checkpoints.Line == 4);
        await interrupt.CancelAsync();
        var outcome = await running;
        Assert.Equal(CellEnd.Abandoned, outcome.End);
        Assert.Equal(4, outcome.Error!.Line);
        Assert.Equal(CellEnd.Succeeded, (await Run("listener.Stop();")).End);
    }

    [Fact]
    public async Task A_thread_of_a_stopped_cell_that_blocks_in_a_system_call_is_the_host_s_to_wake()
    {
        var host = new WakingHost();
        using var hosted = new CSharpSession(folder.Path, SessionOptions.Plain, host);
        var listens = await hosted.RunAsync(new CellCode(
            """
            using System.Net; using System.Net.Sockets;
            var listener = new TcpListener(IPAddress.Loopback, 0); listener.Start();
            ((IPEndPoint)listener.LocalEndpoint).Port
            """, "책.ipynb#cell-1", 1), new Output(), interrupt.Token);
        host.Port = int.Parse(Plain(listens), System.Globalization.CultureInfo.InvariantCulture);
        var accepts = new CellCode("var begun = true;\nlistener.Server.Accept();", "책.ipynb#cell-2", 2);
        var running = hosted.RunAsync(accepts, new Output(), interrupt.Token);
        await Until(() => Checkpoints.Line == 2);
        await interrupt.CancelAsync();
        Assert.Equal(CellEnd.Stopped, (await running).End);
        Assert.Contains(host.Woken, thread => host.Threads.Contains(thread));
    }

    [Fact]
    public async Task A_function_of_an_earlier_cell_is_stopped_with_the_cell_that_calls_it()
    {
        await Run("void Spin() { while (true); }");
        var running = Run("Spin();");
        await Until(() => Checkpoints.Line == 1);
        await interrupt.CancelAsync();
        Assert.Equal(CellEnd.Stopped, (await running).End);
    }

    [Fact]
    public async Task Tokens_of_the_reader_stay_hers() =>
        Assert.Contains("TaskCanceled", (await Run(
            "await Task.Delay(-1, new System.Threading.CancellationTokenSource(20).Token);")).Error!.Name, StringComparison.Ordinal);

    [Fact]
    public async Task A_cell_that_is_stopped_before_it_begins_never_begins()
    {
        var cell = new CellCode("var began = 1;", "책.ipynb#cell-1", 1);
        Assert.Equal(CellEnd.Stopped, (await session.RunAsync(cell, new Output(), new CancellationToken(canceled: true))).End);
        Assert.NotEqual("1", (await Run("began")).Value?["text/plain"]);
    }

    [Fact]
    public async Task A_stop_that_comes_after_a_cell_s_end_stops_nothing()
    {
        var run = new InterruptibleRun(_ => { }, host: null);
        Assert.Equal(1, await run.Run(() => Task.FromResult(1)));
        await run.Stop(TimeSpan.Zero);
        Assert.False(Checkpoints.Stop);
    }

    [Fact]
    public async Task Waiting_for_a_task_of_the_cell_by_Result_does_not_lock_up() =>
        Assert.Equal("3", Plain(await Run("async Task<int> F() { await Task.Delay(5); return 3; }\nF().Result")));

    [Fact]
    public async Task A_cell_has_a_stable_path_and_a_submission_type()
    {
        await Run("string Here([System.Runtime.CompilerServices.CallerFilePath] string p = \"\") => p;");
        Assert.Equal("책.ipynb#cell-2", Plain(await Run("Here()")));
        Assert.StartsWith(
            "Submission#", Plain(await Run("new Func<int>(() => 1).Method.DeclaringType.DeclaringType.Name")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throw new Exception();", "첫 둘 ")]
    [InlineData("", "")]
    public async Task What_a_failed_cell_started_is_cleaned_up_the_last_first(string ending, string cleaned)
    {
        await Run("var log = new StringBuilder();\nvar hook = "
            + "(Action<Action>)AppDomain.CurrentDomain.GetData(\"notebook.cell.onfailure\");");
        await Run($"hook(() => log.Append(\"둘 \")); hook(() => throw new Exception()); await Task.Yield(); hook(() => log.Append(\"첫 "
            + $"\"));{ending}");
        Assert.Equal(cleaned, Plain(await Run("log.ToString()")));
    }

    [Fact]
    public async Task What_a_stopped_cell_started_is_cleaned_up()
    {
        await Run("var log = new StringBuilder();\nvar hook = "
            + "(Action<Action>)AppDomain.CurrentDomain.GetData(\"notebook.cell.onfailure\");");
        var running = Run("hook(() => log.Append(\"정리\"));\nwhile (true);");
        await Until(() => Checkpoints.Line == 2);
        await interrupt.CancelAsync();
        await running;
        Assert.Equal("정리", Plain(await Run("log.ToString()")));
    }

    [Theory]
    [InlineData("display(\"처음\")")]
    [InlineData("\"처음\".Display()")]
    public async Task Display_can_be_updated_by_a_later_cell(string display)
    {
        var (first, second) = (new Output(), new Output());
        await Run($"var shown = {display};", first);
        await Run("shown.Update(\"다음\");", second);
        Assert.Equal("처음", first.Shown.Single()["text/plain"]);
        Assert.Equal("다음", second.Updated.Single()["text/plain"]);
        Assert.Equal(first.Ids.Single(), second.UpdatedIds.Single());
    }

    [Fact]
    public async Task What_a_library_shows_through_the_hook_it_replaces_in_the_cell_that_runs_then()
    {
        var (first, second) = (new Output(), new Output());
        await Run("""
            using System.Threading;
            var hook = (Func<object, Action<object>>)AppDomain.CurrentDomain.GetData("notebook.cell.display");
            var replace = hook("처음");
            var go = new SemaphoreSlim(0); var gone = new TaskCompletionSource();
            using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => { go.Wait(); replace("다음"); gone.SetResult(); });
            """, first);
        await Run("go.Release(); await gone.Task;", second);
        Assert.Equal(("처음", 0), (first.Shown.Single()["text/plain"], first.Updated.Count));
        Assert.Equal("다음", second.Updated.Single()["text/plain"]);
        Assert.Equal(first.Ids.Single(), second.UpdatedIds.Single());
    }

    [Fact]
    public async Task A_broken_view_falls_back_to_text()
    {
        var outcome =
            await Run("class Bad { public int X => throw new Exception(\"x\"); public override string ToString() => throw new "
            + "Exception(\"글 없음\"); }\nnew Bad()");
        Assert.Equal(CellEnd.Succeeded, outcome.End);
        Assert.NotEmpty(outcome.Value!["text/plain"]);
    }

    [Fact]
    public async Task NuGet_references_are_refused_with_a_reason()
    {
        var outcome = await Run("\n#r \"nuget: Newtonsoft.Json, 13.0.3\"");
        Assert.Equal(2, outcome.Error!.Line);
        Assert.Contains("네트워크", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_dll_is_told_with_the_command_that_builds_it()
    {
        var outcome = await Run("#r \"../artifacts/lib/Missing.dll\"");
        Assert.Equal(1, outcome.Error!.Line);
        Assert.Contains("`dotnet build`", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Contains(
            Path.GetFullPath(Path.Combine(folder.Path, "../artifacts/lib/Missing.dll")), outcome.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope.dll")]
    [InlineData("artifacts/lib/Nope.dll")]
    [InlineData("lib/Made.dll")]
    public async Task A_missing_dll_that_no_build_makes_is_told_without_that_command(string reference)
    {
        folder.File("Solution.sln", "Project(\"{9A19103F}\") = \"Made\", \"src\\Made\\Made.csproj\", \"{1}\"");
        var refused = (await Run($"#r \"{reference}\"")).Error!;
        Assert.Contains($"{reference} 파일이 없다. 파일의 이름과 경로를 확인한다.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet build", refused.Message, StringComparison.Ordinal);
        Assert.Contains("`dotnet build`", (await Run("#r \"artifacts/lib/Made.dll\"")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_assembly_is_an_error_of_the_cell()
    {
        folder.File("no.dll", "text");
        var outcome = await Run("#r \"no.dll\"\n1");
        Assert.Equal(CellEnd.Failed, outcome.End);
        Assert.Contains("no.dll", string.Join('\n', outcome.Error!.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_referenced_library_finds_what_lies_beside_it_and_shows_its_types_by_the_convention()
    {
        TestLibrary.Build(Path.Combine(folder.Path, "lib"), "처음");
        var outcome = await Run("#r \"lib/Shapes.dll\"\nusing Shapes;\nnew Circle()");
        Assert.Equal("<b>원 처음</b>", outcome.Value!["text/html"]);
        Assert.Equal("원 처음", outcome.Value["text/plain"]);
        Assert.Equal(Path.Combine(folder.Path, "lib", "Shapes.dll"), Plain(await Run("typeof(Circle).Assembly.Location")));
        Assert.Equal(Path.Combine(folder.Path, "lib", "Base.dll"), Plain(await Run("typeof(Base.Word).Assembly.Location")));
    }

    [Fact]
    public async Task A_rebuild_under_a_running_session_neither_fails_nor_changes_it()
    {
        var lib = Path.Combine(folder.Path, "lib");
        TestLibrary.Build(lib, "처음");
        await Run("#r \"lib/Shapes.dll\"\nusing Shapes;");
        // As the project's own build does it: the new file takes the old one's name.
        TestLibrary.Build(lib, "다음");
        File.WriteAllText(Path.Combine(lib, "Base.dll.new"), "broken");
        File.Move(Path.Combine(lib, "Base.dll.new"), Path.Combine(lib, "Base.dll"), overwrite: true);
        Assert.Equal("원 처음", (await Run("new Circle()")).Value!["text/plain"]);
        Assert.Equal("원 처음", (await Run("#r \"lib/Shapes.dll\"\nnew Circle()")).Value!["text/plain"]);
    }

    [Fact]
    public async Task Load_reads_a_script_beside_the_notebook()
    {
        folder.File("tools.csx", "int Three() => 3;");
        Assert.Equal("3", Plain(await Run("#load \"tools.csx\"\nThree()")));
    }

    private Task<CellOutcome> Run(string code, Output? output = null)
    {
        number++;
        interrupt = new CancellationTokenSource();
        return session.RunAsync(new CellCode(code, $"책.ipynb#cell-{number}", number), output ?? new Output(), interrupt.Token);
    }

    private static string Plain(CellOutcome outcome)
    {
        Assert.True(outcome.Error is null, string.Join('\n', outcome.Error?.Traceback ?? []));
        return outcome.Value!["text/plain"];
    }

    private static Task Until(Func<bool> condition) => Wait.UntilAsync(condition, () => $"a line to be reached; it is {Checkpoints.Line}");

    private sealed class Output : ICellOutput
    {
        private readonly ConcurrentQueue<string> text = new();

        public ConcurrentQueue<IReadOnlyDictionary<string, string>> Shown { get; } = new();

        public ConcurrentQueue<IReadOnlyDictionary<string, string>> Updated { get; } = new();

        public ConcurrentQueue<string> Ids { get; } = new();

        public ConcurrentQueue<string> UpdatedIds { get; } = new();

        public string Text => string.Join('|', text);

        public void Write(string name, string text) => this.text.Enqueue($"{name}:{text}");

        public void Display(IReadOnlyDictionary<string, string> data, string displayId)
        {
            Shown.Enqueue(data);
            Ids.Enqueue(displayId);
        }

        public void Update(IReadOnlyDictionary<string, string> data, string displayId)
        {
            Updated.Enqueue(data);
            UpdatedIds.Enqueue(displayId);
        }

        public void Clear(bool wait) => text.Enqueue(wait ? "clear later" : "clear");

        public void Flush()
        {
        }
    }

    /// <summary>A host that wakes a thread which waits for a connection by making one.</summary>
    private sealed class WakingHost : IProcessHost
    {
        public int Port { get; set; }

        public ConcurrentQueue<int> Threads { get; } = new();

        public ConcurrentQueue<int> Woken { get; } = new();

        public int ThreadId
        {
            get
            {
                Threads.Enqueue(Environment.CurrentManagedThreadId);
                return Environment.CurrentManagedThreadId;
            }
        }

        public string? WhyNotRead(string path) => path.EndsWith(".fifo", StringComparison.Ordinal) ? "끝이 없다." : null;

        public void WakeThread(int threadId)
        {
            Woken.Enqueue(threadId);
            new System.Net.Sockets.TcpClient("127.0.0.1", Port).Dispose();
        }

        public Stream Log => Stream.Null;

        public int ParentPid => 1;

        public (CapturedStream Output, CapturedStream Error) CaptureStreams() => (None, None);

        public void RemoveDiagnosticPorts(int pid)
        {
            // No kernel is started here.
        }

        private static CapturedStream None { get; } = new(Stream.Null, _ => true);

        public IUnreadOutput? UnreadOutput(int pid) => null;

        public IReadOnlySet<int> Programs() => new HashSet<int>();

        public void InterruptPrograms(IReadOnlySet<int> except)
        {
        }

        public void EndPrograms()
        {
        }
    }
}
