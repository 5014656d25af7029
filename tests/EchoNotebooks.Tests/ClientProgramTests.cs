using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>The client that forks: who tells the server that nothing more comes.</summary>
public sealed class ClientProgramTests
{
    private const string EighteenBytes = "여섯 글자다\n12\n";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_that_shuts_its_side_down_ends_the_conversation()
    {
        var program = Forking();
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var run = await program.RunAsync(server, Timeout, EighteenBytes);
        Assert.True(run.HasEnded, $"{run}");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"{System.Text.Encoding.UTF8.GetByteCount(EighteenBytes)} bytes, EOF", run.Output.Lines);
        Assert.Empty(run.End.Facts.Processes);
        Assert.EndsWith("클라이언트가 끝났다(종료 코드 0).\n", run.ToString());
    }

    [Fact]
    public async Task A_child_that_only_closes_leaves_both_ends_established_and_the_parent_waits()
    {
        var program = Forking(ClientEnding.CloseOnly);
        await using var server = await EchoServer.StartAsync(ct: Stop);
        await using var client = await program.StartAsync(server, EighteenBytes, Stop);
        await Wait.UntilAsync(() => client.Snapshot().Zombies.Count == 1, () => $"{client.Snapshot()}");
        var now = client.Snapshot();
        Assert.Equal(["parent sock"], TimelineTests.Named(now));
        Assert.Equal("ESTABLISHED", Assert.Single(now.Facts.Sockets).State);
        Assert.Equal("ESTABLISHED", Assert.Single(server.Snapshot().Connections).State);
        Assert.False(client.HasEnded);
        Assert.False(await client.WaitForEndAsync(TimeSpan.FromMilliseconds(10)));
    }

    [Fact(Explicit = true)]
    public async Task A_recording_of_a_client_has_its_child_s_role_and_its_socket_s_name()
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        var program = Forking();
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var timeline = await program.RecordAsync(server, EighteenBytes, ct: Stop);
        Assert.Null(timeline.Remark);
        Assert.True(timeline.IsComplete);
        var child = timeline.Of(Role.Child(1)).Where(step => step.Descriptor == "sock");
        Assert.Equal(["write", "shutdown", "close"], child.Select(step => step.Call));
        Assert.Equal("SHUT_WR", child[1].Arguments["how"]);
        Assert.True(timeline.Of(Role.Parent).Last(step => step.Call == "read").IsEndOfFile);
        Assert.Contains("shutdown", child[1].Source!.Text);
        Assert.Equal("sock", Assert.Single(timeline.Sockets).Name);

        var hangs = await Forking(ClientEnding.CloseOnly).RecordAsync(server, EighteenBytes, ct: Stop);
        Assert.False(hangs.IsComplete);
        Assert.EndsWith("끝나지 않고 기다리기만 해서 녹화를 거기서 끝냈다.", hangs.Remark);
        Assert.Equal(["parent sock"], TimelineTests.Named(hangs.End));
        Assert.Single(hangs.End.Zombies);
    }

    [Fact]
    public async Task What_a_program_reads_lies_in_no_folder_that_could_stay_behind()
    {
        using var typed = new TypedInput("한 줄\n또 한 줄\n");
        var command = typed.Of(["/bin/cat"]);
        Assert.DoesNotContain(command, word => word.StartsWith(Path.GetTempPath(), StringComparison.Ordinal));
        // Each program reads it from its beginning.
        for (var time = 0; time < 2; time++)
        {
            using var cat = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
            Assert.Equal("한 줄\n또 한 줄\n", await cat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await cat.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_client_of_the_reader_s_own_is_compiled_and_its_errors_are_told()
    {
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        await using var server = await EchoServer.StartAsync(ct: Stop);
        var program = ClientProgram.C("#include <stdio.h>\nint main(int c, char **v) { puts(v[1]); return c; }");
        var run = await program.RunAsync(server, Timeout);
        Assert.Equal((3, "127.0.0.1"), (run.ExitCode, Assert.Single(run.Output.Lines)));
        var wrong = await Assert.ThrowsAsync<EchoServerException>(() => ClientProgram.C("int main(").RunAsync(server, Timeout));
        Assert.Contains("client.c", wrong.Message);
    }

    private static ClientProgram Forking(ClientEnding ending = ClientEnding.ShutWrite)
    {
        var program = ClientProgram.Forking(ending);
        if (program.WhyNot is { } reason) Assert.Skip(reason);
        return program;
    }
}
