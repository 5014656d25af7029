using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>What an editor asks while a cell is being written.</summary>
public sealed class AssistanceTests(SharedKernel shared) : IClassFixture<SharedKernel>
{
    private JupyterClient Client => shared.Process.Client;

    [Fact]
    public async Task Completion_offers_what_fits_the_typed_prefix_and_nothing_else()
    {
        var reply = await Complete("Console.Wri");
        Assert.Equal(["Write", "WriteLine"], Matches(reply));
        Assert.Equal(8, (int)reply["cursor_start"]!);
        Assert.Equal(11, (int)reply["cursor_end"]!);
        Assert.Contains("function", reply["metadata"]!["_jupyter_types_experimental"]![0]!["type"]!.GetValue<string>());
        Assert.Contains("ReadLine", Matches(await Complete("Console.")));
        Assert.Contains("foreach", Matches(await Complete("fore")));
        Assert.Empty(Matches(await Complete("Console.Qqq")));
        // Only what can stand there as it is: a snippet would write something else than its name.
        Assert.DoesNotContain("forr", Matches(await Complete("1.")));
    }

    [Fact]
    public async Task Completion_knows_the_variables_functions_and_usings_of_earlier_cells()
    {
        await Client.ExecuteAsync("using System.Net.Sockets;\nvar 인사말 = \"안녕\"; int Twice(int n) => n * 2;");
        await Client.ExecuteAsync("record Pair(int Left, int Right); var pair = new Pair(1, 2);");
        Assert.Equal(["Left"], Matches(await Complete("pair.Le")));
        Assert.Contains("인사말", Matches(await Complete("인사")));
        Assert.Equal(["Twice"], Matches(await Complete("Twi")));
        Assert.Contains("TcpListener", Matches(await Complete("new TcpL")));
        Assert.Equal(["Length"], Matches(await Complete("인사말.Len")));
        // What is asked while writing changes nothing for what runs.
        Assert.Equal("4", (await Client.ExecuteAsync("Twice(pair.Right)")).Result);
        Assert.Equal("ok", (await Client.ExecuteAsync("display(pair).Update(new TcpListener(System.Net.IPAddress.Any, 0));")).Status);
    }

    [Fact(Explicit = true)]
    public async Task Own_members_come_first_and_each_has_a_kind_that_VS_Code_knows()
    {
        await Client.ExecuteAsync("class Owned : IAsyncDisposable { public int Alpha; public int Port => 1; public void Zeta() { } "
            + "public ValueTask DisposeAsync() => default; } var owned = new Owned();");
        var reply = await Complete("owned.");
        Assert.Equal(["Alpha", "DisposeAsync", "Port", "Zeta"], Matches(reply).Take(4));
        var kinds = reply["metadata"]!["_jupyter_types_experimental"]!.AsArray()
            .ToDictionary(item => (string)item!["text"]!, item => (string)item!["type"]!);
        Assert.Equal(("field", "property", "function"), (kinds["Alpha"], kinds["Port"], kinds["Zeta"]));
        Assert.Equal("function", kinds["ConfigureAwait"]);
        Assert.Equal(["Equals", "GetHashCode", "GetType", "ToString"], Matches(reply).TakeLast(4));
    }

    [Theory]
    [InlineData("var 이름 = \"한글😀\"; 이름.Leng|", 19, 23)]
    [InlineData("/* 😀😀 */ Console.WriteL| // 뒤에도 한글과 😀", 17, 23)]
    [InlineData("#!csharp\nConsole.WriteL|", 17, 23)]
    public async Task Positions_are_counted_in_code_points(string marked, int start, int end)
    {
        var code = marked.Replace("|", "");
        var position = marked[..marked.IndexOf('|')].EnumerateRunes().Count();
        var reply = await Client.AskAsEditorAsync("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = position });
        Assert.Single(Matches(reply));
        Assert.Equal((start, end), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
    }

    [Fact]
    public async Task Inspection_tells_of_the_name_under_the_cursor_and_of_the_call_that_is_being_written()
    {
        await Client.ExecuteAsync("/// <summary>두 배.</summary>\nint Twice(int n) => n * 2;");
        Assert.Contains("Console.WriteLine", await Inspect("Console.WriteLine"));
        Assert.Contains("Twice(int n)", await Inspect("Twice"));
        Assert.Contains("Twice(int n)", await Inspect("Twice("));
        Assert.Contains("Substring(int startIndex, int length)", await Inspect("\"글\".Substring(1, "));
        var nothing =
            await Client.AskAsEditorAsync("inspect_request", new JsonObject { ["code"] = "   ", ["cursor_pos"] = 1, ["detail_level"] = 0 });
        Assert.False((bool)nothing["found"]!);
    }

    [Theory]
    [InlineData("1+1", "complete", null)]
    [InlineData("Console.WriteLine(\"안녕\");", "complete", null)]
    [InlineData("int n = 1", "incomplete", "")]
    [InlineData("if (true)\n{", "incomplete", "    ")]
    [InlineData("Console.WriteLine(", "incomplete", "")]
    [InlineData("for (var i = 0; i < 3; i++)", "incomplete", "")]
    [InlineData("int 1x = ;", "invalid", null)]
    [InlineData(")", "invalid", null)]
    [InlineData(")(", "invalid", null)]
    [InlineData("int x = = 1; Console.Write(", "invalid", null)]
    [InlineData("var s = \"\"\"\n글", "incomplete", "")]
    [InlineData("Console.Write(1); /* 글", "incomplete", "")]
    [InlineData("/* 글", "incomplete", "")]
    [InlineData("#!markdown\n# 제목 (", "complete", null)]
    [InlineData("#!csharp\n1+1", "complete", null)]
    public async Task Whether_a_text_is_complete(string code, string status, string? indent)
    {
        var reply = await Client.AskAsync("is_complete_request", new JsonObject { ["code"] = code });
        Assert.Equal((status, indent), ((string?)reply["status"], (string?)reply["indent"]));
    }

    [Fact]
    public async Task History_by_range_tail_and_search()
    {
        await using var fresh = await KernelProcess.StartAsync();
        foreach (var code in (string[])["1+1", "2+2", "2+2", "\"글\""]) await fresh.Client.ExecuteAsync(code);
        Assert.Equal(["2+2", "\"글\""], await History(fresh, new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal(
            ["2+2"], await History(fresh, new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 2, ["stop"] = 3 }));
        Assert.Equal(["2+2", "2+2"], await History(fresh, new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "2?2" }));
        Assert.Equal(
            ["2+2"], await History(fresh, new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "2*", ["unique"] = true }));
        Assert.Equal(["2+2"], await History(fresh, new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "2*", ["n"] = 1 }));
        var withOutput = await fresh.Client.AskAsync(
            "history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = true, ["raw"] = true });
        Assert.Equal("글", (string?)withOutput["history"]![0]![2]![1]);
    }

    private Task<JsonObject> Complete(string code) =>
        Client.AskAsEditorAsync("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() });

    private async Task<string> Inspect(string code)
    {
        var reply = await Client.AskAsEditorAsync(
            "inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count(), ["detail_level"] = 0 });
        Assert.True((bool)reply["found"]!, code);
        return (string)reply["data"]!["text/plain"]!;
    }

    private static async Task<IEnumerable<string?>> History(KernelProcess asked, JsonObject content)
    {
        content["output"] = false;
        content["raw"] = true;
        return (await asked.Client.AskAsync("history_request", content))["history"]!.AsArray().Select(entry => (string?)entry![2]);
    }

    private static string[] Matches(JsonObject reply) => [.. reply["matches"]!.AsArray().Select(match => (string)match!)];
}
