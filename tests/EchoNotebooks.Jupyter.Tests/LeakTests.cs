using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>However a kernel ends, what its cells started ends with it.</summary>
public class LeakTests
{
    private static string Library => Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    [Theory]
    [InlineData("shutdown")]
    [InlineData("kill")]
    [InlineData("terminate")]
    [InlineData("exit")]
    public async Task A_kernel_that_ends_leaves_no_server_and_no_child(string how)
    {
        await using var kernel = await KernelProcess.StartAsync();
        var started = await kernel.Client.ExecuteAsync(
            $"#r \"{Library}\"\nusing EchoNotebooks;\nvar server = await EchoServer.StartAsync(); var clients = await server.ConnectManyAsync(3); await clients[2].EchoAsync(\"가\");\n"
            + "$\"{server.Pid} {string.Join(' ', server.ProcessTree().Children.Select(child => child.Pid))}\"");
        Assert.True(started.Status == "ok", started.Reply.ToJsonString());
        var pids = started.Result!.Split(' ').Select(int.Parse).ToList();
        Assert.True(pids.Count > 1, started.Result);
        Assert.All(pids, pid => Assert.True(Directory.Exists($"/proc/{pid}")));
        switch (how)
        {
            case "shutdown":
                kernel.Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = true });
                break;
            case "kill":
                kernel.Process.Kill();
                break;
            case "terminate":
                using (var kill = System.Diagnostics.Process.Start("/bin/kill", [$"{kernel.Process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
                break;
            default:
                kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("System.Environment.FailFast(\"끝\");"));
                break;
        }
        await kernel.ExitAsync();
        await Wait.UntilAsync(() => !pids.Exists(pid => Directory.Exists($"/proc/{pid}")), () => $"the servers to be gone: {string.Join(' ', pids.Where(pid => Directory.Exists($"/proc/{pid}")))}");
    }

    [Fact]
    public async Task An_interrupted_cell_leaves_no_server_that_it_started_and_those_of_other_cells_live_on()
    {
        await using var kernel = await KernelProcess.StartAsync();
        await kernel.Client.ExecuteAsync($"#r \"{Library}\"\nusing EchoNotebooks;\nvar kept = await EchoServer.StartAsync();");
        var id = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("var mine = await EchoServer.StartAsync(); Console.WriteLine(mine.Pid); while (true);"));
        var printed = await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        var pid = int.Parse((string)printed.Content["text"]!);
        await kernel.Client.InterruptAsync();
        Assert.Equal("error", (await kernel.Client.EndOfAsync(id)).Status);
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), () => "the server of the interrupted cell to be gone");
        Assert.Equal("살아 있다", (await kernel.Client.ExecuteAsync("var c = await kept.ConnectAsync(); await c.EchoAsync(\"살아 있다\")")).Result);
    }
}
