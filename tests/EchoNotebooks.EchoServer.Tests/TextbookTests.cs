using System.Diagnostics;
using System.Text.RegularExpressions;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>The chapter's program keeps its defects: each has its number, and each shows.</summary>
public sealed partial class TextbookTests
{
    private static string Source => File.ReadAllText(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c"));

    [Fact]
    public void The_defects_are_numbered_one_after_the_other_each_with_an_authority()
    {
        var defects = Defect().Matches(Source);
        Assert.Equal(Enumerable.Range(1, 12), defects.Select(d => int.Parse(d.Groups[1].Value)));
        Assert.All(defects, d => Assert.Matches(@"\. .*(UNP [\d.]+|TLPI [\d.]+|CERT [\w-]+|[\w-]+\(\d\))$", d.Groups[2].Value));
    }

    [Fact]
    public void It_calls_what_the_chapter_calls_in_the_same_order()
    {
        var code = Text().Replace(Comment().Replace(Source, ""), "");
        var calls = Call().Matches(code[code.IndexOf("int main", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value);
        Assert.Equal(
            ["printf", "exit", "sigemptyset", "sigaction", "socket", "memset", "htonl", "htons", "atoi", "bind", "error_handling",
             "listen", "error_handling", "accept", "puts", "fork", "close", "close", "read", "write", "close", "puts", "close", "close",
             "waitpid", "printf", "fputs", "fputc", "exit"],
            calls);
    }

    [Fact]
    public async Task Defect_1_accept_is_interrupted_when_a_child_ends()
    {
        await using var server = await Variants.StartAsync(Variant.Textbook);
        await using var strace = await Strace.AttachAsync(server.Pid, "accept", () => ConnectOnceAsync(server));
        // What the kernel tells a tracer; the program sees EINTR. A child that ends before its parent is back in accept
        // interrupts nothing.
        const string Interrupted = "ERESTARTSYS";
        for (var tries = 0; tries < 100 && !strace.HasSeen(Interrupted); tries++) await ConnectOnceAsync(server);
        server.Send(Libc.SIGKILL);
        Assert.Contains(Interrupted, string.Concat(await strace.CallsUntilTheEndAsync()));
        Assert.DoesNotContain("SA_RESTART", Comment().Replace(Source, ""));
    }

    [Fact]
    public async Task Defect_2_it_cannot_be_started_again_at_once()
    {
        int port;
        await using (var server = await Variants.StartAsync(Variant.Textbook))
            port = await EndingTests.LeaveInTimeWaitAsync(server);
        var (code, _, errors) = await RunningServer.RunAsync([Variants.TextbookProgram, $"{port}"]);
        Assert.Equal(1, code);
        Assert.Equal("bind() error", errors);
    }

    [Theory, InlineData("abc"), InlineData("65536")]
    public async Task Defect_3_nonsense_for_a_port_is_port_0(string nonsense)
    {
        await using var server = await RunningServer.StartAsync([.. Variants.Command(Variant.Textbook), nonsense]);
        Assert.NotEqual(0, server.Port);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Defect_4_without_a_free_descriptor_it_burns_a_CPU()
    {
        var prlimit = Need.Program("prlimit", "install util-linux");
        await using var server = await Variants.StartAsync(Variant.Textbook);
        await RunningServer.RunAsync([prlimit, "--pid", $"{server.Pid}", "--nofile=4:"]);
        using var client = await Client.ConnectAsync(server.Port);
        var (before, watch) = (server.Cpu.Wanted, Stopwatch.StartNew());
        await Wait.UntilAsync(() => watch.ElapsedMilliseconds > 500, () => "half a second passes");
        Assert.True(server.Cpu.Wanted - before > watch.Elapsed / 2, "it wants a CPU all the time while nobody is served");
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Defect_5_its_lines_come_twice_where_stdout_is_a_pipe()
    {
        await using var server = await RunningServer.StartAsync([Variants.TextbookProgram, "0"]);
        for (var i = 0; i < 2; i++)
        {
            using var client = await Client.ConnectAsync(server.Port);
            await client.EchoAsync("x");
        }
        // Two clients came; the first child has printed the line once, the second one twice, the parent not at all yet.
        await server.WaitForOutputAsync("client disconnected....", times: 2);
        Assert.Equal(3, server.Output.Count(line => line == "new client connected..."));
    }

    [Fact]
    public async Task Defect_6_the_minus_1_of_a_failed_read_becomes_the_length_of_a_write()
    {
        var calls = await CallsOfAChildAsync(client => client.Reset());
        Assert.Contains(calls, call => call.Contains("read(") && call.Contains("ECONNRESET"));
        Assert.Contains(calls, call => call.Contains("write(") && call.Contains("18446744073709551615"));
    }

    [Fact]
    public void Defect_7_the_result_of_write_is_not_looked_at() =>
        Assert.Matches(@"\)\s*write\(clnt_sock, buf, str_len\);", Comment().Replace(Source, ""));

    [Fact]
    public async Task Defect_8_SIGPIPE_kills_the_child_before_it_says_goodbye()
    {
        await using var server = await Variants.StartAsync(Variant.Textbook);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        var child = server.Children[0];
        await RunningServer.StopAsync(child);
        // Many buffers full: the first echo meets a closed socket and is answered with RST, a later one is SIGPIPE.
        await client.SendAsync(new byte[60_000]);
        client.Dispose();
        await server.WaitForStateAsync("CLOSE_WAIT");
        RunningServer.Continue(child);
        await server.WaitForOutputAsync($"removed proc id: {child}");
        Assert.DoesNotContain("client disconnected....", server.Output);
    }

    [Fact]
    public async Task Defect_9_children_that_end_together_stay_as_zombies()
    {
        await using var server = await Variants.StartAsync(Variant.Textbook);
        var clients = await Client.ConnectManyAsync(server.Port, 20);
        await Wait.UntilAsync(() => server.Children.Count == 20, () => "twenty children");
        var children = server.Children;
        // Stopped while they end, the parent finds one signal for all of them.
        await RunningServer.StopAsync(server.Pid);
        clients.ForEach(client => client.Dispose());
        await Wait.UntilAsync(() => server.Zombies.Count == 20, () => "twenty zombies");
        RunningServer.Continue(server.Pid);
        await server.WaitForOutputStartingAsync("removed proc id: ");
        Assert.Equal(19, server.Zombies.Count);
        Assert.Single(server.Output, line => children.Any(child => line == $"removed proc id: {child}"));
    }

    [Fact]
    public void Defect_10_the_handler_does_not_save_errno() =>
        Assert.DoesNotContain("errno", Comment().Replace(Source, ""));

    [Fact]
    public async Task Defect_11_a_SIGCHLD_without_an_ended_child_removes_process_0_or_minus_1()
    {
        await using var server = await Variants.StartAsync(Variant.Textbook);
        server.Send(Libc.SIGCHLD);
        await server.WaitForOutputAsync("removed proc id: -1");
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        server.Send(Libc.SIGCHLD);
        await server.WaitForOutputAsync("removed proc id: 0");
    }

    [Fact]
    public void Defect_12_the_handler_calls_printf()
    {
        var code = Comment().Replace(Source, "");
        var handler = code.LastIndexOf("void read_childproc", StringComparison.Ordinal);
        Assert.Contains("printf(", code[handler..code.LastIndexOf("void error_handling", StringComparison.Ordinal)]);
    }

    /// <summary>The system calls of a child from its first echo on, as strace writes them.</summary>
    private static async Task<IReadOnlyList<string>> CallsOfAChildAsync(Action<Client> end)
    {
        await using var server = await Variants.StartAsync(Variant.Textbook);
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
        await using var strace = await Strace.AttachAsync(server.Children[0], "read,write", () => client.EchoAsync("x"));
        end(client);
        return await strace.CallsUntilTheEndAsync();
    }

    private static async Task ConnectOnceAsync(RunningServer server)
    {
        using var client = await Client.ConnectAsync(server.Port);
        await client.EchoAsync("x");
    }

    [GeneratedRegex(@"/\* 결함 (\d+): (.+?) \*/")]
    private static partial Regex Defect();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("\".*?\"")]
    private static partial Regex Text();

    /// <summary>Calls only: neither what the language has (if, while, sizeof) nor definitions.</summary>
    [GeneratedRegex(@"(?<!\b(?:int|void) )\b(?!if\b|while\b|sizeof\b|main\b|strcmp\b)([a-z_]+)\(")]
    private static partial Regex Call();
}
