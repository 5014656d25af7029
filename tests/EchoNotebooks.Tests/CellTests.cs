using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace EchoNotebooks.Tests;

/// <summary>Cells as a notebook engine runs them: Roslyn scripts, each continuing the one before.</summary>
[Collection(nameof(CellTests))] // the engine's hook is the process's own
public sealed class CellTests
{
    private const string OnFailure = "notebook.cell.onfailure";
    private const string Why = "notebook.cell.why";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cell_run_again_ends_what_its_variable_held()
    {
        var notebook = await RunAsync(null, "var server = await EchoServer.StartAsync();");
        var first = notebook.GetVariable("server").Value as EchoServer;
        notebook = await RunAsync(notebook, "var server = await EchoServer.StartAsync();");
        var second = notebook.Variables.Last(variable => variable.Name == "server").Value as EchoServer;
        Assert.False(IsRunning(first!));
        Assert.True(IsRunning(second!));
        await second!.DisposeAsync();
    }

    [Fact]
    public async Task A_cell_that_declares_other_variables_ends_nothing()
    {
        var notebook = await RunAsync(null, "var server = await EchoServer.StartAsync(); var book = await EchoServer.StartAsync();");
        notebook = await RunAsync(notebook, "var another = await EchoServer.StartAsync();");
        Assert.All(["server", "book", "another"], name => Assert.True(IsRunning(Server(notebook, name))));
        // One of two: only what the variable of that name held.
        var (server, book) = (Server(notebook, "server"), Server(notebook, "book"));
        notebook = await RunAsync(notebook, "var book = await EchoServer.StartAsync();");
        Assert.True(IsRunning(server));
        Assert.False(IsRunning(book));
        foreach (var name in (string[])["server", "book", "another"]) await Server(notebook, name).DisposeAsync();
    }

    [Fact]
    public async Task A_cell_that_the_engine_names_ends_what_its_own_earlier_run_left_without_a_variable()
    {
        const string Cell = "static class Kept { public static System.Collections.Generic.List<EchoServer> All = new(); }";
        const string Starts = "Kept.All.Add(await EchoServer.StartAsync()); Kept.All[^1].Pid";
        var notebook = await RunAsync(null, Cell);
        notebook = await RunAsync(notebook, Starts, "01.ipynb#cell-2");
        var first = (int)notebook.ReturnValue;
        notebook = await RunAsync(notebook, Starts, "01.ipynb#cell-3");
        var other = (int)notebook.ReturnValue;
        notebook = await RunAsync(notebook, Starts, "01.ipynb#cell-2");
        int[] pids = [first, other, (int)notebook.ReturnValue];
        Assert.Equal([false, true, true], pids.Select(pid => Directory.Exists($"/proc/{pid}")));
        await RunAsync(notebook, "foreach (var one in Kept.All) await one.DisposeAsync();");
    }

    [Fact]
    public async Task A_client_s_cell_run_again_closes_the_client_before()
    {
        var notebook = await RunAsync(null, "var server = await EchoServer.StartAsync();");
        for (var run = 0; run < 3; run++)
            notebook = await RunAsync(notebook, "var client = await server.ConnectAsync(); await client.EchoAsync(\"a\")");
        var server = Server(notebook, "server");
        await server.WaitUntilAsync(now => now.Children.Count == 1);
        Assert.Equal([false, false, true], notebook.Variables.Where(v => v.Name == "client").Select(v => !((EchoClient)v.Value).IsClosed));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_list_that_is_declared_again_ends_what_a_loop_put_into_it()
    {
        const string Loop =
            "var clients = new System.Collections.Generic.List<EchoClient>(); "
            + "for (var i = 0; i < 3; i++) clients.Add(await server.ConnectAsync());";
        var notebook = await RunAsync(null, "var server = await EchoServer.StartAsync();");
        notebook = await RunAsync(notebook, Loop);
        var first = Last<List<EchoClient>>(notebook, "clients");
        notebook = await RunAsync(notebook, "var other = await server.ConnectAsync();");
        Assert.Equal([false, false, false], first.Select(client => client.IsClosed));
        notebook = await RunAsync(notebook, Loop);
        Assert.Equal([true, true, true], first.Select(client => client.IsClosed));
        Assert.Equal([false, false, false], Last<List<EchoClient>>(notebook, "clients").Select(client => client.IsClosed));
        Assert.False(Last<EchoClient>(notebook, "other").IsClosed);
        await Server(notebook, "server").DisposeAsync();
    }

    [Fact]
    public async Task Where_it_cannot_be_known_which_variable_holds_what_all_end_when_all_variables_are_declared_again()
    {
        const string Three =
            "var pair = new EchoClient[2]; for (var i = 0; i < 2; i++) pair[i] = await server.ConnectAsync(); "
            + "var last = await server.ConnectAsync();";
        var notebook = await RunAsync(null, "var server = await EchoServer.StartAsync();");
        notebook = await RunAsync(notebook, Three);
        EchoClient[] first = [.. Last<EchoClient[]>(notebook, "pair"), Last<EchoClient>(notebook, "last")];
        notebook = await RunAsync(notebook, "var last = await server.ConnectAsync();");
        Assert.Equal([false, false, false], first.Select(client => client.IsClosed));
        notebook = await RunAsync(notebook, Three);
        Assert.Equal([true, true, true], first.Select(client => client.IsClosed));
        await Server(notebook, "server").DisposeAsync();
    }

    [Fact]
    public async Task A_helper_of_another_cell_does_not_end_what_it_started_for_others()
    {
        const string Helper = "System.Threading.Tasks.Task<EchoServer> Help() => EchoServer.StartAsync();";
        var notebook = await RunAsync(null, Helper, "01.ipynb#cell-1");
        notebook = await RunAsync(notebook, "var a = await Help();", "01.ipynb#cell-2");
        notebook = await RunAsync(notebook, "var b = await Help();", "01.ipynb#cell-3");
        Assert.True(IsRunning(Server(notebook, "a")));
        Assert.True(IsRunning(Server(notebook, "b")));
        await Server(notebook, "a").DisposeAsync();
        await Server(notebook, "b").DisposeAsync();
    }

    [Fact]
    public async Task A_failing_cell_s_servers_end_when_the_engine_says_so()
    {
        var cleanups = new List<Action>();
        AppDomain.CurrentDomain.SetData(OnFailure, (Action<Action>)cleanups.Add);
        try
        {
            var notebook = await RunAsync(null, "var pid = 0;");
            const string Fails = "pid = (await EchoServer.StartAsync()).Pid; throw new System.Exception(\"깨졌다\");";
            await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(notebook, Fails));
            var pid = (int)notebook.GetVariable("pid").Value;
            Assert.True(Directory.Exists($"/proc/{pid}"));
            Assert.Single(cleanups)();
            Assert.False(Directory.Exists($"/proc/{pid}"));
        }
        finally
        {
            AppDomain.CurrentDomain.SetData(OnFailure, null);
        }
    }

