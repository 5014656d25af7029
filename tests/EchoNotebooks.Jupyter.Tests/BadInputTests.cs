using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>The kernel never dies of a message.</summary>
public sealed class BadInputTests(SharedKernel shared) : IClassFixture<SharedKernel>
{
    private readonly KernelProcess kernel = shared.Process;

    private JupyterClient Client => kernel.Client;

    [Fact]
    public async Task A_message_with_a_wrong_signature_or_none_is_dropped_and_logged()
    {
        byte[][] parts = Parts("execute_request", new JsonObject { ["code"] = "System.Environment.Exit(7);" });
        Client.SendFrames("shell", ["<IDS|MSG>"u8.ToArray(), [], .. parts]);
        Client.SendFrames("shell", ["<IDS|MSG>"u8.ToArray(), Encoding.ASCII.GetBytes(new string('0', 64)), .. parts]);
        var other = Parts("execute_request", new JsonObject { ["code"] = "1" });
        Client.SendFrames("shell", ["<IDS|MSG>"u8.ToArray(), Client.Sign(other), .. parts]);
        Client.SendFrames("control", ["<IDS|MSG>"u8.ToArray(), [], .. Parts("shutdown_request", [])]);
        await StillWorks();
        Assert.Contains("서명이 없다", kernel.Log);
        Assert.Contains("서명이 맞지 않는다", kernel.Log);
    }

