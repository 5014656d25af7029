using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Interactive.Tests;

/// <summary>Cells that run again, fail or are stopped in the real engine leave no server that nobody can reach.</summary>
[Collection(nameof(RealEngine))]
public sealed class CellTests
{
    private const string Starts = "var server = await EchoServer.StartAsync();\nvar pid = server.Pid;\nserver.ProcessTree()";

    [Fact]
    public async Task A_cell_run_twice_leaves_one_server()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        await engine.PassAsync(Starts);
        var first = engine.Value<int>("pid");
        await engine.PassAsync(Starts);
        var second = engine.Value<int>("pid");
        Assert.Equal([false, true], [IsRunning(first), IsRunning(second)]);
        await engine.PassAsync("await server.DisposeAsync();");
        Assert.False(IsRunning(second));
    }

    [Fact]
    public async Task A_cell_that_fails_leaves_no_server()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        await engine.PassAsync("var pid = 0;");
        var run = await engine.RunAsync("pid = (await EchoServer.StartAsync()).Pid;\nthrow new InvalidOperationException(\"깨졌다\");");
        Assert.Contains("깨졌다", run.Failure);
        Assert.False(IsRunning(engine.Value<int>("pid")));
    }

    [Fact]
    public async Task A_failing_cell_ends_what_it_started_and_nothing_else()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        await engine.PassAsync("var kept = await EchoServer.StartAsync(); var (keptPid, pid) = (kept.Pid, 0);");
        await engine.RunAsync("""
            pid = (await EchoServer.StepAsync()).Pid;
            var guest = await kept.ConnectAsync();
            string none = null;
            none.Trim();
            """);
        Assert.False(IsRunning(engine.Value<int>("pid")));
        Assert.True(IsRunning(engine.Value<int>("keptPid")));
        await engine.PassAsync("await kept.DisposeAsync();");
    }

    [Fact]
    public async Task A_first_cell_that_brings_the_library_and_fails_leaves_no_server()
    {
        using var engine = new RealEngine();
        var file = Path.Combine(Path.GetTempPath(), "first-cell-pid");
        await engine.RunAsync($$"""
            {{RealEngine.FirstCell}}
            System.IO.File.WriteAllText("{{file}}", $"{(await EchoServer.StartAsync()).Pid}");
            throw new Exception();
            """);
        Assert.False(IsRunning(int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))));
        File.Delete(file);
    }

    [Fact]
    public async Task A_cell_that_is_stopped_leaves_no_server()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        await engine.PassAsync("""
            TaskCompletionSource<int> Event() => new(TaskCreationOptions.RunContinuationsAsynchronously);
            var (first, more, second) = (Event(), Event(), Event());
            """);
        var (first, more, second) = (Event("first"), Event("more"), Event("second"));
        var cell = engine.RunAsync("""
            first.SetResult((await EchoServer.StartAsync()).Pid);
            await more.Task;
            second.SetResult((await EchoServer.StartAsync()).Pid);
            """);
        Assert.True(IsRunning(await first.Task));
        await engine.StopAsync();
        Assert.NotNull((await cell).Failure);
        Assert.False(IsRunning(await first.Task));

        // That engine stops nobody's code: what the stopped cell starts later has no cell to belong to.
        more.SetResult(0);
        Assert.False(IsRunning(await second.Task));

        TaskCompletionSource<int> Event(string name) => engine.Value<TaskCompletionSource<int>>(name);
    }

    [Fact]
    public async Task A_cell_that_succeeds_keeps_its_server_though_a_later_one_fails()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        await engine.PassAsync(Starts);
        Assert.NotNull((await engine.RunAsync("throw new Exception();")).Failure);
        Assert.True(IsRunning(engine.Value<int>("pid")));
        await engine.PassAsync("await server.DisposeAsync();");
    }

    [Fact]
    public async Task A_picture_that_follows_a_server_changes_while_later_cells_run()
    {
        using var engine = new RealEngine();
        await engine.PassAsync(RealEngine.FirstCell);
        var shown = await engine.PassAsync("var server = await EchoServer.StartAsync();\nserver.Watch();");
        Assert.Contains("지켜보는 중", shown.Text);
        Assert.Equal(1, shown.Pictures);
        await SeenAsync("var guest = await server.ConnectAsync();", "클라이언트 1");
        await SeenAsync("await server.DisposeAsync();", "서버가 끝났다");

        async Task SeenAsync(string cell, string text)
        {
            var updates = (await engine.PassAsync(cell)).Updates.ToList();
            // A change that comes after a cell's end is told by the next one.
            await Wait.UntilAsync(() => updates.Exists(update => update.Contains(text)) || Next(), () => string.Join('\n', updates));

            bool Next()
            {
                updates.AddRange(engine.PassAsync("await Task.Delay(20);").GetAwaiter().GetResult().Updates);
                return false;
            }
        }
    }

    private static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}");
}
