using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>The kernel as a process: how it starts, what it says of itself, and how it ends.</summary>
public class KernelTests
{
    [Fact]
    public async Task It_says_what_it_is_answers_the_heartbeat_and_ends_when_told()
    {
        await using var kernel = await KernelProcess.StartAsync();
        var info = await kernel.Client.AskAsync("kernel_info_request", []);
        Assert.Equal("5.4", (string?)info["protocol_version"]);
        Assert.Equal("C#", (string?)info["language_info"]!["name"]);
        Assert.Equal(".cs", (string?)info["language_info"]!["file_extension"]);
        Assert.Equal("ok", (string?)(await kernel.Client.AskAsync("kernel_info_request", [], "control"))["status"]);
        Assert.Empty((await kernel.Client.AskAsync("comm_info_request", []))["comms"]!.AsObject());
        Assert.True(kernel.Client.Beat());
        await kernel.Client.UntilAsync(message => message.Type == "iopub_welcome");
        var bye = await kernel.Client.AskAsync("shutdown_request", new JsonObject { ["restart"] = true }, "control");
        Assert.True((bool)bye["restart"]!);
        Assert.Equal(0, await kernel.ExitAsync());
    }

    [Fact]
    public async Task It_ends_while_a_cell_runs_for_ever_and_threads_are_left()
    {
        await using var kernel = await KernelProcess.StartAsync();
        var id = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            "new System.Threading.Thread(() => { while (true) System.Threading.Thread.Sleep(1000); }).Start(); Console.WriteLine(1); "
                + "while (true);"));
        await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        kernel.Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = false });
        Assert.Equal(0, await kernel.ExitAsync());
    }

    [Fact]
    public async Task The_last_words_of_a_cell_that_ends_the_process_are_heard()
    {
        await using var kernel = await KernelProcess.StartAsync();
        var id = kernel.Client.Send(
            "shell", "execute_request", JupyterClient.ExecuteRequest("Console.WriteLine(\"끝\"); System.Environment.Exit(3);"));
        Assert.Equal(3, await kernel.ExitAsync());
        await kernel.Client.UntilAsync(
            message => message.ParentId == id && message.Type == "stream" && (string?)message.Content["text"] == "끝\n");
    }

    [Fact]
    public async Task Two_front_ends_see_the_same_session()
    {
        await using var kernel = await KernelProcess.StartAsync();
        using var other = new JupyterClient(kernel.Connection);
        await other.ReadyAsync(() => null);
        var executed = await kernel.Client.ExecuteAsync("var shared = 5; shared");
        await other.UntilAsync(message => message.Type == "execute_result");
        Assert.Equal("6", (await other.ExecuteAsync("shared + 1")).Result);
        Assert.Equal("5", executed.Result);
    }

    [Theory]
    [InlineData(null, "연결 파일이 없다")]
    [InlineData("{", "JSON이 아니다")]
    [InlineData("[]", "JSON이 아니다")]
    [InlineData("{}", "shell_port")]
    [InlineData("{\"transport\":\"ipc\",\"ip\":\"/tmp/x\"}", "tcp만 된다")]
    [InlineData("{\"signature_scheme\":\"hmac-md5\"}", "hmac-sha256만 된다")]
    [InlineData("{\"shell_port\":99999}", "shell_port가 없거나 포트 번호")]
    [InlineData("{\"key\":5}", "key")]
    [InlineData("{\"key\":\"\\ud83d\"}", "key")]
    [InlineData("{\"ip\":\"127.0.0.1\",\"ip\":\"0.0.0.0\"}", "JSON이 아니다")]
    [InlineData("{\"shell_port\":0}", "shell_port가 없거나 포트 번호")]
    [InlineData("{\"shell_port\":1.5}", "shell_port가 없거나 포트 번호")]
    public async Task A_connection_file_that_cannot_be_used_is_refused_with_a_reason(string? content, string reason)
    {
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        if (content is not null) await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        await using var kernel = KernelProcess.Start(file, KernelProcess.NewConnection());
        Assert.Equal(2, await kernel.ExitAsync());
        Assert.Contains(reason, kernel.Log);
        Assert.DoesNotContain("   at ", kernel.Log);
    }

    [Fact]
    public async Task A_connection_file_without_a_name_or_that_is_a_folder_is_refused_with_a_reason()
    {
        foreach (var file in (string[])["", Path.GetTempPath()])
        {
            var start = new ProcessStartInfo(KernelProcess.Program, ["jupyter", "kernel", file]) { RedirectStandardError = true };
            using var kernel = Process.Start(start)!;
            var log = await kernel.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await kernel.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(2, kernel.ExitCode);
            Assert.Contains("연결 파일", log);
            Assert.DoesNotContain("   at ", log);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_its_number()
    {
        var connection = KernelProcess.NewConnection();
        using var listener = new TcpListener(IPAddress.Loopback, (int)connection["iopub_port"]!);
        listener.Start();
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, connection.ToJsonString(), TestContext.Current.CancellationToken);
        await using var kernel = KernelProcess.Start(file, connection);
        Assert.Equal(2, await kernel.ExitAsync());
        Assert.Contains($":{connection["iopub_port"]}(iopub_port)", kernel.Log);
        Assert.Contains("이미 쓰고 있다", kernel.Log);
    }

    [Fact]
    public async Task Two_kernels_never_share_a_port()
    {
        await using var first = await KernelProcess.StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, first.Connection.ToJsonString(), TestContext.Current.CancellationToken);
        await using var second = KernelProcess.Start(file, KernelProcess.NewConnection());
        Assert.Equal(2, await second.ExitAsync());
    }

    [Theory]
    [InlineData("JPY_PARENT_PID", true, Explicit = true)]
    [InlineData("VSCODE_PID", true, Explicit = true)]
    [InlineData("VSCODE_ESM_ENTRYPOINT", true)]
    [InlineData("NOBODY", false)]
    public async Task It_ends_when_the_front_end_that_started_it_is_killed_but_lives_on_where_somebody_started_it_by_hand(
        string sign, bool ends)
    {
        var connection = KernelProcess.NewConnection();
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, connection.ToJsonString(), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{sign}=$$ \"$0\" jupyter kernel \"$1\" & echo $!; wait", KernelProcess.Program,
            file])
        { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var other in (string[])["JPY_PARENT_PID", "VSCODE_PID", "VSCODE_ESM_ENTRYPOINT"]) start.Environment.Remove(other);
        using var frontEnd = Process.Start(start)!;
        using var kernel =
            Process.GetProcessById(int.Parse((await frontEnd.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!));
        using (var client = new JupyterClient(connection))
        {
            await client.ReadyAsync(() => kernel.HasExited ? "ended" : null);
            frontEnd.Kill();
            await frontEnd.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (!ends)
            {
                // It looks once a second.
                await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
                Assert.Equal("2", (await client.ExecuteAsync("1+1")).Result);
                client.Send("control", "shutdown_request", new JsonObject { ["restart"] = false });
            }
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await kernel.WaitForExitAsync(timeout.Token);
        }
        File.Delete(file);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_signed()
    {
        var connection = KernelProcess.NewConnection();
        connection["key"] = "";
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, connection.ToJsonString(), TestContext.Current.CancellationToken);
        await using var kernel = KernelProcess.Start(file, connection);
        await kernel.Client.ReadyAsync(() => kernel.Process.HasExited ? kernel.Log : null);
        Assert.Equal("2", (await kernel.Client.ExecuteAsync("1+1")).Result);
    }

    [Fact]
    public async Task A_log_that_nobody_reads_does_not_make_it_deaf()
    {
        var connection = KernelProcess.NewConnection();
        var file = Path.Combine(Path.GetTempPath(), $"connection-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, connection.ToJsonString(), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(KernelProcess.Program, ["jupyter", "kernel", file]) { RedirectStandardError = true };
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["JPY_PARENT_PID"] = $"{Environment.ProcessId}";
        using var kernel = Process.Start(start)!;
        try
        {
            using var client = new JupyterClient(connection);
            await client.ReadyAsync(() => kernel.HasExited ? "ended" : null);
            // More than a pipe holds (64 KiB, pipe(7)).
            for (var i = 0; i < 5_000; i++) client.SendFrames("shell", "nonsense"u8.ToArray());
            Assert.Equal("2", (await client.ExecuteAsync("1+1")).Result);
            client.Send("control", "shutdown_request", new JsonObject { ["restart"] = false });
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await kernel.WaitForExitAsync(timeout.Token);
            var log = await kernel.StandardError.ReadToEndAsync(timeout.Token);
            Assert.StartsWith("echonb jupyter kernel: Shell 채널로 온 메시지를 버렸다", log);
        }
        finally
        {
            if (!kernel.HasExited) kernel.Kill();
            File.Delete(file);
        }
    }

    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_lines_and_a_hundred_megabytes_are_cut_and_the_kernel_goes_on()
    {
        await using var kernel = await KernelProcess.StartAsync();
        var lines = await kernel.Client.ExecuteAsync("for (var i = 0; i < 100_000; i++) Console.WriteLine($\"{i}번째 줄\");");
        Assert.Equal("ok", lines.Status);
        Assert.InRange(lines.Stream("stdout").Split('\n').Length, 20_000, 20_001);
        Assert.Contains("글 80,000줄", lines.Stream("stderr"));
        Assert.InRange(lines.Outputs.Count, 2, 500);

        var megabytes =
            await kernel.Client.ExecuteAsync("var piece = new string('가', 100_000); for (var i = 0; i < 334; i++) Console.Write(piece);");
        Assert.Equal("ok", megabytes.Status);
        Assert.InRange(megabytes.Stream("stdout").Length, 300_000, 350_000);
        Assert.Contains("바이트)", megabytes.Stream("stderr"));

        var values = await kernel.Client.ExecuteAsync("for (var i = 0; i < 1_500; i++) display(i);");
        Assert.Equal(1_000, values.Of("display_data").Count());
        Assert.Contains("값 500개", values.Stream("stderr"));

        var updates = await kernel.Client.ExecuteAsync("var shown = display(0); for (var i = 1; i <= 10_000; i++) shown.Update(i);");
        Assert.InRange(updates.Of("update_display_data").Count(), 1, 1_000);
        Assert.Equal("10000", (string?)updates.Of("update_display_data").Last().Content["data"]!["text/plain"]);

        var large = await kernel.Client.ExecuteAsync(
            "var large = display(0); for (var i = 1; i <= 700; i++) large.Update(new string('x', 100_000) + i);");
        Assert.Equal("", large.Stream("stderr"));
        Assert.EndsWith("xx700", (string?)large.Of("update_display_data").Last().Content["data"]!["text/plain"]);
        Assert.Equal("2", (await kernel.Client.ExecuteAsync("1+1")).Result);
    }
}
