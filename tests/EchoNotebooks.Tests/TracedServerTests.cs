namespace EchoNotebooks.Tests;

public sealed class TracedServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("textbook")]
    [InlineData("csharp")]
    public async Task The_chapter_s_steps_show_who_holds_what_before_and_after_every_call(string program)
    {
        await using var server = await EchoServer.TraceAsync(Program(program), ct: Stop);
        Assert.Equal(["parent serv_sock"], Named(server.Snapshot()));
        await using var client = await server.ConnectAsync(Stop);

        var accepted = await server.RunUntilAsync(After.Accept, Patience);
        Assert.Equal(["parent serv_sock"], Named(accepted.Before));
        Assert.Equal(["parent serv_sock", "parent clnt_sock"], Named(accepted.After!));

        var forked = await server.RunUntilAsync(After.Fork, Patience);
        Assert.Equal(["parent serv_sock", "parent clnt_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(forked.After!));
        var now = server.Snapshot();
        Assert.All(now.Facts.Processes, process => Assert.Equal('t', process.State));
        Assert.Equal(2, now.DescriptorsOf(now.ListeningSocket!));
        Assert.Equal(2, now.DescriptorsOf(now.Connections.Single()));
        Assert.Equal(2, now.Named.Select(named => named.OpenFileDescription).Distinct().Count());

        var parentClosed = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Parent), Patience);
        Assert.Equal(["parent serv_sock", "child 1 serv_sock", "child 1 clnt_sock"], Named(parentClosed.After!));
        Assert.Equal((server.Pid, Role.Parent), (parentClosed.Pid, parentClosed.Role));

        var childClosed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child), Patience);
        Assert.Equal(["parent serv_sock", "child 1 clnt_sock"], Named(childClosed.After!));
        Assert.Single(childClosed.Diff!.Changes, change => change.StartsWith("자식 프로세스 1: serv_sock(", StringComparison.Ordinal));

        Assert.Equal("누구세요?", await client.EchoAsync("누구세요?", Stop));
        Assert.Equal("한 번에 서른 바이트씩 읽으므로 여러 번 돌아온다.", await client.EchoAsync("한 번에 서른 바이트씩 읽으므로 여러 번 돌아온다.", Stop));
        await client.CloseAsync();
        var endOfFile = await server.RunUntilAsync(After.EndOfFile, Patience);
        Assert.Equal("CLOSE_WAIT", endOfFile.After!.Connections.Single().State);

        var lastClose = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child), Patience);
        Assert.Single(lastClose.Before.Connections);
        Assert.Empty(lastClose.After!.Connections);

        var exited = await server.RunUntilAsync(After.Exit, Patience);
        Assert.Equal('Z', Assert.Single(exited.After!.Children).State);
        Assert.DoesNotContain(exited.After.Facts.Descriptors, fact => fact.Pid == exited.Pid);

        var waited = await server.RunUntilAsync(After.Wait, Patience);
        Assert.Single(waited.Before.Zombies);
        Assert.Empty(waited.After!.Children);

        Assert.Contains(server.Timeline, step => step is { Call: "write", Descriptor: "clnt_sock" });
    }

    [Fact]
    public async Task Every_next_step_is_one_call_that_has_returned()
    {
        await using var server = await EchoServer.TraceAsync(Program("textbook"), ct: Stop);
        await using var client = await server.ConnectAsync(Stop);
        var calls = new List<string>();
        while (calls.LastOrDefault() != "fork") calls.Add((await server.NextAsync(Patience)).Call);
        Assert.Equal(["accept", "write", "fork"], calls);
        Assert.Equal(["socket", "bind", "listen", .. calls], server.Timeline.Where(step => step.After is not null).Select(step => step.Call));
    }

    internal static ServerProgram Program(string name)
    {
        if (EchoServer.WhyNotTrace is { } refused) Assert.Skip(refused);
        if (name != "textbook") return ServerProgram.CSharp;
        if (ServerProgram.Textbook.WhyNot is { } reason) Assert.Skip(reason);
        return ServerProgram.Textbook;
    }

    private static IEnumerable<string> Named(Snapshot snapshot) => TimelineTests.Named(snapshot);
}