    [Theory]
    [InlineData("EchoServer.StartAsync()")]
    [InlineData("EchoServer.TraceOrStepAsync(ServerProgram.CSharp)")]
    [InlineData("EchoServer.StepAsync()")]
    public async Task A_client_of_another_cell_hears_which_cell_s_end_ended_its_server(string start)
    {
        var cleanups = new List<Action>();
        AppDomain.CurrentDomain.SetData(OnFailure, (Action<Action>)cleanups.Add);
        AppDomain.CurrentDomain.SetData(Why, (Func<string?>)(() => "7번 셀이 실패해서"));
        try
        {
            var notebook = await RunAsync(null, $"var server = await {start};");
            notebook = await RunAsync(notebook, "var idle = await server.ConnectAsync(); var guest = await server.ConnectAsync();");
            notebook = await RunAsync(notebook, "var waiting = guest.ReceiveAsync(timeout: System.TimeSpan.FromMinutes(5));");
            cleanups[0]();
            var server = (dynamic)Last<object>(notebook, "server");
            var (idle, guest) = (Last<EchoClient>(notebook, "idle"), Last<EchoClient>(notebook, "guest"));
            foreach (var use in (Func<Task>[])[
                () => server.ConnectAsync(), () => Last<Task<string>>(notebook, "waiting"), () => guest.ReceiveAsync(),
                () => idle.EchoAsync("가"), () => idle.SendAsync("가")])
            {
                var told = await Assert.ThrowsAsync<EchoServerException>(use);
                Assert.StartsWith("7번 셀이 실패해서 그 셀이 띄운 서버를 끝냈다(pid ", told.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            AppDomain.CurrentDomain.SetData(OnFailure, null);
            AppDomain.CurrentDomain.SetData(Why, null);
        }
    }

    [Fact]
    public async Task A_traced_server_s_cell_run_again_ends_the_one_before()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        const string Cell =
            "var traced = await EchoServer.TraceOrStepAsync(); var guest = await traced.ConnectAsync(); "
            + "var forked = await traced.RunUntilAsync(After.Fork);";
        var notebook = await RunAsync(null, Cell);
        var first = (ISteppedServer)notebook.GetVariable("traced").Value;
        notebook = await RunAsync(notebook, Cell);
        var second = (ISteppedServer)notebook.Variables.Last(variable => variable.Name == "traced").Value;
        Assert.False(Directory.Exists($"/proc/{first.Pid}"));
        Assert.True(Directory.Exists($"/proc/{second.Pid}"));
        await second.DisposeAsync();
    }

    private static EchoServer Server(ScriptState state, string name) => Last<EchoServer>(state, name);

    /// <summary>What the last variable of a name holds.</summary>
    private static T Last<T>(ScriptState state, string name) => (T)state.Variables.Last(variable => variable.Name == name).Value;

    private static bool IsRunning(EchoServer server) => Directory.Exists($"/proc/{server.Pid}");

    private static async Task<ScriptState> RunAsync(ScriptState? state, string code, string path = "")
    {
        var options = ScriptOptions.Default.WithReferences(typeof(EchoServer).Assembly).WithImports("EchoNotebooks").WithFilePath(path);
        return state is null
            ? await CSharpScript.RunAsync(code, options, cancellationToken: Stop)
            : await state.ContinueWithAsync(code, options, Stop);
    }
}