    [Fact]
    public async Task Broken_frames_and_broken_JSON_are_dropped()
    {
        byte[] delimiter = "<IDS|MSG>"u8.ToArray();
        Client.SendFrames("shell", "nonsense"u8.ToArray());
        Client.SendFrames("shell", delimiter);
        Client.SendFrames("control", delimiter, []);
        Client.SendFrames("stdin", [], [], []);
        foreach (var broken in (string[])["{", "", "[1]", "null", "{\"msg_type\":", "{\"a\":1,\"a\":2}", "\0\0", "{\"msg_type\":5}"])
        {
            byte[][] parts = [Encoding.UTF8.GetBytes(broken), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()];
            Client.SendFrames("shell", [delimiter, Client.Sign(parts), .. parts]);
            parts = Parts("execute_request", []);
            parts[3] = Encoding.UTF8.GetBytes(broken);
            Client.SendFrames("shell", [delimiter, Client.Sign(parts), .. parts]);
        }
        byte[][] invalid = [[0xFF, 0xFE], "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()];
        Client.SendFrames("shell", [delimiter, Client.Sign(invalid), .. invalid]);
        await StillWorks();
    }

    [Theory]
    [InlineData("stdin", "input_reply", "{\"value\":\"a\",\"value\":\"b\"}")]
    [InlineData("stdin", "input_reply", "{\"value\":\"\\ud83d\"}")]
    [InlineData("stdin", "input_reply", "{\"value\":{\"value\":1}}")]
    [InlineData("control", "shutdown_request", "{\"restart\":true,\"restart\":false}")]
    [InlineData("shell", "comm_open", "{\"comm_id\":\"\\ud83d\"}")]
    public async Task Signed_contents_that_no_text_can_be_read_from_do_no_harm(string channel, string type, string content)
    {
        var parts = Parts(type, []);
        parts[3] = Encoding.UTF8.GetBytes(content);
        Client.SendFrames(channel, ["<IDS|MSG>"u8.ToArray(), Client.Sign(parts), .. parts]);
        // On every channel, after whatever that did.
        Assert.Equal("ok", (string?)(await Client.AskAsync("kernel_info_request", [], "control"))["status"]);
        var id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("Console.ReadLine()"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "input_request");
        Client.Send("stdin", "input_reply", new JsonObject { ["value"] = "답" });
        Assert.Equal("답", (await Client.EndOfAsync(id)).Result);
    }

    [Theory]
    [InlineData("\0.dll", "")]
    [InlineData("{0}/not.dll", "this is no assembly")]
    [InlineData("{0}/not.dll", "MZ")]
    [InlineData("{0}/not.dll", null)]
    public async Task A_reference_that_cannot_be_read_is_that_cell_s_error_and_nobody_else_s(string reference, string? content)
    {
        var folder = Directory.CreateTempSubdirectory("reference-").FullName;
        var file = Path.Combine(folder, "not.dll");
        if (content is null) File.CreateSymbolicLink(file, "/bin/sh");
        else await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var path = string.Format(reference, folder);
        var refused = await Client.ExecuteAsync($"#r \"{path}\"\nvar never = 1;");
        Assert.Equal("error", refused.Status);
        Assert.Equal((string?)refused.Reply["evalue"], (string?)Assert.Single(refused.Of("error")).Content["evalue"]);
        Assert.NotEmpty(refused.Reply["traceback"]!.AsArray());
        Assert.Equal("ok", (await Client.ExecuteAsync("var after = 2;")).Status);
        Assert.Equal("2", (await Client.ExecuteAsync("after")).Result);
        if (reference.Contains("not.dll"))
        {
            // What takes its place is read anew.
            File.Delete(file);
            File.Copy(Path.Combine(AppContext.BaseDirectory, "EchoNotebooks.Linux.dll"), file);
            var used = await Client.ExecuteAsync($"#r \"{path}\"\nvar used = typeof(EchoNotebooks.Linux.DescriptorSnapshot).Name;");
            Assert.True(used.Status == "ok", used.Reply.ToJsonString());
            Assert.Equal("DescriptorSnapshot", (await Client.ExecuteAsync("used")).Result);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Half_a_character_in_a_cell_or_its_output_is_shown_as_what_it_is()
    {
        var parts = Parts("execute_request", []);
        parts[3] = "{\"code\":\"var half = 1; // \\ud83d\"}"u8.ToArray();
        Client.SendFrames("shell", ["<IDS|MSG>"u8.ToArray(), Client.Sign(parts), .. parts]);
        // The kernel is shared: replies to other tests' requests have come before.
        var id = (string?)JsonNode.Parse(parts[0])!["msg_id"];
        var reply = await Client.UntilAsync(message => message.ParentId == id && message.Type == "execute_reply");
        Assert.True((string?)reply.Content["status"] == "ok", reply.Content.ToJsonString());
        Assert.Equal("1", (await Client.ExecuteAsync("half")).Result);
        var written = await Client.ExecuteAsync(
            "Console.Write(\"a\" + (char)0xD83D + \"b\" + (char)0xDE00); display(\"\" + (char)0xD83D); \"\" + (char)0xDE00");
        Assert.Equal("a\uFFFDb\uFFFD", written.Stream("stdout"));
        Assert.Equal("\uFFFD", written.Result);
        await StillWorks();
    }

    [Fact]
    public async Task A_front_end_that_connects_again_under_its_old_name_is_answered()
    {
        // As after a network that went away without a word: the first connection is still there.
        var parts = Parts("kernel_info_request", []);
        using var first = Dealer();
        first.SendMultipartBytes(["<IDS|MSG>"u8.ToArray(), Client.Sign(parts), .. parts]);
        Assert.True(first.TryReceiveFrameBytes(TimeSpan.FromSeconds(60), out _));
        using var second = Dealer();
        var asked = 0;
        var answered = false;
        while (!answered && asked++ < 10)
        {
            second.SendMultipartBytes(["<IDS|MSG>"u8.ToArray(), Client.Sign(parts), .. parts]);
            answered = second.TryReceiveFrameBytes(TimeSpan.FromSeconds(1), out _);
        }
        Assert.True(answered);
        await StillWorks();
    }

    private DealerSocket Dealer()
    {
        var socket = new DealerSocket { Options = { Identity = "the same"u8.ToArray(), Linger = TimeSpan.Zero } };
        socket.Connect($"tcp://127.0.0.1:{kernel.Connection["shell_port"]}");
        return socket;
    }

    [Fact]
    public async Task Unknown_messages_and_contents_of_another_shape_do_no_harm()
    {
        Client.Send("shell", "no_such_request", []);
        Client.Send("control", "debug_request", new JsonObject { ["command"] = "attach" });
        Client.Send("stdin", "no_such_thing", []);
        Client.Send("shell", "comm_open", new JsonObject { ["comm_id"] = "c", ["target_name"] = "jupyter.widget" });
        Client.Send("shell", "comm_msg", new JsonObject { ["comm_id"] = "c" });
        Client.Send("stdin", "input_reply", new JsonObject { ["value"] = "아무도 묻지 않았다" });
        await Client.UntilAsync(message => message.Type == "comm_close");
        foreach (var type in (string[])["execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request",
            "comm_info_request", "kernel_info_request"])
        {
            await Client.AskAsync(type, []);
            await Client.AskAsync(type, new JsonObject
            {
                ["code"] = 5,
                ["cursor_pos"] = "x",
                ["silent"] = "yes",
                ["user_expressions"] = 3,
                ["hist_access_type"] = new JsonArray(),
                ["n"] = -1
            });
            await Client.AskAsync(
                type, new JsonObject { ["code"] = "a", ["cursor_pos"] = 1e300, ["hist_access_type"] = "tail", ["n"] = -5 });
        }
        var metadata = new JsonObject
        {
            ["cellId"] = new JsonObject(),
            ["polyglot_notebook"] = "?",
            ["dotnet_interactive"] = new JsonObject { ["language"] = 3 }
        };
        Assert.Equal("2", (await Client.ExecuteAsync("1+1", metadata: metadata)).Result);
    }

    [Theory]
    [InlineData("안녕하세요", "CS0103")]
    [InlineData("var 이름 = \"값\"; 이름", null)]
    [InlineData("1\0+1", "CS1002")]
    [InlineData("\uFEFF40+2", null)]
    [InlineData("var a = 1;\r\nvar b = 2;\r\na + b\r\n", null)]
    [InlineData("", null)]
    [InlineData("   \n\t\n", null)]
    [InlineData("// 말뿐", null)]
    [InlineData("#!", null)]
    [InlineData("\"\uD83D\uDE00\"", null)]
    public async Task Odd_texts_are_run_or_refused_like_any_other(string code, string? error)
    {
        var executed = await Client.ExecuteAsync(code);
        Assert.Equal(error is null ? "ok" : "error", executed.Status);
        if (error is not null) Assert.Equal(error, (string?)executed.Reply["ename"]);
        await StillWorks();
    }

    [Fact(Explicit = true)]
    public async Task A_million_characters_are_a_cell_like_any_other()
    {
        var text = new string('가', 1_000_000);
        Assert.Equal("1000000", (await Client.ExecuteAsync($"\"{text}\".Length")).Result);
        var sum = await Client.ExecuteAsync(string.Join('+', Enumerable.Repeat("1", 500_000)));
        Assert.Equal("error", sum.Status);
        Assert.Equal("error", (await Client.ExecuteAsync(new string('(', 1_000_000))).Status);
        Assert.Equal("error", (await Client.ExecuteAsync(new string('{', 100_000))).Status);
        Assert.Equal("error", (await Client.ExecuteAsync(string.Concat(Enumerable.Repeat("List<", 100_000)))).Status);
        Assert.Equal("error", (await Client.ExecuteAsync(new string('!', 100_000) + "true")).Status);
        Assert.Equal("error", (await Client.ExecuteAsync(string.Concat(Enumerable.Repeat("if (true) ", 100_000)) + ";")).Status);
        await Client.AskAsync("is_complete_request", new JsonObject { ["code"] = new string('(', 100_000) });
        await Client.AskAsync("complete_request", new JsonObject { ["code"] = new string('(', 100_000), ["cursor_pos"] = 5 });
        await StillWorks();
    }

    [Fact]
    public async Task A_client_that_disappears_in_the_middle_of_a_cell_does_not_take_the_session_along()
    {
        using (var other = new JupyterClient(kernel.Connection))
        {
            await other.ReadyAsync(() => null);
            other.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
                "var before = 1; for (var i = 0; i < 40; i++) { Console.WriteLine(i); await Task.Delay(10); } var after = 2;"));
            await other.UntilAsync(message => message.Type == "stream");
        }
        Assert.Equal("3", (await Client.ExecuteAsync("before + after")).Result);
    }

    private static byte[][] Parts(string type, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["msg_type"] = type,
            ["session"] = "s",
            ["username"] = "u",
            ["date"] = "2026-01-01T00:00:00Z",
            ["version"] = "5.4"
        };
        return [Encoding.UTF8.GetBytes(header.ToJsonString()), "{}"u8.ToArray(), "{}"u8.ToArray(),
            Encoding.UTF8.GetBytes(content.ToJsonString())];
    }

    private async Task StillWorks()
    {
        Assert.Equal("2", (await Client.ExecuteAsync("1+1")).Result);
        Assert.False(kernel.Process.HasExited);
    }
}
