using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>What a front end gets when it runs cells.</summary>
public sealed class ExecuteTests(SharedKernel shared) : IClassFixture<SharedKernel>
{
    private readonly KernelProcess kernel = shared.Process;

    private JupyterClient Client => kernel.Client;

    [Fact]
    public async Task The_value_of_the_last_expression_is_the_result_and_variables_live_on()
    {
        await using var fresh = await KernelProcess.StartAsync();
        var first = await fresh.Client.ExecuteAsync("var x = 20;\nx + 1");
        Assert.Equal("ok", first.Status);
        Assert.Equal("21", first.Result);
        Assert.Equal(1, (int)first.Reply["execution_count"]!);
        var second = await fresh.Client.ExecuteAsync("x * 2");
        Assert.Equal("40", second.Result);
        Assert.Equal(2, (int)second.Reply["execution_count"]!);
        var input = Assert.Single(second.Of("execute_input"));
        Assert.Equal("x * 2", (string?)input.Content["code"]);
    }

    [Fact]
    public async Task A_request_is_framed_by_busy_and_idle_and_all_carry_it_as_their_parent()
    {
        var id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("Console.WriteLine(1); 2"));
        await Client.EndOfAsync(id);
        var types = Client.All.Where(message => message.ParentId == id && message.Channel == "iopub")
            .Select(message => message.State ?? message.Type);
        Assert.Equal(["busy", "execute_input", "stream", "execute_result", "idle"], types);
    }

    [Fact]
    public async Task Streams_come_while_the_cell_runs()
    {
        var id = Client.Send(
            "shell", "execute_request",
            JupyterClient.ExecuteRequest(
            "Console.WriteLine(\"먼저\"); Console.Error.WriteLine(\"둘째\"); await Task.Delay(Timeout.Infinite);".Replace(
            "Timeout", "System.Threading.Timeout")));
        await Client.UntilAsync(
            message => message.ParentId == id && message.Type == "stream" && (string?)message.Content["name"] == "stderr");
        Assert.DoesNotContain(Client.All, message => message.ParentId == id && message.Type == "execute_reply");
        await Client.InterruptAsync();
        var executed = await Client.EndOfAsync(id);
        Assert.Equal("먼저\n", executed.Stream("stdout"));
        Assert.Equal("둘째\n", executed.Stream("stderr"));
    }

    [Fact]
    public async Task What_a_program_writes_that_a_cell_starts_stands_under_that_cell()
    {
        const string start =
            "using System.Diagnostics;\nvoid Sh(string what) { using var p = Process.Start(\"/bin/sh\", [\"-c\", what]); p.WaitForExit();"
            + " }\n";
        var ran = await Client.ExecuteAsync(
            start + "Console.WriteLine(\"먼저\"); Sh(\"echo 표준 출력; echo 표준 오류 >&2; cat; printf 끝\"); Console.Error.WriteLine(\"셀\");");
        Assert.Equal("ok", ran.Status);
        Assert.Equal("먼저\n표준 출력\n끝", ran.Stream("stdout"));
        Assert.Equal("표준 오류\n셀\n", ran.Stream("stderr"));
        // Before the reply, also more than a pipe holds.
        var much = await Client.ExecuteAsync("Sh(\"i=0; while [ $i -lt 9000 ]; do echo 가나다; i=$((i+1)); done\"); Sh(\"echo 다음 >&2\");");
        Assert.Equal(string.Concat(Enumerable.Repeat("가나다\n", 9000)), much.Stream("stdout"));
        Assert.Equal("다음\n", much.Stream("stderr"));
        // Always before the end of its own cell, however soon that comes.
        for (var i = 0; i < 60; i++) Assert.Equal($"{i}", (await Client.ExecuteAsync($"Sh(\"printf {i}\");")).Stream("stdout"));
    }

    [Fact]
    public async Task Shown_values_can_be_replaced_also_from_a_later_cell()
    {
        var first = await Client.ExecuteAsync("var shown = display(1);");
        var display = Assert.Single(first.Of("display_data"));
        var second = await Client.ExecuteAsync("shown.Update(\"둘\");");
        var update = Assert.Single(second.Of("update_display_data"));
        Assert.Equal((string?)display.Content["transient"]!["display_id"], (string?)update.Content["transient"]!["display_id"]);
        Assert.Equal("둘", (string?)update.Content["data"]!["text/plain"]);
        var html = await Client.ExecuteAsync("HTML(\"<b>굵게</b>\")");
        Assert.Equal("<b>굵게</b>", (string?)Assert.Single(html.Of("execute_result")).Content["data"]!["text/html"]);
    }

    [Fact]
    public async Task A_picture_that_follows_a_server_changes_while_later_cells_run()
    {
        var library = Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");
        const string watch = "var watched = await EchoServer.StartAsync();\nwatched.Watch();";
        Assert.Equal("ok", (await Client.ExecuteAsync($"#r \"{library}\"\nusing EchoNotebooks;")).Status);
        var first = await Client.ExecuteAsync(watch);
        var id = IdOf(Assert.Single(first.Of("display_data")));
        var later = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("var guest = await watched.ConnectAsync();"));
        var served = await Client.UntilAsync(message => IsUpdate(message, id, "클라이언트 1"));
        Assert.Equal(later, served.ParentId);
        await Client.EndOfAsync(later);

        // The cell runs again: its server ends, and the picture of that one with it.
        var again = await Client.ExecuteAsync(watch);
        Assert.NotEqual(id, IdOf(Assert.Single(again.Of("display_data"))));
        await Client.UntilAsync(message => IsUpdate(message, id, "서버가 끝났다"));
        await Client.ExecuteAsync("await watched.DisposeAsync();");
        await Client.UntilAsync(message => IsUpdate(message, IdOf(again.Of("display_data").Single()), "서버가 끝났다"));

        static string? IdOf(Received message) => (string?)message.Content["transient"]!["display_id"];

        static bool IsUpdate(Received message, string? id, string text) => message.Type == "update_display_data" && IdOf(message) == id
            && ((string?)message.Content["data"]!["text/plain"])!.Contains(text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_names_its_kind_its_line_and_quotes_it()
    {
        var thrown = await Client.ExecuteAsync("var a = 1;\nthrow new InvalidOperationException(\"안 됨\");");
        Assert.Equal("error", thrown.Status);
        Assert.Equal("System.InvalidOperationException", (string?)thrown.Reply["ename"]);
        Assert.Equal("안 됨", (string?)thrown.Reply["evalue"]);
        var error = Assert.Single(thrown.Of("error"));
        var traceback = string.Join('\n', error.Content["traceback"]!.AsArray().Select(line => (string?)line));
        Assert.Contains("2 | throw new InvalidOperationException", traceback);
        Assert.DoesNotContain("EchoNotebooks.Engine", traceback);

        var compile = await Client.ExecuteAsync("int n = \"글\";");
        Assert.Equal("CS0029", (string?)compile.Reply["ename"]);
        var parentheses = await Client.ExecuteAsync("await (Task.FromResult(1))");
        Assert.Contains(parentheses.Reply["traceback"]!.AsArray(), line => ((string)line!).Contains("await 바로 뒤에 괄호"));
    }

    [Fact]
    public async Task A_silent_cell_is_neither_counted_nor_shown_nor_remembered()
    {
        await using var fresh = await KernelProcess.StartAsync();
        await fresh.Client.ExecuteAsync("1");
        var silent = await fresh.Client.ExecuteAsync("var quiet = 5; quiet", request => request["silent"] = true);
        Assert.Empty(silent.Outputs);
        Assert.Empty(
            (await fresh.Client.ExecuteAsync(
            "Console.WriteLine(1); Console.Error.WriteLine(2); display(3); ClearOutput(); _ = Task.Delay(50).ContinueWith(_ => "
            + "Console.WriteLine(4)); await Task.Delay(150);", request => request["silent"] = true)).Outputs);
        var unstored = await fresh.Client.ExecuteAsync("quiet", request => request["store_history"] = false);
        Assert.Equal("5", unstored.Result);
        var counted = await fresh.Client.ExecuteAsync("2");
        Assert.Equal(2, (int)counted.Reply["execution_count"]!);
        var history = await fresh.Client.AskAsync(
            "history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 10, ["output"] = false, ["raw"] = true });
        Assert.Equal(["1", "2"], history["history"]!.AsArray().Select(entry => (string?)entry![2]));
    }

    [Fact]
    public async Task After_an_error_the_cells_that_wait_are_not_run_unless_asked_for()
    {
        var failing =
            Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("await Task.Delay(100); throw new Exception(\"첫째\");"));
        var waiting = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("Console.WriteLine(\"돌면 안 된다\");"));
        Assert.Equal("error", (await Client.EndOfAsync(failing)).Status);
        var aborted = await Client.EndOfAsync(waiting);
        Assert.Equal("aborted", aborted.Status);
        // A number would stand beside a cell that never ran.
        Assert.False(aborted.Reply.ContainsKey("execution_count"));
        Assert.Empty(aborted.Outputs);

        // A silent cell is the front end's own business: what the reader asked for is run all the same.
        var silent = JupyterClient.ExecuteRequest("await Task.Delay(100); throw new Exception(\"조용히\");");
        silent["silent"] = true;
        failing = Client.Send("shell", "execute_request", silent);
        waiting = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("\"돈다\""));
        Assert.Equal("error", (await Client.EndOfAsync(failing)).Status);
        Assert.Equal("돈다", (await Client.EndOfAsync(waiting)).Result);

        var tolerant = JupyterClient.ExecuteRequest("await Task.Delay(100); throw new Exception(\"둘째\");");
        tolerant["stop_on_error"] = false;
        failing = Client.Send("shell", "execute_request", tolerant);
        waiting = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("\"돈다\""));
        Assert.Equal("error", (await Client.EndOfAsync(failing)).Status);
        Assert.Equal("돈다", (await Client.EndOfAsync(waiting)).Result);
    }

    [Fact]
    public async Task User_expressions_are_evaluated_after_the_cell()
    {
        var executed = await Client.ExecuteAsync(
            "var n = 6;", request => request["user_expressions"] = new JsonObject { ["ok"] = "n * 7", ["bad"] = "없는이름" });
        Assert.Equal("42", (string?)executed.Reply["user_expressions"]!["ok"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)executed.Reply["user_expressions"]!["bad"]!["status"]);
    }

    [Fact]
    public async Task The_language_of_a_cell_comes_from_its_first_line_or_from_what_VS_Code_sends()
    {
        Assert.Equal("3", (await Client.ExecuteAsync("#!csharp\n1+2")).Result);
        var html = await Client.ExecuteAsync("#!html\n<i>기울임</i>");
        Assert.Equal("<i>기울임</i>", (string?)Assert.Single(html.Of("display_data")).Content["data"]!["text/html"]);
        var metadata = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "markdown" } };
        var markdown = await Client.ExecuteAsync("# 제목", metadata: metadata);
        Assert.Equal("# 제목", (string?)Assert.Single(markdown.Of("display_data")).Content["data"]!["text/markdown"]);
        metadata = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["cellId"] = "vscode-notebook-cell:/tmp/01-model.ipynb#W0sZmlsZQ%3D%3D"
        };
        Assert.Equal("3", (await Client.ExecuteAsync("1+2", metadata: metadata)).Result);
        Assert.Equal("error", (await Client.ExecuteAsync("#!fsharp\nlet x = 1")).Status);
    }

    [Theory]
    [InlineData("import", "#load")]
    [InlineData("share", "C# 변수")]
    [InlineData("time", "Stopwatch")]
    [InlineData("value", "C# 변수")]
    [InlineData("set", "C# 변수")]
    [InlineData("nope", "셀의 언어(csharp, markdown, html)를 정할 때만")]
    public async Task A_magic_command_is_called_so_and_told_what_does_the_same(string name, string instead)
    {
        foreach (var code in (string[])[$"#!{name} a b\n1+2", $"1+2;\n#!{name}"])
        {
            var refused = await Client.ExecuteAsync(code);
            Assert.Equal("error", refused.Status);
            var text = string.Join('\n', refused.Reply["traceback"]!.AsArray().Select(line => (string?)line));
            Assert.Contains($"`#!{name}` 매직 명령은", text);
            Assert.Contains(instead, text);
            Assert.DoesNotContain("언어 \"", text);
        }
        var language = await Client.ExecuteAsync("#!fsharp\nlet x = 1");
        var traceback = language.Reply["traceback"]!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains("셀의 언어(fsharp)는", traceback);
    }

    [Fact]
    public async Task ClearOutput_in_a_cell_clears_what_it_has_shown()
    {
        var executed = await Client.ExecuteAsync("Console.WriteLine(1); ClearOutput(); ClearOutput(wait: true); Console.WriteLine(2);");
        Assert.Equal([false, true], executed.Of("clear_output").Select(message => (bool)message.Content["wait"]!));
        Assert.Equal(
            ["execute_input", "stream", "clear_output", "clear_output", "stream"], executed.Outputs.Select(message => message.Type));
    }

    [Fact]
    public async Task What_a_task_writes_after_its_cell_goes_to_the_cell_that_started_it()
    {
        var starter = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            "var go = new TaskCompletionSource(); _ = Task.Run(async () => { await go.Task; Console.WriteLine(\"늦게\"); display(\"더 늦게\");"
                + " });"));
        await Client.EndOfAsync(starter);
        var other = await Client.ExecuteAsync("go.SetResult(); await Task.Delay(200); Console.WriteLine(\"나\");");
        Assert.Equal("나\n", other.Stream("stdout"));
        var late = await Client.UntilAsync(message => message.Type == "stream" && message.ParentId == starter);
        Assert.Equal("늦게\n", (string?)late.Content["text"]);
        await Client.UntilAsync(message => message.Type == "display_data" && message.ParentId == starter);
    }

    [Fact]
    public async Task ReadLine_asks_the_reader_with_what_was_written_before_as_the_question()
    {
        var id = Client.Send("shell", "execute_request",
            JupyterClient.ExecuteRequest("Console.Write(\"이름: \"); var name = Console.ReadLine(); name + \"님\""));
        var question = await Client.UntilAsync(message => message.Channel == "stdin");
        Assert.Equal("input_request", question.Type);
        Assert.Equal("이름:", (string?)question.Content["prompt"]);
        Assert.False((bool)question.Content["password"]!);
        Client.Send("stdin", "input_reply", new JsonObject { ["status"] = "ok", ["value"] = "홍길동" });
        Assert.Equal("홍길동님", (await Client.EndOfAsync(id)).Result);

        id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("Console.ReadLine() is null"));
        await Client.UntilAsync(message => message.ParentId == id && message.Channel == "stdin");
        // Ctrl+D in Jupyter's terminal.
        Client.Send("stdin", "input_reply", new JsonObject { ["status"] = "ok", ["value"] = "\u0004" });
        Assert.Equal("True", (await Client.EndOfAsync(id)).Result);

        var refused = await Client.ExecuteAsync("Console.ReadLine()", request => request["allow_stdin"] = false);
        Assert.Contains("키보드 입력", (string?)refused.Reply["evalue"]);
    }
}
