namespace EchoNotebooks.Tests;

/// <summary>What an error says that a point needs: in every state of a server, for every point that cannot be reached there.</summary>
public sealed class StopPointHintTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>It only ends what cannot come.</summary>
    private static readonly TimeSpan Vain = TimeSpan.FromMilliseconds(100);

    private static readonly StopPoint ParentCloses = After.Close("clnt_sock", by: Role.Parent);
    private static readonly StopPoint ChildClosesServer = After.Close("serv_sock", by: Role.Child);
    private static readonly StopPoint ChildClosesClient = After.Close("clnt_sock", by: Role.Child);

    private static readonly StopPoint[] OfParent = [After.Accept, After.Fork, ParentCloses, After.Wait];
    private static readonly StopPoint[] OfChild = [ChildClosesServer, After.EndOfFile, ChildClosesClient, After.Exit];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_every_state_every_point_that_cannot_be_reached_says_what_is_missing(bool traced)
    {
        await using ISteppedServer server = traced
            ? await EchoServer.TraceAsync(TracedServerTests.Program("csharp"), ct: Stop) : await EchoServer.StepAsync(ct: Stop);

        // Nobody has connected.
        foreach (var point in OfParent[..3]) await LacksAsync(point, "기다리는 클라이언트가 없다", "ConnectAsync");
        foreach (var point in OfChild.Append(After.Wait)) await LacksAsync(point, "자식이 아직 없다", "ConnectAsync", "After.Fork");

        // A client waits in the queue.
        var client = await server.ConnectAsync(Stop);
        foreach (var point in OfChild) await LacksWithoutAsync("ConnectAsync", point, "자식이 아직 없다", "After.Fork");

        await server.RunUntilAsync(After.Accept, Timeout);
        foreach (var point in OfChild) await LacksWithoutAsync("ConnectAsync", point, "자식이 아직 없다", "After.Fork");

        await server.RunUntilAsync(After.Fork, Timeout);
        await LacksAsync(After.Close("serv_sock", by: Role.Child(2)), "자식 프로세스 2는 아직 없다", "1개", "ConnectAsync", "After.Fork");

        await server.RunUntilAsync(ParentCloses, Timeout);
        await LacksAsync(ParentCloses, "모두 닫았다", "ConnectAsync");
        await LacksAsync(After.Fork, "기다리는 클라이언트가 없다");
        await LacksAsync(After.Wait, "끝난 자식이 아직 없다", "CloseAsync", "After.Exit");

        await server.RunUntilAsync(ChildClosesServer, Timeout);
        await LacksAsync(ChildClosesServer, "자식 프로세스 1은 그곳을 이미 지났다", "ConnectAsync", "After.Fork");
        // The child goes on to its read, and must wait there.
        foreach (var point in OfChild[1..]) await LacksAsync(point, "클라이언트가 아직 닫지 않았다", "CloseAsync");

        await client.CloseAsync();
        await server.RunUntilAsync(After.EndOfFile, Timeout);
        await server.RunUntilAsync(ChildClosesClient, Timeout);

        await server.RunUntilAsync(After.Exit, Timeout);
        foreach (var point in OfChild[..3]) await LacksAsync(point, "자식 프로세스 1은 이미 끝났다", "새 자식이 있어야 한다", "After.Fork");
        await LacksAsync(After.Exit, "자식 프로세스 1은 이미 끝났다", "After.Wait");

        await server.RunUntilAsync(After.Wait, Timeout);
        await LacksAsync(After.Wait, "모두 회수했다", "ConnectAsync", "After.Fork");
        foreach (var point in OfChild) await LacksAsync(point, "자식 프로세스 1은 이미 끝났다", "ConnectAsync", "After.Fork");

        await using var second = await server.ConnectAsync(Stop);
        await server.RunUntilAsync(After.Fork, Timeout);
        await server.KillAsync();
        foreach (var point in OfParent) await LacksAsync(point, "부모 프로세스가 이미 끝났다");
        await LacksAsync(After.Close("serv_sock", by: Role.Child(3)), "자식 프로세스 3은 아직 없다", "더는 생기지 않는다");

        async Task<string> LacksAsync(StopPoint point, params string[] words)
        {
            var error = await Assert.ThrowsAsync<EchoServerException>(() => server.RunUntilAsync(point, Vain));
            Assert.All(words, word => Assert.Contains(word, error.Message));
            return error.Message.Split('\n')[0];
        }

        async Task LacksWithoutAsync(string unwanted, StopPoint point, params string[] words) =>
            Assert.DoesNotContain(unwanted, await LacksAsync(point, words));
    }

    [Fact]
    public async Task Any_call_that_does_not_come_is_said_with_when_it_came_last()
    {
        await using var server = await EchoServer.TraceAsync(TracedServerTests.Program("textbook"), ct: Stop);
        var never = await Assert.ThrowsAsync<EchoServerException>(() => server.RunUntilAsync(After.Call("shutdown"), Vain));
        Assert.Contains("한 번도 없었다", never.Message);
        var before = await Assert.ThrowsAsync<EchoServerException>(() => server.RunUntilAsync(After.Call("listen"), Vain));
        Assert.Contains("그 호출은 걸음 2에서 마지막으로 있었다", before.Message);
    }
}
