using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Jupyter.Tests;

/// <summary>However a kernel ends, what its cells started ends with it.</summary>
public class LeakTests
{
    private static string Library => Path.Combine(Need.RepositoryRoot, "artifacts/lib/EchoNotebooks.dll");

    [Theory]
    [InlineData("shutdown", Explicit = true)]
    [InlineData("kill")]
    [InlineData("terminate", Explicit = true)]
    [InlineData("exit")]
    public async Task A_kernel_that_ends_leaves_no_server_and_no_child(string how)
    {
        await using var kernel = await KernelProcess.StartAsync();
        var started = await kernel.Client.ExecuteAsync(
            $"#r \"{Library}\"\nusing EchoNotebooks;\nvar server = await EchoServer.StartAsync(); var clients = await "
                + $"server.ConnectManyAsync(3); await clients[2].EchoAsync(\"가\");\n"
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
                using (var kill = System.Diagnostics.Process.Start("/bin/kill", [$"{kernel.Process.Id}"])) await kill.WaitForExitAsync(
                    TestContext.Current.CancellationToken);
                break;
            default:
                kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest("System.Environment.FailFast(\"끝\");"));
                break;
        }
        await kernel.ExitAsync();
        await Wait.UntilAsync(() => !pids.Exists(pid => Directory.Exists($"/proc/{pid}")),
            () => $"the servers to be gone: {string.Join(' ', pids.Where(pid => Directory.Exists($"/proc/{pid}")))}");
    }

    [Fact]
    public async Task An_interrupted_cell_leaves_no_server_that_it_started_and_those_of_other_cells_live_on()
    {
        await using var kernel = await KernelProcess.StartAsync();
        await kernel.Client.ExecuteAsync($"#r \"{Library}\"\nusing EchoNotebooks;\nvar kept = await EchoServer.StartAsync();");
        var id = kernel.Client.Send("shell", "execute_request",
            JupyterClient.ExecuteRequest("var mine = await EchoServer.StartAsync(); Console.WriteLine(mine.Pid); while (true);"));
        var printed = await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream");
        var pid = int.Parse((string)printed.Content["text"]!);
        await kernel.Client.InterruptAsync();
        Assert.Equal("error", (await kernel.Client.EndOfAsync(id)).Status);
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), () => "the server of the interrupted cell to be gone");
        Assert.Equal("살아 있다", (await kernel.Client.ExecuteAsync("var c = await kept.ConnectAsync(); await c.EchoAsync(\"살아 있다\")")).Result);
    }

    [Fact(Explicit = true)]
    public async Task A_server_that_ended_with_its_cell_says_so_to_later_cells()
    {
        await using var kernel = await KernelProcess.StartAsync();
        await kernel.Client.ExecuteAsync($"#r \"{Library}\"\nusing EchoNotebooks;");
        Assert.Equal("error", (await kernel.Client.ExecuteAsync(
            "var server = await EchoServer.StartAsync(); var guest = await server.ConnectAsync(); throw new Exception();")).Status);
        foreach (var use in (string[])[
            "server.Snapshot()", "server.ProcessTree()", "await server.ConnectAsync()", "await server.ConnectManyAsync(2)",
            "await server.WaitUntilAsync(s => true)"])
        {
            var refused = await kernel.Client.ExecuteAsync(use);
            Assert.True(refused.Status == "error", $"{use}: {refused.Reply.ToJsonString()}");
            Assert.StartsWith("2번 셀이 실패해서 그 셀이 띄운 서버를 끝냈다(pid ", (string?)refused.Reply["evalue"]);
        }
        var closed = await kernel.Client.ExecuteAsync("await guest.EchoAsync(\"가\")");
        Assert.StartsWith("2번 셀이 실패해서 그 셀이 연결한 클라이언트를 닫았다", (string?)closed.Reply["evalue"]);

        await kernel.Client.ExecuteAsync("var again = await EchoServer.StartAsync(); Func<string> look = () => $\"{again.Snapshot()}\";");
        await kernel.Client.ExecuteAsync("var again = await EchoServer.StartAsync();");
        var replaced = await kernel.Client.ExecuteAsync("look()");
        Assert.StartsWith("셀을 다시 실행하거나 변수를 다시 선언해서 앞에서 띄운 서버를 끝냈다", (string?)replaced.Reply["evalue"]);
    }

    [Fact(Explicit = true)]
    public async Task Programs_that_cells_started_themselves_end_with_an_interrupt_of_that_cell_or_with_the_kernel()
    {
        await using var kernel = await KernelProcess.StartAsync();
        const string sleep = "using System.Diagnostics;\nstatic Process Sh(string what) => Process.Start(\"/bin/sh\", [\"-c\", what]);\n";
        var kept = await kernel.Client.ExecuteAsync(sleep + "Sh(\"trap '' TERM; sleep 300 & wait\").Id");
        var id = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(
            "var mine = Sh(\"sleep 301; echo 안 됨\"); Console.WriteLine(mine.Id); mine.WaitForExit(); Console.WriteLine(\"안 됨\");"));
        var pid = int.Parse(
            (string)(await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type == "stream")).Content["text"]!);
        await kernel.Client.InterruptAsync();
        var interrupted = await kernel.Client.EndOfAsync(id);
        Assert.Equal("error", interrupted.Status);
        Assert.DoesNotContain("안 됨", interrupted.Stream("stdout"));
        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{pid}"), () => "the interrupted cell's program to be gone");

        // Another cell's program is not its business; the kernel's end is, also for one that ignores SIGTERM, and its child.
        var (shell, child) = (int.Parse(kept.Result!), 0);
        await Wait.UntilAsync(
            () => int.TryParse(File.ReadAllText($"/proc/{shell}/task/{shell}/children"), out child), () => "the shell to start its sleep");
        int[] family = [shell, child];
        Assert.All(family, each => Assert.True(Directory.Exists($"/proc/{each}")));
        kernel.Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = true });
        await kernel.ExitAsync();
        await Wait.UntilAsync(
            () => !Array.Exists(family, each => Directory.Exists($"/proc/{each}")), () => "the programs to be gone with their kernel");
    }

    /// <summary>Cells that are in the middle of something with servers under tracers; each says when.</summary>
    private static readonly string[] Middles =
        [
            // Paused, with a child.
            "var server = await EchoServer.TraceAsync(); var client = await server.ConnectAsync(); await "
                + "server.RunUntilAsync(After.Fork); Console.WriteLine(1); await Task.Delay(-1);",
            // Running to a point that never comes.
            "var server = await EchoServer.TraceAsync(); var client = await server.ConnectAsync(); await "
                + "server.RunUntilAsync(After.Fork); Console.WriteLine(1); await server.RunUntilAsync(After.EndOfFile, "
                + "TimeSpan.FromMinutes(5));",
            // Recording.
            "await EchoServer.RecordAsync(scenario: async server => { var client = await server.ConnectAsync(); await "
                + "client.EchoAsync(\"가\"); Console.WriteLine(1); await Task.Delay(-1); });",
            // Starting one more.
            "for (var i = 0; i < 50; i++) { if (i == 1) Console.WriteLine(1); if (i % 2 == 0) await EchoServer.TraceAsync(); else await "
                + "EchoServer.StartAsync(); }",
        ];

    /// <summary>The hardest end in the middle of each, the two gentle ones where most is to be ended.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> InTheMiddle { get; } =
    [
        .. Middles.Select((code, i) => new TheoryDataRow<string, string>("kill", code) { Explicit = i > 0 }),
        new("restart", Middles[1]) { Explicit = true }, new("interrupt", Middles[1]), new("interrupt", Middles[3]) { Explicit = true },
    ];

    [Theory]
    [MemberData(nameof(InTheMiddle))]
    public async Task A_cell_in_the_middle_of_tracing_leaves_no_server_no_child_no_supervisor_and_no_tracer(string how, string code)
    {
        await using var kernel = await KernelProcess.StartAsync();
        var prepared = await kernel.Client.ExecuteAsync($"#r \"{Library}\"\nusing EchoNotebooks;\nEchoServer.WhyNotTrace ?? \"\"");
        Assert.True(prepared.Status == "ok", prepared.Reply.ToJsonString());
        if (prepared.Result!.Length > 0) Assert.Skip(prepared.Result);
        var id = kernel.Client.Send("shell", "execute_request", JupyterClient.ExecuteRequest(code));
        var came = await kernel.Client.UntilAsync(message => message.ParentId == id && message.Type is "stream" or "error");
        Assert.True(came.Type == "stream", came.Content.ToJsonString());
        var started = Descendants(kernel.Process.Id);
        Assert.Contains(started, each => each.Value.Contains("echo-tracer"));
        Assert.Contains(started, each => each.Value.Contains("echo-server"));
        switch (how)
        {
            case "kill":
                kernel.Process.Kill();
                await kernel.ExitAsync();
                break;
            case "restart":
                kernel.Client.Send("control", "shutdown_request", new JsonObject { ["restart"] = true });
                await kernel.ExitAsync();
                break;
            default:
                await kernel.Client.InterruptAsync();
                Assert.Equal("Stopped", (string?)(await kernel.Client.EndOfAsync(id)).Reply["ename"]);
                // Also what began in the very moment of the interrupt.
                await Wait.UntilAsync(
                    () => Descendants(kernel.Process.Id).Count == 0, () => string.Join(", ", Descendants(kernel.Process.Id)));
                Assert.Equal(
                    "가", (await kernel.Client.ExecuteAsync(
                    "var next = await EchoServer.StartAsync(); var guest = await next.ConnectAsync(); await "
                    + "guest.EchoAsync(\"가\")")).Result);
                break;
        }
        await Wait.UntilAsync(() => !started.Keys.Any(IsThere), () => string.Join(", ", started.Where(each => IsThere(each.Key))));
    }

    private static bool IsThere(int pid) => Directory.Exists($"/proc/{pid}");

    /// <summary>Every process below one, with its command line.</summary>
    internal static Dictionary<int, string> Descendants(int root)
    {
        var found = new Dictionary<int, string>();
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid)) continue;
            try
            {
                // The fourth field, after the name in parentheses (proc_pid_stat(5)).
                var stat = File.ReadAllText($"{folder}/stat");
                parents[pid] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
                found[pid] = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ');
            }
            catch (IOException)
            {
                found.Remove(pid);
                parents.Remove(pid);
            }
        }
        return found.Where(each => IsBelow(each.Key)).ToDictionary();

        bool IsBelow(int pid) => parents.TryGetValue(pid, out var parent) && (parent == root || IsBelow(parent));
    }
}
