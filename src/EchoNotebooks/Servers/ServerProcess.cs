using System.Globalization;
using System.Net;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks;

/// <summary>
/// A running server: its processes under their supervisor, its port, its output, its clients. What
/// <see cref="EchoServer"/> and <see cref="SteppedServer"/> have in common.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    private readonly SupervisedProcess supervised;
    private readonly RoleNumbering roles;
    private readonly DescriptionNumbers numbers = new();
    private readonly ConnectedClients clients;
    private readonly ulong startTime;
    private string? endedBecause;

    private ServerProcess(ServerProgram program, SupervisedProcess supervised, ProcessFact parent, IPEndPoint endPoint)
    {
        clients = new ConnectedClients(
            endPoint, (client, length, stop) => BeginEcho?.Invoke(client, length, stop) ?? Task.FromResult(Task.CompletedTask));
        Program = program;
        this.supervised = supervised;
        Pid = parent.Pid;
        startTime = parent.StartTime;
        EndPoint = endPoint;
        roles = new RoleNumbering(Pid);
    }

    public ServerProgram Program { get; }

    public int Pid { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint { get; }

    public ServerOutput Output => supervised.Output;

    public Task<ProcessEnd> Ended => supervised.Ended;

    /// <summary>What is done for a client that waits for its echo; a stepped server lets the client's child go on there.</summary>
    public BeginEcho? BeginEcho { get; set; }

    /// <summary>Starts a program and waits until the kernel shows one of its processes with a socket in LISTEN.</summary>
    /// <exception cref="EchoServerException">It cannot be started, ended before, or does not listen.</exception>
    public static async Task<ServerProcess> StartAsync(
        ServerProgram program, int port, bool any, bool step, ServerOutput output, CancellationToken ct,
        OutputKind kind = OutputKind.Terminal)
    {
        return await ServerLaunch.StartAsync(
            program,
            port,
            any,
            step,
            command => SupervisedProcess.StartAsync(command, output, ct, kind),
            (supervised, asked) => ListeningAsync(program, supervised, asked, ct),
            ct).ConfigureAwait(false);
    }

    /// <summary>The server's processes now, read from the kernel.</summary>
    /// <param name="withClients">Whether this process is read too, for the clients' ends.</param>
    public Snapshot Snapshot(bool withClients = false)
    {
        var facts = ReadProcesses(withClients);
        return new Snapshot(roles.Fill(facts), EndPoint.Port, numbers: numbers);
    }

    /// <summary>All children that were seen, also those that are gone, each with its pid, in the order of their forks.</summary>
    public IReadOnlyList<(int Pid, Role Role)> Children => roles.Children;

    /// <summary>The clients that are connected through this object, in the order of connecting.</summary>
    public IReadOnlyList<EchoClient> Clients => clients.Open;

    /// <summary>Connects one client.</summary>
    /// <param name="settled">Whether to wait, not long, until the server has accepted it and is at rest again.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<EchoClient> ConnectAsync(bool settled, CancellationToken ct)
    {
        if (endedBecause is { } why) throw EndedFor(why, Pid);
        if (settled) await ThrowIfEndedAsync().ConfigureAwait(false);
        var client = await clients.ConnectAsync(ct).ConfigureAwait(false);
        if (settled) await SettledAsync([client], ct).ConfigureAwait(false);
        return client;
    }

    /// <summary>Connects one client, whatever the server does meanwhile, or gives up after a time.</summary>
    public Task<EchoClient?> TryConnectAsync(TimeSpan timeout) => clients.TryConnectAsync(timeout);

    public async Task<EchoClients> ConnectManyAsync(int n, IProgress<int>? progress, CancellationToken ct)
    {
        await ThrowIfEndedAsync().ConfigureAwait(false);
        return await clients.ConnectManyAsync(n, progress, connected => SettledAsync(connected, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Looks again and again until something is the case.</summary>
    /// <exception cref="EchoServerException">It was not in time; the message says what was the case.</exception>
    public async Task<Snapshot> WaitUntilAsync(Func<Snapshot, bool> condition, string what, TimeSpan timeout)
    {
        var start = DateTime.UtcNow;
        while (true)
        {
            var snapshot = Snapshot();
            if (condition(snapshot)) return snapshot;
            if (DateTime.UtcNow - start > timeout)
                throw new EchoServerException($"{timeout.TotalSeconds:0.#}초 동안 기다렸지만 조건이 참이 되지 않았다: {what}. 지금의 상태:\n{snapshot}");
            await Task.Delay(Interval).ConfigureAwait(false);
        }
    }

    /// <summary>Told before it is ended although its user does not end it.</summary>
    /// <param name="why">The beginning of a sentence: "9번 셀이 실패해서 그 셀이".</param>
    public void EndsBecause(string why)
    {
        endedBecause ??= why;
        clients.ServerEndsBecause(EndedFor(endedBecause, Pid).Message);
    }

    /// <summary>Whether this object was disposed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Sends a signal to the parent and waits until it has ended.</summary>
    /// <returns>Whether it has ended in time.</returns>
    public async Task<bool> EndParentAsync(int signal, TimeSpan timeout)
    {
        var deadline = DateTime.UtcNow + timeout;
        if (State() is not null) _ = Libc.kill(Pid, signal);
        while (State() is { } state)
        {
            // The supervisor reaps it at once; a shell in between may take its time. A zombie has ended.
            if (DateTime.UtcNow > deadline) return state == 'Z';
            await Task.Delay(Interval).ConfigureAwait(false);
        }
        return true;

        char? State() => DescriptorSnapshot.Take([Pid]).Processes.FirstOrDefault(process => process.StartTime == startTime)?.State;
    }

    /// <summary>Why the server's supervisor ended by itself, and the server with it; null where it did not.</summary>
    public Task<string?> FaultAsync() => supervised.FaultAsync();

    /// <summary>Ends all processes of the server, and leaves the clients.</summary>
    public async Task EndAllAsync() => await supervised.DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        IsOver = true;
        await clients.CloseAllAsync().ConfigureAwait(false);
        await supervised.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a cell hears that uses a server which another cell's end, or a later run of its own, has ended.</summary>
    public static EchoServerException EndedFor(string why, int pid) =>
        new($"{why} 띄운 서버를 끝냈다(pid {pid}). 서버를 띄우는 셀을 다시 실행한다.");

    private async Task ThrowIfEndedAsync()
    {
        if (ReadProcesses(withClients: false).Processes.Length > 0) return;
        var how = await Task.WhenAny(supervised.Ended, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false) == supervised.Ended
            ? $"({await supervised.Ended.ConfigureAwait(false)})" : "";
        throw new EchoServerException($"서버(pid {Pid})는 이미 끝났다{how}. EchoServer.StartAsync로 다시 시작하라. 서버의 출력:\n{Output.Tail}")
        {
            IsProgramsFault = true,
            Output = Output.ToString(),
        };
    }

    private static async Task<ServerProcess> ListeningAsync(
        ServerProgram program, SupervisedProcess supervised, int port, CancellationToken ct)
    {
        var deadline = DateTime.UtcNow + StartTimeout;
        while (true)
        {
            var facts = DescriptorSnapshot.Take([supervised.Pid], children: true);
            if (Listener(facts, port) is { } listener && AreReady(facts, program))
            {
                var holder = facts.Descriptors.First(fact => fact.Kind == DescriptorKind.Socket && fact.Inode == listener.Inode).Pid;
                var parent = facts.Processes.First(process => process.Pid == holder);
                // Where another process listens than the started one, that one waits for it, as a shell does; or else it is about to
                // end, and the server is a daemon.
                var started = facts.Processes.FirstOrDefault(process => process.Pid == supervised.Pid);
                if (started is not null && (holder == supervised.Pid || started.State == 'S'))
                    return new ServerProcess(program, supervised, parent, ReachableEnd.Of(listener.Local!));
            }
            if (supervised.Ended.IsCompleted)
            {
                var left = LeftBehind(supervised);
                if (Listener(left, port) is { } daemon)
                    throw ServerLaunch.Daemon(program, left.Processes[0].Pid, daemon, supervised.Output);
                if (left.Processes.Length == 0) throw await EndedEarlyAsync(program, supervised, port).ConfigureAwait(false);
            }
            if (DateTime.UtcNow > deadline) throw ServerLaunch.NotListening(program, supervised.Output, port, StartTimeout);
            await Task.Delay(Interval, ct).ConfigureAwait(false);
        }
    }

    /// <summary>A preforked server has its workers, and each of them waits for what it has to do.</summary>
    private static bool AreReady(DescriptorSnapshot facts, ServerProgram program) =>
        program.Workers == 0
        || (facts.Processes.Length > program.Workers && facts.Processes.All(process => process.State == 'S'));

    private static async Task<EchoServerException> EndedEarlyAsync(ServerProgram program, SupervisedProcess supervised, int port)
    {
        if (await supervised.FaultAsync().ConfigureAwait(false) is { } fault) return new EchoServerException($"{program.Name}: {fault}");
        var end = await supervised.Ended.ConfigureAwait(false);
        // The supervisor ends when all descendants have: then all that was written has arrived.
        await supervised.DisposeAsync().ConfigureAwait(false);
        return ServerLaunch.EndedEarly(program, end, supervised.Output, port);
    }

    /// <summary>
    /// The parent and its descendants. When the parent is dead its children are the supervisor's, which itself is
    /// no part of any picture.
    /// </summary>
    private DescriptorSnapshot ReadProcesses(bool withClients)
    {
        if (endedBecause is { } why) throw EndedFor(why, Pid);
        int[] own = withClients ? [Environment.ProcessId] : [];
        var facts = DescriptorSnapshot.Take([Pid, .. own], children: !withClients);
        if (facts.Processes.Any(process => process.Pid == Pid) && !withClients) return facts;

        facts = LeftBehind(supervised, own);
        return withClients ? ClientEnds.Only(facts, EndPoint.Port) : facts;
    }

    /// <summary>What the program has left when it ended: its descendants are the supervisor's, which itself is not among them.</summary>
    /// <param name="supervised">The program.</param>
    /// <param name="others">Other processes that are read too.</param>
    private static DescriptorSnapshot LeftBehind(SupervisedProcess supervised, params int[] others)
    {
        var orphans = DescriptorSnapshot.Take([supervised.SupervisorPid], children: true).Processes
            .Select(process => process.Pid).Where(pid => pid != supervised.SupervisorPid).ToArray();
        var facts = DescriptorSnapshot.Take([.. orphans, .. others]);
        // A process that ended between the two readings is no news.
        return facts with { Problems = [.. facts.Problems.Where(problem => problem.What != ReadProblemKind.Gone)] };
    }

    /// <summary>The socket that listens at a port, or at any for 0; null for none.</summary>
    private static SocketFact? Listener(DescriptorSnapshot facts, int port) => facts.Sockets.FirstOrDefault(socket =>
        socket.State == "LISTEN" && socket.Local?.PortOrNull is { } own && (port == 0 || own == port));

    /// <summary>
    /// Waits until each connection is where the chapter's server brings it: held by one process that does not hold
    /// the listening socket. A server that does otherwise is left alone as soon as it stands still.
    /// </summary>
    private async Task SettledAsync(List<EchoClient> fresh, CancellationToken ct)
    {
        var standsStill = TimeSpan.FromMilliseconds(100);
        var ends = fresh.Select(client => Endpoint.Of(client.LocalEndPoint).Plain).ToHashSet();
        var (last, since, start) = ("", DateTime.UtcNow, DateTime.UtcNow);
        while (!supervised.Ended.IsCompleted)
        {
            var snapshot = Snapshot();
            var holdings = snapshot.Facts.Descriptors.Select(fact => (fact.Pid, Socket: snapshot.SocketOf(fact)))
                .Where(holding => holding.Socket is not null).ToList();
            var connections = holdings.Where(holding => holding.Socket!.Remote is { } remote && ends.Contains(remote.Plain)).ToList();
            var accepted = connections.Select(holding => holding.Socket!.Inode).Distinct().Count() == fresh.Count;
            if (accepted && connections.Count == fresh.Count && connections.TrueForAll(connection => connection.Pid != Pid
                && !holdings.Exists(other => other.Pid == connection.Pid && other.Socket!.State == "LISTEN"))) return;

            var now = string.Join(
                ' ', holdings.Select(holding => string.Create(CultureInfo.InvariantCulture, $"{holding.Pid}:{holding.Socket!.Inode}")));
            // A process that is ready to run and gets no CPU does not stand still; on a busy machine that may take long.
            var moves = snapshot.Facts.Processes.Any(process => process.State is 'R' or 'D');
            if (moves || now != last) (last, since) = (now, DateTime.UtcNow);
            else if (DateTime.UtcNow - since > (accepted ? standsStill : 5 * standsStill)) return;
            if (DateTime.UtcNow - start > StartTimeout) return;
            await Task.Delay(Interval, ct).ConfigureAwait(false);
        }
    }
}
