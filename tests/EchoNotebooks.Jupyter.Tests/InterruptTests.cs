using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>Interrupt stops what a cell does, whatever that is, and nothing else.</summary>
public sealed class InterruptTests(SharedKernel shared) : IClassFixture<SharedKernel>
{
    private readonly KernelProcess kernel = shared.Process;

    private JupyterClient Client => kernel.Client;

    [Theory]
    [InlineData("while (true);")]
    [InlineData("for (;;) { try { kept++; } catch { } }")]
    [InlineData("System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);")]
    [InlineData("var l = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0); l.Start(); l.AcceptSocket();")]
    [InlineData("var s = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp); "
        + "s.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0)); s.Listen(); s.Accept();")]
    [InlineData("var l = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0); l.Start(); var c = new "
        + "System.Net.Sockets.TcpClient(); c.Connect((System.Net.IPEndPoint)l.LocalEndpoint); c.GetStream().ReadByte();")]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("new TaskCompletionSource().Task.Wait();")]
    [InlineData("Console.ReadLine();")]
    public async Task A_cell_that_would_never_end_ends_and_the_session_lives_on(string code)
    {
        await Client.ExecuteAsync("var kept = 41;");
        var id = Client.Send(
            "shell", "execute_request", JupyterClient.ExecuteRequest($"Console.WriteLine(\"시작\");\n{code}\nConsole.WriteLine(\"지나갔다\");"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await Client.InterruptAsync();
        var executed = await Client.EndOfAsync(id);
        Assert.Equal("error", executed.Status);
        Assert.Equal("Stopped", (string?)executed.Reply["ename"]);
        Assert.Contains("2번째 줄", (string?)executed.Reply["evalue"]);
        Assert.DoesNotContain("스레드를 뒤에 남겨", executed.Reply["traceback"]!.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.DoesNotContain("지나갔다", executed.Stream("stdout"));
        Assert.Equal("True", (await Client.ExecuteAsync("kept >= 41")).Result);
    }

    [Fact]
    public async Task An_interrupted_accept_leaves_a_socket_that_still_accepts()
    {
        await Client.ExecuteAsync(
            "using System.Net; using System.Net.Sockets; var listener = new TcpListener(IPAddress.Loopback, 0); listener.Start(); Socket "
            + "guest = null;");
        var id = Client.Send(
            "shell", "execute_request", JupyterClient.ExecuteRequest("Console.WriteLine(\"시작\");\nguest = listener.AcceptSocket();"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        await Client.InterruptAsync();
        Assert.Equal("error", (await Client.EndOfAsync(id)).Status);
        var port = int.Parse((await Client.ExecuteAsync("((IPEndPoint)listener.LocalEndpoint).Port")).Result!);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var accepted = await Client.ExecuteAsync("((IPEndPoint)listener.AcceptSocket().RemoteEndPoint).Port");
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port.ToString(), accepted.Result);
    }

    [Fact]
    public async Task A_cell_that_was_interrupted_never_goes_on_later()
    {
        await Client.ExecuteAsync("var gate = new System.Threading.ManualResetEventSlim(); var went = 0;");
        var id = Client.Send("shell", "execute_request",
            JupyterClient.ExecuteRequest("Console.WriteLine(\"시작\");\ntry { await Task.Run(() => gate.Wait()); } catch { }\nwent = 1;"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        await Client.InterruptAsync();
        await Client.EndOfAsync(id);
        await Client.ExecuteAsync("gate.Set(); await Task.Delay(200);");
        Assert.Equal("0", (await Client.ExecuteAsync("went")).Result);
    }

    [Fact]
    public async Task Ctrl_C_in_the_terminal_of_the_front_end_means_the_cell_and_not_the_kernel()
    {
        await Client.ExecuteAsync("var kept = 41;");
        var id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("Console.WriteLine(1); while (true);"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        using (var kill = Process.Start("/bin/kill", ["-INT", $"{kernel.Process.Id}"])) await kill.WaitForExitAsync(
            TestContext.Current.CancellationToken);
        Assert.Equal("Stopped", (string?)(await Client.EndOfAsync(id)).Reply["ename"]);
        Assert.Equal("42", (await Client.ExecuteAsync("kept + 1")).Result);
    }

    [Fact(Explicit = true)]
    public async Task Waiting_for_a_program_that_writes_without_end_and_minds_no_signal_can_be_interrupted()
    {
        await using var flooded = await KernelProcess.StartAsync();
        var id = flooded.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            "using System.Diagnostics;\nvar sh = Process.Start(\"/bin/sh\", [\"-c\", \"trap '' INT; yes\"]);\nsh.WaitForExit();"));
        await flooded.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        await flooded.Client.InterruptAsync();
        Assert.Equal("Stopped", (string?)(await flooded.Client.EndOfAsync(id)).Reply["ename"]);
        // It still writes; other cells run beside it, and one of them ends it.
        Assert.Equal("2", (await flooded.Client.ExecuteAsync("1 + 1")).Result);
        Assert.Equal("True", (await flooded.Client.ExecuteAsync("sh.Kill(entireProcessTree: true); sh.WaitForExit(60_000)")).Result);
    }

    [Fact]
    public async Task Finally_runs_when_a_cell_is_interrupted()
    {
        await Client.ExecuteAsync("var tidy = false;");
        var id = Client.Send("shell", "execute_request",
            JupyterClient.ExecuteRequest("Console.WriteLine(\"시작\");\ntry { while (true); } finally { tidy = true; }"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        await Client.InterruptAsync();
        await Client.EndOfAsync(id);
        Assert.Equal("True", (await Client.ExecuteAsync("tidy")).Result);
    }

    [Fact]
    public async Task An_interrupt_between_cells_does_nothing_and_one_that_comes_early_is_not_lost()
    {
        await Client.InterruptAsync();
        Assert.Equal("2", (await Client.ExecuteAsync("1+1")).Result);
        for (var i = 0; i < 30; i++)
        {
            var id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("while (true);"));
            await Client.UntilAsync(message => message.ParentId == id && message.State == "busy");
            await Client.InterruptAsync();
            Assert.Equal("error", (await Client.EndOfAsync(id)).Status);
        }
        Assert.Equal("3", (await Client.ExecuteAsync("1+2")).Result);
    }

    [Fact]
    public async Task A_cell_that_starves_the_thread_pool_can_be_interrupted_and_the_heart_beats_on()
    {
        var id = Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            "Console.WriteLine(\"시작\");\nvar all = Enumerable.Range(0, 200).Select(_ => Task.Run(() => "
                + "System.Threading.Thread.Sleep(20000))).ToArray(); while (true);"));
        await Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        Assert.True(Client.Beat());
        await Client.InterruptAsync();
        Assert.Equal("error", (await Client.EndOfAsync(id)).Status);
        Assert.True(Client.Beat());
    }
}
