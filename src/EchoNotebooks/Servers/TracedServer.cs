using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A server under a tracer, unmodified: it stands still at its system calls, and goes on only as far as it is told.
/// Everything that it does meanwhile is in <see cref="Timeline"/>.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class TracedServer : ISteppedServer, ICellOwned, IView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>While a client waits for its echo its server is let go so long at a time.</summary>
    private static readonly TimeSpan ServeTurn = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private const int PortTries = 3;

    private readonly TracerProcess tracer;
    private readonly ConnectedClients clients;
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Whether it runs until it is told to stop, as it does while it is recorded.</summary>
    private bool isFree;

    private TracedServer(TracerProcess tracer, int pid, IPEndPoint endPoint, bool isFree)
    {
        this.tracer = tracer;
        this.isFree = isFree;
        Pid = pid;
        Port = endPoint.Port;
        clients = new ConnectedClients(endPoint, BeginEchoAsync);
    }

    /// <summary>How it is brought to a stop.</summary>
    public string How => "추적기(echo-tracer)가 ptrace로 시스템 호출마다 멈춘다.";

    /// <summary>The port at which it listens.</summary>
    public int Port { get; }

    /// <summary>The parent's process id.</summary>
    public int Pid { get; }

    /// <summary>The program that runs.</summary>
    public ServerProgram Program => tracer.Recording.Program;

    /// <summary>What it has written so far.</summary>
    public ServerOutput Output => tracer.Recording.Output;

    /// <summary>All steps up to now; calls that have not returned stand at its end.</summary>
    public Timeline Timeline => tracer.Recording.Look();

    bool ICellOwned.IsOver => tracer.IsOver;

    internal TracerProcess Tracer => tracer;

    /// <summary>A program under trace whose listen(2) has just returned; null for a step that is no such.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="step">The step.</param>
    /// <param name="port">At which port; 0 for any.</param>
    /// <param name="isFree">Whether it runs until it is told to stop.</param>
    internal static TracedServer? Of(TracerProcess tracer, TraceStep step, int port, bool isFree)
    {
        if (!Listens(step, port)) return null;
        var local = Listening(step)!.Local!;
        var reachable = ReachableEnd.Of(local);
        tracer.Recording.Port = reachable.Port;
        return new TracedServer(tracer, step.Pid, reachable, isFree);
    }

    /// <summary>Connects one client. The kernel completes the connection; the server accepts it when it is let go on.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public Task<EchoClient> ConnectAsync(CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () =>
        {
            ThrowIfOver();
            return clients.ConnectAsync(ct);
        });

    /// <summary>Connects n clients one after another. A server that stands still accepts none, and the kernel keeps about as many as listen(2) asked for.</summary>
    /// <param name="n">How many.</param>
    /// <param name="progress">Is told how many are connected.</param>
    /// <param name="ct">Gives up, and closes those that were connected.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public Task<EchoClients> ConnectManyAsync(int n, IProgress<int>? progress = null, CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () =>
        {
            ThrowIfOver();
            return clients.ConnectManyAsync(n, progress, null, ct);
        });

    /// <summary>Lets everybody go on until one system call has returned, or a signal has come.</summary>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>That step.</returns>
    /// <exception cref="EchoServerException">Nothing happened in time; the message says where every process is and what it waits for.</exception>
    public async Task<TraceStep> NextAsync(TimeSpan? timeout = null)
    {
        var patience = timeout ?? Patience;
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            isFree = false;
            ThrowIfOver();
            var (step, pause) = await tracer.NextStepAsync(patience).ConfigureAwait(false);
            if (step is not null) return step;
            if (pause is null) ThrowIfOver();
            throw new EchoServerException($"{patience.TotalSeconds:0.#}초를 기다렸지만 다음 걸음이 없다. 모두 무엇인가를 기다린다: 클라이언트가 연결하거나, 보내거나, 닫아야 나아간다.\n{ProcessPlaces.Describe(pause?.Processes ?? [])}");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Lets the process that a point names go on until it reaches the point, and stops there; the others keep
    /// standing still. Of several children it is the first that has not been there yet.
    /// </summary>
    /// <param name="point">One of <see cref="After"/>.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The call that was waited for.</returns>
    /// <exception cref="EchoServerException">It was not reached in time; the message says where every process is and what it waits for.</exception>
    public async Task<TraceStep> RunUntilAsync(StopPoint point, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            isFree = false;
            return await RunAsync(point, timeout ?? Patience).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<IStep> ISteppedServer.RunUntilAsync(StopPoint point, TimeSpan? timeout) => await RunUntilAsync(point, timeout).ConfigureAwait(false);

    /// <summary>Which process holds which descriptor of which socket now.</summary>
    /// <param name="withClients">Whether the clients' ends are shown too, as far as this program holds them.</param>
    public Snapshot Snapshot(bool withClients = false)
    {
        var read = Task.Run(tracer.SnapshotAsync).GetAwaiter().GetResult();
        var now = read is null ? tracer.Recording.Current : tracer.Recording.Current.With(read).State;
        var snapshot = now.ToSnapshot(Port);
        return withClients ? WithClients(snapshot, now) : snapshot;
    }

    /// <summary>Who serves whom now.</summary>
    public ProcessTree ProcessTree() => new(Snapshot(), clients.Open.ByEnd());

    /// <summary>Waits for a line of the server's output that contains a text.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The line.</returns>
    public Task<string> WaitForOutputAsync(string text, TimeSpan? timeout = null) =>
        Output.WaitForAsync(text, timeout ?? Patience, tracer.Ended);

    /// <summary>SIGKILL to the parent alone, and waits until it is gone. Its children stay where they are.</summary>
    public async Task KillAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (tracer.Recording.Current.Process(Pid) is not { State: not 'Z' } parent) return;
            tracer.Signal("SIGKILL", Pid);
            if (isFree) await tracer.WaitForAsync(step => step.Pid == Pid && step.Call == "exit", Patience, default).ConfigureAwait(false);
            else await tracer.GoAsync(new() { Command = "until", Call = "exit", Phase = "after", Pid = Pid, Only = [parent.Role ?? ""] }, Patience).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Ends the server, its children and its clients, and waits for that. May be called again; the timeline stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await clients.CloseAllAsync().ConfigureAwait(false);
        await tracer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Where every process stands.</summary>
    public override string ToString() =>
        $"{Program}, 추적기가 세워 둔 서버, pid {Pid}, 포트 {Port}\n{ProcessPlaces.Describe(Task.Run(tracer.StatusAsync).GetAwaiter().GetResult())}";

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ToString());

    string IView.ToText() => ToString() + "\n";

    /// <summary>Starts a program under trace, up to the return of its listen(2).</summary>
    /// <param name="program">Which one.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="step">Whether it stands still there; otherwise it runs on.</param>
    /// <param name="ct">Gives up.</param>
    internal static async Task<TracedServer> StartAsync(ServerProgram program, int port, bool step, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        for (var tries = 1; ; tries++)
        {
            var asked = port == 0 && program.NeedsPort ? FreePort.Find() : port;
            var command = await program.CommandAsync(asked, any: false, step: false, ct).ConfigureAwait(false);
            var (tracer, pid) = await TracerProcess.StartAsync(new Recording(program, new ServerOutput()), command, step ? ["--step", "--deltas"] : ["--deltas"], null, ct).ConfigureAwait(false);
            try
            {
                return await ListeningAsync(tracer, asked, step, StartPatience, ct).ConfigureAwait(false);
            }
            catch (EchoServerException) when (asked != port && tries < PortTries && PortHolder.Describe(asked) is not null)
            {
                // Between our choosing the free port and its bind somebody else took it.
                await tracer.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await tracer.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Waits until a program that was started under trace listens.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="port">At which port; 0 for any.</param>
    /// <param name="step">Whether it stands still, and has to be told to go on until there.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="EchoServerException">It does not, or ended before.</exception>
    internal static async Task<TracedServer> ListeningAsync(TracerProcess tracer, int port, bool step, TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        IReadOnlyList<TracedStatus>? places = null;
        TraceStep? listened = null;
        if (step)
        {
            do
            {
                var going = tracer.GoAsync(new() { Command = "until", Call = "listen", Phase = "after", Result = "0" }, timeout - waited.Elapsed);
                var pause = await going.WaitAsync(ct).ConfigureAwait(false);
                if (pause?.IsTimeout != false)
                {
                    places = pause?.Processes;
                    break;
                }
                listened = tracer.Recording.AtLine(pause.Index ?? -1);
            }
            while (listened is null || !Listens(listened, port));
        }
        else
        {
            listened = await tracer.WaitForAsync(made => Listens(made, port), timeout, ct).ConfigureAwait(false);
        }
        if (listened is not null && Of(tracer, listened, port, isFree: !step) is { } server) return server;
        throw await NotListeningAsync(tracer, port, timeout, places).ConfigureAwait(false);
    }

    /// <summary>Why a program under trace does not listen: it has ended, or does something else.</summary>
    /// <param name="tracer">The tracer.</param>
    /// <param name="port">At which port it should; 0 for any.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="places">Where every process is; null asks for it.</param>
    internal static async Task<EchoServerException> NotListeningAsync(TracerProcess tracer, int port, TimeSpan timeout, IReadOnlyList<TracedStatus>? places)
    {
        var recording = tracer.Recording;
        if (tracer.Failure is { } failure) return new EchoServerException($"{recording.Program.Name}: {failure}");
        if (tracer.Ended.IsCompleted) return await EndedEarlyAsync(tracer, port).ConfigureAwait(false);
        places ??= await tracer.StatusAsync().ConfigureAwait(false);
        return new EchoServerException(
            $"{recording.Program.Name}: {timeout.TotalSeconds:0.#}초가 지나도 {(port == 0 ? "어떤 포트에서도" : $"포트 {port}에서")} 기다리지(LISTEN) 않는다. {InsteadOfListening(recording)}\n{ProcessPlaces.Describe(places)}\n그때까지의 출력:\n{recording.Output}")
        { Output = recording.Output.ToString() };
    }

    private static string InsteadOfListening(Recording recording)
    {
        if (recording.Port is > 0 and var other) return $"기다리는 곳은 포트 {other}이다.";
        // Only whoever wrote a command of his own can have forgotten it there.
        var port = recording.Program is { NeedsPort: false, IsOurServer: false, SourceFile: null } ? "명령에 포트({port})를 빠뜨리지 않았는지, " : "";
        var protocols = recording.Current.ToFacts().Sockets.Select(socket => socket.Protocol).ToList();
        return protocols.Exists(protocol => protocol.StartsWith("udp", StringComparison.Ordinal)) && !protocols.Exists(protocol => protocol.StartsWith("tcp", StringComparison.Ordinal))
            ? "UDP 소켓만 열었다. trace는 TCP 서버를 본다."
            : port + "서버가 listen을 부르는지 확인한다.";
    }

    private static bool Listens(TraceStep step, int port) => Listening(step) is { } socket && (port == 0 || socket.Local?.PortOrNull == port);

    /// <summary>The socket that a listen has brought to LISTEN; null for any other step.</summary>
    private static SocketFact? Listening(TraceStep step) => step is { Call: "listen", Result: 0, Fd: { } fd } && step.After is { } after
        && after.Facts.Descriptors.FirstOrDefault(fact => fact.Pid == step.Pid && fact.Fd == fd) is { } descriptor
        && after.SocketOf(descriptor) is { State: "LISTEN", Local: not null } socket
        && socket.Protocol.StartsWith("tcp", StringComparison.Ordinal) ? socket : null;

    private static async Task<EchoServerException> EndedEarlyAsync(TracerProcess tracer, int port)
    {
        var end = await tracer.ProgramEnded.ConfigureAwait(false);
        var holder = port == 0 ? null : PortHolder.Describe(port);
        var output = tracer.Recording.Output;
        return new EchoServerException(
            $"{tracer.Recording.Program.Name}: 클라이언트를 기다리기(LISTEN) 전에 끝났다({end}).{(holder is null ? "" : $" {holder}")}\n서버의 출력:\n{output}")
        { ExitCode = end.Code, Output = output.ToString() };
    }

    /// <summary>Waits until nothing more happens of itself: no step comes, and every process sleeps.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Whether it came to rest.</returns>
    internal async Task<bool> SettleAsync(TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        var (steps, quiet) = (-1, 0);
        while (!tracer.Ended.IsCompleted)
        {
            var recording = tracer.Recording;
            var alive = recording.Current.Living.Where(process => process.State != 'Z').Select(process => process.Pid).ToList();
            // R and D move; t is a stop that the tracer has not handled yet.
            var sleeps = DescriptorSnapshot.Take(alive).Processes.All(process => process.State is 'S' or 'Z' or 'T');
            quiet = sleeps && recording.Lines == steps ? quiet + 1 : 0;
            steps = recording.Lines;
            if (quiet >= 3) return true;
            if (waited.Elapsed > timeout) return false;
            await Task.Delay(Look, ct).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>How the process that listened has ended, where with it nobody is left who accepts; null while somebody is, or may come back to it.</summary>
    /// <param name="ct">Gives up.</param>
    internal async Task<string?> HowEndedAsync(CancellationToken ct)
    {
        if (tracer.Failure is not null || DescriptorSnapshot.Take([Pid]).Processes is [{ State: not ('Z' or 'X') }]) return null;
        // What has ended for the kernel the tracer tells of in a moment.
        var exit = await tracer.WaitForAsync(step => step.Pid == Pid && step.Call == "exit", Patience, ct).ConfigureAwait(false);
        if (exit is null || tracer.Recording.Current.ToFacts().Sockets.Any(socket => socket.State == "LISTEN" && socket.Local?.PortOrNull == Port)) return null;
        return exit.Arguments.GetValueOrDefault("signal") is string signal ? $"시그널 {signal}" : $"종료 코드 {exit.Arguments.GetValueOrDefault("code")}";
    }

    /// <summary>Waits until every child that has ended is reaped: some servers look for them now and then only.</summary>
    /// <param name="timeout">How long at most; some servers lose them.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task ReapedAsync(TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < timeout && !tracer.Ended.IsCompleted && tracer.Recording.Current.Living.Any(process => process.State == 'Z'))
            await Task.Delay(Look, ct).ConfigureAwait(false);
    }

    private async Task<TraceStep> RunAsync(StopPoint point, TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        var who = WhoGoesOn(point);
        var pause = await GoAsync(point.Command with { Role = who.Role, Only = who.Only }, timeout).ConfigureAwait(false);
        if (pause.IsTimeout) throw NotReached(point, timeout, pause);
        var step = tracer.Recording.AtLine(pause.Index ?? -1)!;
        // Two return from a fork, and both stand still after it.
        if (point == After.Fork && step.Result is > 0 and var child && tracer.Recording.Current.Process((int)child) is { } born)
        {
            var left = timeout - waited.Elapsed;
            pause = await GoAsync(new() { Command = "until", Call = "fork", Phase = "after", Pid = born.Pid, Only = [born.Role ?? ""] }, left > ServeTurn ? left : ServeTurn).ConfigureAwait(false);
            if (pause.IsTimeout) throw NotReached(point, timeout, pause);
        }
        return step;
    }

    /// <summary>Which processes a point lets go on.</summary>
    private (string? Role, IReadOnlyList<string>? Only) WhoGoesOn(StopPoint point)
    {
        if (point.Role == RoleKind.Other) return (null, null);
        if (point.Role == RoleKind.Parent) return ("parent", ["parent"]);
        var candidates = tracer.Recording.Current.Living.Where(process => process.State != 'Z' && point.Concerns(Role.FromJson(process.Role))).ToList();
        if (candidates.Count == 0)
            throw new EchoServerException($"{point}에 이를 수 있는 프로세스가 없다. {point.Hint}\n{ToString()}");
        if (point.Exactly is { } one) return (one.ToJson(), [one.ToJson()]);
        if (point.Child > 0) return ($"child {point.Child}", [$"child {point.Child}"]);
        // Whoever is asleep in the call that is waited for may be woken, so all of them are let go.
        if (!point.IsOfTheChapter) return ("child", ["child"]);
        var chosen = First(candidates, point);
        return (chosen, [chosen]);
    }

    /// <summary>The first child that has not been at a point of its life; before all others one whose client has closed, where that is waited for.</summary>
    private string First(List<ProcessFact> candidates, StopPoint point)
    {
        var timeline = Timeline;
        var command = point.Command;
        var fresh = candidates.Where(process => !timeline.Of(process.Pid).Any(step =>
            step.Call == command.Call && (command.Descriptor is null || step.Descriptor == command.Descriptor)
            && (command.Result is null || (command.Result == "endOfFile" ? step.IsEndOfFile : step is { Result: 0, Error: null })))).DefaultIfEmpty(candidates[0]).ToList();
        if (command.Descriptor == "serv_sock") return fresh[0].Role!;
        var now = Snapshot();
        var left = fresh.Find(process => now.Facts.Descriptors.Any(fact => fact.Pid == process.Pid && now.NameOf(fact) == "clnt_sock")
            ? now.Facts.Descriptors.Any(fact => fact.Pid == process.Pid && now.NameOf(fact) == "clnt_sock" && now.SocketOf(fact)?.State is not "ESTABLISHED")
            : true);
        return (left ?? fresh[0]).Role!;
    }

    private async Task<ProgramEvent.Paused> GoAsync(TracerCommand command, TimeSpan timeout)
    {
        ThrowIfOver();
        if (await tracer.GoAsync(command, timeout).ConfigureAwait(false) is { } pause) return pause;
        ThrowIfOver();
        throw new EchoServerException("추적하던 서버가 끝났다.");
    }

    private void ThrowIfOver()
    {
        if (tracer.Failure is { } failure) throw new EchoServerException(failure);
        if (!tracer.Ended.IsCompleted) return;
        var how = tracer.ProgramEnded.IsCompletedSuccessfully ? $"({tracer.ProgramEnded.Result})" : "";
        throw new EchoServerException($"추적하던 서버(pid {Pid})와 그 자식이 모두 끝났다{how}. Timeline에 그때까지의 걸음이 있다. 다시 시작하려면 EchoServer.TraceAsync를 부른다. 서버의 출력:\n{Output}") { Output = Output.ToString() };
    }

    private static EchoServerException NotReached(StopPoint point, TimeSpan timeout, ProgramEvent.Paused pause) =>
        new($"{timeout.TotalSeconds:0.#}초를 기다렸지만 {point}에 이르지 않았다. {point.Hint}\n{ProcessPlaces.Describe(pause.Processes ?? [])}");

    /// <summary>A client that sends needs a process that reads: it alone goes on, until everything has been echoed.</summary>
    private async Task<Task> BeginEchoAsync(EchoClient client, int length, CancellationToken stop)
    {
        if (isFree || length == 0) return Task.CompletedTask;
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            ThrowIfOver();
            var socket = tracer.Recording.Current.Connection(client.LocalEndPoint)
                ?? throw new EchoServerException($"{client}의 연결은 아직 accept되지 않았다. 먼저 RunUntilAsync(After.Fork)로 fork까지 가라.\n{ToString()}");
            // Before anything is sent: what a child cannot read now would come back to a later question.
            await GoToReadAsync(client, socket, stop).ConfigureAwait(false);
            return ServeAsync(client, socket, length, stop);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>Lets the process that serves a connection go on to its read, and no further.</summary>
    private async Task GoToReadAsync(EchoClient client, SocketFact socket, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var server = ServerOf(socket);
            ThrowIfItCannotServe(client, server, socket);
            if (tracer.Recording.Entered(server!.Pid) is { Call: "read" } read && InodeOf(read) == socket.Inode) return;
            var pause = await GoAsync(TracerCommand.Next with { Only = WithDescendants(server) }, ServeTurn).ConfigureAwait(false);
            // It waits in a call that is not traced (select, poll) until something comes; or it has not had the CPU yet.
            if (pause.IsTimeout && DescriptorSnapshot.Take([server.Pid]).Processes is [{ State: 'S' }]) return;
        }
    }

    private async Task ServeAsync(EchoClient client, SocketFact socket, int length, CancellationToken stop)
    {
        try
        {
            for (var written = 0L; written < length && !stop.IsCancellationRequested;)
            {
                var server = ServerOf(socket);
                ThrowIfItCannotServe(client, server, socket);
                var pause = await GoAsync(TracerCommand.Next with { Only = WithDescendants(server) }, ServeTurn).ConfigureAwait(false);
                if (pause.IsTimeout) continue;
                var line = tracer.Recording.LastLine!;
                if (line is { IsBefore: false, Call: "write", Result: > 0 and var count } && InodeOf(line) == socket.Inode) written += count;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The process that serves a connection: of those that hold it a child before the parent.</summary>
    private ProcessFact? ServerOf(SocketFact socket) => tracer.Recording.Current.HoldersOf(socket.Inode)
        .Select(fact => tracer.Recording.Current.Process(fact.Pid)!).OrderByDescending(process => Role.FromJson(process.Role).Kind == RoleKind.Child).FirstOrDefault();

    /// <summary>A point of the chapter that nobody may be led past unseen: what a cell waits for next would never come.</summary>
    private void ThrowIfItCannotServe(EchoClient client, ProcessFact? server, SocketFact socket)
    {
        if (server is null) throw new EchoServerException($"{client}의 연결을 가진 프로세스가 없다. 자식이 이미 닫았다.\n{ToString()}");
        var role = Role.FromJson(server.Role);
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
            throw new EchoServerException($"{client}의 연결을 가진 {role}이(가) {name}를 부르는 곳에 멈춰 있어서 읽지 못한다. {advice}\n{ToString()}");
    }

    private ulong? InodeOf(TraceLine line) => line.Fd is { } fd ? tracer.Recording.Current.Descriptor(line.Pid, fd)?.Inode : null;

    /// <summary>A process may leave its work to others that it forked (socat's EXEC).</summary>
    private string[] WithDescendants(ProcessFact? process)
    {
        var role = process?.Role ?? "";
        return role == "parent" ? [role]
            : [role, .. tracer.Recording.Current.Living.Select(other => other.Role).OfType<string>().Where(other => other.StartsWith(role + ".", StringComparison.Ordinal))];
    }

    /// <summary>The same snapshot with the clients' ends that this process holds.</summary>
    private Snapshot WithClients(Snapshot snapshot, OwnedState now)
    {
        var own = DescriptorSnapshot.Take([Environment.ProcessId]);
        var ends = own.Sockets.Where(socket => socket.Remote?.PortOrNull == Port).ToDictionary(socket => socket.Inode);
        // Open file descriptions are numbered within one reading.
        var last = snapshot.Facts.Descriptors.Max(fact => fact.OpenFileDescription) ?? 0;
        var descriptors = own.Descriptors.Where(fact => fact is { Kind: DescriptorKind.Socket, Inode: { } inode } && ends.ContainsKey(inode))
            .Select(fact => fact with { OpenFileDescription = fact.OpenFileDescription + last }).ToList();
        var facts = snapshot.Facts with
        {
            Processes = [.. snapshot.Facts.Processes, .. own.Processes],
            Descriptors = [.. snapshot.Facts.Descriptors, .. descriptors],
            Sockets = [.. snapshot.Facts.Sockets, .. ends.Values],
        };
        return new Snapshot(facts, now.Roles.SetItem(Environment.ProcessId, Role.Client), Port, now.Names, now.LastEnds);
    }
}
