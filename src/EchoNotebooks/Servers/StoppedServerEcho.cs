using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Lets the process that serves a client go on while the client waits for its echo; all others stand still.
/// </summary>
/// <param name="tracer">The tracer that holds the server.</param>
/// <param name="go">Lets processes go on, and waits until they stand still again.</param>
/// <param name="places">Where every process stands, for an error.</param>
internal sealed class StoppedServerEcho(
    TracerProcess tracer, Func<TracerCommand, TimeSpan, Task<ProgramEvent.Paused>> go, Func<string> places)
{
    /// <summary>How long the process is let go at a time.</summary>
    private static readonly TimeSpan ServeTime = TimeSpan.FromMilliseconds(300);

    private OwnedState Now => tracer.Recording.Current;

    /// <summary>Lets the serving process go on to its read, and no further.</summary>
    /// <returns>The connection's socket in the server.</returns>
    public async Task<SocketFact> GoToReadAsync(EchoClient client, CancellationToken stop)
    {
        var socket = Now.Connection(client.LocalEndPoint)
            ?? throw new EchoServerException($"{client}의 연결은 아직 accept되지 않았다. 먼저 RunUntilAsync(After.Fork)로 fork까지 가라.\n{places()}");
        while (!stop.IsCancellationRequested)
        {
            var server = ServerOf(socket);
            ThrowIfItCannotServe(client, server, socket);
            if (tracer.Recording.Entered(server!.Pid) is { Call: "read" } read && InodeOf(read) == socket.Inode) break;
            var pause = await go(TracerCommand.Next with { Only = WithDescendants(server) }, ServeTime).ConfigureAwait(false);
            // It waits in a call that is not traced (select, poll) until something comes; or it has not had the CPU yet.
            if (pause.IsTimeout && DescriptorSnapshot.Take([server.Pid]).Processes is [{ State: 'S' }]) break;
        }
        return socket;
    }

    /// <summary>Lets the serving process go on until it has written as many bytes as the client waits for.</summary>
    public async Task ServeAsync(EchoClient client, SocketFact socket, int length, CancellationToken stop)
    {
        for (var written = 0L; written < length && !stop.IsCancellationRequested;)
        {
            var server = ServerOf(socket);
            ThrowIfItCannotServe(client, server, socket);
            var pause = await go(TracerCommand.Next with { Only = WithDescendants(server) }, ServeTime).ConfigureAwait(false);
            if (pause.IsTimeout) continue;
            var line = tracer.Recording.LastLine!;
            if (line is { IsBefore: false, Call: "write", Result: > 0 and var count } && InodeOf(line) == socket.Inode) written += count;
        }
    }

    /// <summary>The process that serves a connection: of those that hold it a child before the parent.</summary>
    private ProcessFact? ServerOf(SocketFact socket) => Now.HoldersOf(socket.Inode)
        .Select(fact => Now.Process(fact.Pid)!)
        .OrderByDescending(process => process.Role is { IsChild: true })
        .FirstOrDefault();

    /// <summary>Does not run the process past a point of the chapter: a later RunUntilAsync would wait for that point for ever.</summary>
    private void ThrowIfItCannotServe(EchoClient client, ProcessFact? server, SocketFact socket)
    {
        if (server is null) throw new EchoServerException($"{client}의 연결을 가진 프로세스가 없다. 자식이 이미 닫았다.\n{places()}");
        var role = Role.Of(server.Role);
        if (tracer.Recording.Entered(server.Pid) is not { } call) return;
        var name = call.Descriptor is null ? call.Call : $"{call.Call}({call.Descriptor})";
        var advice = (call.Call, call.Descriptor) switch
        {
            ("fork", _) when role.Kind == RoleKind.Parent => "아직 자식 프로세스가 없다. 먼저 RunUntilAsync(After.Fork)로 fork까지 가라.",
            ("close", "serv_sock") => "먼저 RunUntilAsync(After.Close(\"serv_sock\", by: Role.Child))까지 가라.",
            ("close" or "shutdown", "clnt_sock") when InodeOf(call) == socket.Inode => "이 연결은 더 이상 에코하지 않는다.",
            ("exit", _) => "곧 끝나는 프로세스이다.",
            _ => null,
        };
        if (advice is not null)
            throw new EchoServerException($"{client}의 연결을 가진 {role}이(가) {name}를 부르는 곳에 멈춰 있어서 읽지 못한다. {advice}\n{places()}");
    }

    private ulong? InodeOf(TraceLine line) => line.Fd is { } fd ? Now.Descriptor(line.Pid, fd)?.Inode : null;

    /// <summary>A process may leave its work to others that it forked (socat's EXEC).</summary>
    private ProcessRole[] WithDescendants(ProcessFact? process)
    {
        if (process?.Role is not { } role) return [];
        if (role.IsParent) return [role];
        return [role, .. Now.AllProcesses.Select(other => other.Role).OfType<ProcessRole>().Where(other => other.IsBelow(role))];
    }
}
