using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>The program makes its runtime what fork needs, whatever it was started with.</summary>
public sealed class RuntimeSettingsTests
{
    /// <summary>SIGINT, SIGTERM and SIGCHLD as the kernel prints a mask.</summary>
    private const ulong Awaited = 1ul << (2 - 1) | 1ul << (15 - 1) | 1ul << (17 - 1);

    private static readonly Dictionary<string, string> Contrary = new()
    {
        ["DOTNET_TieredCompilation"] = "1",
        ["DOTNET_EnableWriteXorExecute"] = "1",
        ["DOTNET_gcConcurrent"] = "1",
        ["DOTNET_gcServer"] = "1",
        ["DOTNET_EnableDiagnostics"] = "1",
    };

    public static TheoryData<Variant> OfCSharp => Variants.OfCSharp;

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Settings_to_the_contrary_from_outside_are_overruled(Variant variant)
    {
        await using var server = await RunningServer.StartAsync([.. Variants.Command(variant), "0"], Contrary);
        // With W^X the runtime keeps its code in a shared memory file of this name.
        var maps = await File.ReadAllTextAsync($"/proc/{server.Pid}/maps", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("doublemapper", maps);
        var tasks = Directory.EnumerateDirectories($"/proc/{server.Pid}/task");
        var threads = string.Join('\n', tasks.Select(task => File.ReadAllText($"{task}/comm").Trim()));
        foreach (var unwanted in (string[])["GC", "Tiered", "EventPipe"])
            Assert.DoesNotContain(unwanted, threads, StringComparison.Ordinal);
        var clients = await Client.ConnectManyAsync(server.Port, 20);
        foreach (var client in clients)
        {
            Assert.Equal("x", await client.EchoAsync("x"));
            client.Dispose();
        }
        await server.WaitForOutputStartingAsync("removed proc id: ", times: 20);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task Every_thread_leaves_the_awaited_signals_to_the_descriptor(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        foreach (var task in Directory.EnumerateDirectories($"/proc/{server.Pid}/task"))
            Assert.Equal(Awaited, Mask($"{task}/status", "SigBlk") & Awaited);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task A_child_has_the_default_dispositions_and_an_open_mask(Variant variant)
    {
        await using var server = await Variants.StartAsync(variant);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var status = $"/proc/{Assert.Single(server.Children)}/status";
        Assert.Equal(0ul, Mask(status, "SigBlk") & Awaited);
        Assert.Equal(0ul, Mask(status, "SigCgt") & Awaited);
        Assert.Equal(0ul, Mask(status, "SigIgn") & Awaited);
    }

    [Theory, InlineData(Variant.AppHost, true), InlineData(Variant.AppHost, false), InlineData(Variant.Dotnet, false)]
    public async Task A_child_finds_everything_compiled(Variant variant, bool isPrecompiled)
    {
        // The runtime writes a line for each method that it compiles, in a child too: that shares the open file.
        var maps = new Dictionary<string, string> { ["DOTNET_PerfMapEnabled"] = "3", ["DOTNET_PerfMapJitDumpPath"] = Path.GetTempPath() };
        // What was compiled ahead of time stands in no map; so once without it, where each method has its line.
        if (!isPrecompiled) maps["DOTNET_ReadyToRun"] = "0";
        var server = await RunningServer.StartAsync([.. Variants.Command(variant), "0"], maps);
        var map = Path.Combine(Path.GetTempPath(), $"perf-{server.Pid}.map");
        try
        {
            await ServeOneAsync();
            var compiled = await CompiledAsync();
            // The parent compiles its own methods with the first client; a child has its first time every time.
            Assert.NotEmpty(compiled);
            if (!isPrecompiled)
            {
                Assert.Contains("Children::Removed", string.Concat(compiled));
                Assert.Contains("ChildProcess::Run", string.Concat(compiled));
            }
            for (var i = 0; i < 3; i++) await ServeOneAsync();
            Assert.Equal(compiled, await CompiledAsync());
        }
        finally
        {
            await server.DisposeAsync();
            File.Delete(map);
        }

        async Task ServeOneAsync()
        {
            var before = server.Output.Count;
            using (var client = await Client.ConnectAsync(server.Port)) await client.EchoAsync("x");
            await Wait.UntilAsync(() => server.Output.Count == before + 3, () => "the client is served and its child removed");
        }

        Task<string[]> CompiledAsync() => File.ReadAllLinesAsync(map, TestContext.Current.CancellationToken);
    }

    [Theory, MemberData(nameof(OfCSharp))]
    public async Task It_executes_itself_again_once_and_never_in_a_loop(Variant variant)
    {
        var sh = Need.Program("sh", "install a shell");
        // The mark of a process that did so already: its own pid.
        string[] command = [sh, "-c", "ECHO_SERVER_EXECUTED_AGAIN=$$ exec \"$@\"", "sh", .. Variants.Command(variant), "0"];
        var (code, _, errors) = await RunningServer.RunAsync(command, Contrary);
        Assert.Equal(1, code);
        Assert.Contains("런타임 설정", errors);
    }

    private static ulong Mask(string path, string name) =>
        Convert.ToUInt64(File.ReadLines(path).First(l => l.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1], 16);
}
