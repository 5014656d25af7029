namespace EchoNotebooks.Tests;

/// <summary>One server under the tracer, stopped at every step of the chapter, for two clients.</summary>
/// <param name="Accepted">After the parent's accept.</param>
/// <param name="Forked">After fork, before anything is closed.</param>
/// <param name="ParentClosed">After the parent's close of clnt_sock.</param>
/// <param name="ChildClosed">After the child's close of serv_sock.</param>
/// <param name="EndOfFile">After the child's read has returned 0.</param>
/// <param name="LastClose">After the child's close of clnt_sock.</param>
/// <param name="Exit">After the child's end.</param>
/// <param name="Echoes">What came back where the parent closed first, and where the child did.</param>
internal sealed record CourseWalk(
    TraceStep Accepted,
    TraceStep Forked,
    TraceStep ParentClosed,
    TraceStep ChildClosed,
    TraceStep EndOfFile,
    TraceStep LastClose,
    TraceStep Exit,
    IReadOnlyList<string> Echoes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Walks: for the first client the parent closes first, for the second the child.</summary>
    public static async Task<CourseWalk> TakeAsync(ServerProgram program)
    {
        await using var server = await EchoServer.TraceAsync(program);
        var parentCloses = After.Close("clnt_sock", by: Role.Parent);

        var first = await server.ConnectAsync();
        var accepted = await server.RunUntilAsync(After.Accept, Patience);
        var forked = await server.RunUntilAsync(After.Fork, Patience);
        var parentClosed = await server.RunUntilAsync(parentCloses, Patience);
        var childClosed = await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child(1)), Patience);
        var echo = await first.EchoAsync("부모가 먼저");
        await first.CloseAsync();
        var endOfFile = await server.RunUntilAsync(After.EndOfFile, Patience);
        var lastClose = await server.RunUntilAsync(After.Close("clnt_sock", by: Role.Child(1)), Patience);

        var exit = await server.RunUntilAsync(After.Call("exit", by: Role.Child(1)), Patience);

        var second = await server.ConnectAsync();
        await server.RunUntilAsync(After.Fork, Patience);
        await server.RunUntilAsync(After.Close("serv_sock", by: Role.Child(2)), Patience);
        await server.RunUntilAsync(parentCloses, Patience);
        return new(accepted, forked, parentClosed, childClosed, endOfFile, lastClose, exit, [echo, await second.EchoAsync("자식이 먼저")]);
    }
}
