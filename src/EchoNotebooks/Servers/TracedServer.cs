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
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A new child gets this time to return from fork, however little is left of the caller's.</summary>
    private static readonly TimeSpan LeastTimeForChild = TimeSpan.FromMilliseconds(300);

    /// <summary>All processes go on so long before it is asked whether they still do something.</summary>
    private static readonly TimeSpan RestTime = TimeSpan.FromMilliseconds(30);

    /// <summary>No process has this number: only the time ends it.</summary>
    private static readonly TracerCommand NoStep = new() { Command = "until", Pid = 0 };

    private readonly TracerProcess tracer;
    private readonly ConnectedClients clients;
    private readonly StoppedServerEcho echo;
    private readonly LiveWindows windows = new();

    /// <summary>Held while the server is let go on: one thing at a time moves it.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Whether it runs until it is told to stop, as it does while it is recorded.</summary>
    private string? endedBecause;
    private bool isFree;

    internal TracedServer(TracerProcess tracer, int pid, IPEndPoint endPoint, bool isFree)
    {
        echo = new StoppedServerEcho(tracer, GoAsync, ToString);
        this.tracer = tracer;
        this.isFree = isFree;
        Pid = pid;
        Port = endPoint.Port;
        clients = new ConnectedClients(endPoint, BeginEchoAsync);
    }

    /// <summary>How it is brought to a stop.</summary>
    public string How => "추적기(echo-tracer)가 ptrace로 소켓과 프로세스를 다루는 호출마다 멈춘다.";

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

    void ICellOwned.EndsBecause(string why)
    {
        endedBecause ??= why;
        clients.ServerEndsBecause(ServerProcess.EndedFor(endedBecause, Pid).Message);
    }

    internal TracerProcess Tracer => tracer;

    /// <summary>Waits for the server where it runs on.</summary>
    internal ServerIdle Idle => new(tracer);

    /// <summary>Connects one client. The kernel completes the connection; the server accepts it when it is let go on.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public Task<EchoClient> ConnectAsync(CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () =>
        {
            ThrowIfOver();
            return clients.ConnectAsync(ct);
        });

    /// <summary>
    /// Connects n clients one after another. A server that stands still accepts none, and the kernel keeps about as many as
    /// listen(2) asked for.
    /// </summary>
    /// <param name="n">How many.</param>
    /// <param name="progress">Is told how many are connected.</param>
    /// <param name="ct">Gives up, and closes those that were connected.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public Task<EchoClients> ConnectManyAsync(
        int n, IProgress<int>? progress = null, CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () =>
        {
            ThrowIfOver();
            return clients.ConnectManyAsync(n, progress, null, ct);
        });

    /// <summary>Lets all processes continue until one system call has returned, or a signal has come.</summary>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>That step.</returns>
    /// <exception cref="EchoServerException">
    /// Nothing happened in time; the message says where every process is and what it waits for.
    /// </exception>
    public async Task<TraceStep> NextAsync(TimeSpan? timeout = null)
    {
        var atMost = timeout ?? DefaultTimeout;
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            isFree = false;
            ThrowIfOver();
            var (step, pause) = await tracer.NextStepAsync(atMost).ConfigureAwait(false);
            if (step is not null) return step;
            if (pause is null) ThrowIfOver();
            throw new EchoServerException(
                $"{atMost.TotalSeconds:0.#}초를 기다렸지만 다음 걸음이 없다. "
                + "모두 무엇인가를 기다린다: 클라이언트가 연결하거나, 보내거나, 닫아야 나아간다.\n"
                + ProcessStatusText.Describe(pause?.Processes ?? []));
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<IStep> ISteppedServer.NextAsync(TimeSpan? timeout) => await NextAsync(timeout).ConfigureAwait(false);

    /// <summary>
    /// Lets the process that a point names go on until it reaches the point, and stops there; the others keep
    /// standing still. Of several children it is the first that has not been there yet.
    /// </summary>
    /// <param name="point">One of <see cref="After"/>.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The call that was waited for.</returns>
    /// <exception cref="EchoServerException">
    /// It was not reached in time; the message says where every process is and what it waits for.
    /// </exception>
    public async Task<TraceStep> RunUntilAsync(StopPoint point, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            isFree = false;
            return await RunAsync(point, timeout ?? DefaultTimeout).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<IStep> ISteppedServer.RunUntilAsync(StopPoint point, TimeSpan? timeout) =>
        await RunUntilAsync(point, timeout).ConfigureAwait(false);

    /// <summary>Which process holds which descriptor of which socket now.</summary>
    /// <param name="withClients">Whether the clients' ends are shown too, as far as this program holds them.</param>
    /// <param name="with">What is read and shown beyond ownership; nothing by default.</param>
    public Snapshot Snapshot(bool withClients = false, Details with = Details.None)
    {
        var read = Task.Run(tracer.SnapshotAsync).GetAwaiter().GetResult();
        var now = read is null ? tracer.Recording.Current : tracer.Recording.Current.With(read).State;
        if (!withClients) return tracer.Recording.SnapshotOf(now).Reading(with);
        return new Snapshot(ClientEnds.AddTo(now.ToFacts(), Port), Port, now.Names, now.LastEnds, tracer.Recording.Numbers).Reading(with);
    }

    /// <summary>The parent, its children, and each child's client now.</summary>
    public ProcessTree ProcessTree() => EchoNotebooks.ProcessTree.OfNow(Snapshot(), clients.Open.ByEnd());

    /// <summary>Waits for a line of the server's output that contains a text.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The line.</returns>
    public Task<string> WaitForOutputAsync(string text, TimeSpan? timeout = null) =>
        Output.WaitForAsync(text, timeout ?? DefaultTimeout, tracer.Ended);

    /// <summary>
    /// Opens a page that shows this server wherever it stands, for a browser beside the notebook. It only looks: the notebook lets
    /// the server go on. It ends with the server.
    /// </summary>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The window; shown in a cell it is a link.</returns>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    public LiveWindow OpenLive(int port = 0, [CallerFilePath] string caller = "") => windows.Open(Pid, port, caller);

    /// <summary>SIGKILL to the parent alone, and waits until it is gone. Its children stay where they are.</summary>
    public async Task KillAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (tracer.Recording.Current.Process(Pid) is not { State: not 'Z' } parent) return;
            tracer.Signal("SIGKILL", Pid);
            if (isFree)
            {
                await tracer.WaitForAsync(step => step.Pid == Pid && step.Call == "exit", DefaultTimeout, default).ConfigureAwait(false);
                return;
            }
            var ends = new TracerCommand { Command = "until", Call = "exit", Phase = "after", Pid = Pid, Only = [parent.Role ?? default] };
            await tracer.GoAsync(ends, DefaultTimeout).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Lets all processes go on until everything sleeps and nothing more happens by itself; then they stand still again, if they
    /// did before. What they do meanwhile is in <see cref="Timeline"/>.
    /// </summary>
    /// <param name="timeout">10 seconds by default.</param>
    /// <exception cref="EchoServerException">
    /// The server does not come to rest in time; the message says where every process is.
    /// </exception>
    public async Task SettleAsync(TimeSpan? timeout = null)
    {
        var atMost = timeout ?? DefaultTimeout;
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var settling = isFree ? Idle.SettleAsync(atMost, default) : StepsToRestAsync(atMost);
            if (await settling.ConfigureAwait(false)) return;
        }
        finally
        {
            turn.Release();
        }
        throw new EchoServerException($"{atMost.TotalSeconds:0.#}초를 기다렸지만 서버가 쉬지 않는다.\n{this}");
    }

    /// <summary>Sends a signal to one process of the server. One that stands still gets it when it goes on.</summary>
    /// <param name="signal">Its name: "SIGTERM".</param>
    /// <param name="to">Which process; the parent by default.</param>
    /// <exception cref="ArgumentException">There is no such signal.</exception>
    /// <exception cref="EchoServerException">There is no such process any more; the message says which there are.</exception>
    public async Task SignalAsync(string signal, Role? to = null)
    {
        _ = SignalNames.Require(signal);
        ThrowIfOver();
        var role = to ?? Role.Parent;
        var alive = tracer.Recording.Current.AllProcesses.Where(one => one.State is not ('Z' or 'X'));
        if (alive.FirstOrDefault(one => Role.Of(one.Role) == role) is not { } process)
            throw new EchoServerException($"{signal} 시그널을 보내지 못했다: {Particle.Subject($"{role}")} 없다.\n{this}");
        tracer.Signal(signal, process.Pid);
        // An answer to a later question: it has been sent.
        await tracer.StatusAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Ends all processes of the server before its clients, and waits for that. The clients stay connected, and the timeline stays.
    /// </summary>
    public async Task EndAllAsync()
    {
        tracer.Stop();
        await tracer.Ended.ConfigureAwait(false);
    }

    /// <summary>
    /// Ends the server, its children, its clients and its windows, and waits for that. May be called again; the timeline stays.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await clients.CloseAllAsync().ConfigureAwait(false);
            await tracer.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await windows.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Where every process stands.</summary>
    public override string ToString()
    {
        var processes = Task.Run(tracer.StatusAsync).GetAwaiter().GetResult();
        return $"{Program}, 추적기가 세워 둔 서버, pid {Pid}, 포트 {Port}\n{ProcessStatusText.Describe(processes)}";
    }

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ToString());

    string IView.ToText() => ToString() + "\n";

    /// <summary>Lets everything go on for a moment, again and again, until nothing happens any more.</summary>
    /// <returns>Whether it came to rest in time.</returns>
    private async Task<bool> StepsToRestAsync(TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < timeout)
        {
            ThrowIfOver();
            var lines = tracer.Recording.Lines;
            var pause = await tracer.GoAsync(NoStep, RestTime).ConfigureAwait(false);
            // Everything has ended.
            if (pause is null || (tracer.Recording.Lines == lines && Idle.Sleeps)) return true;
        }
        return false;
    }

    private async Task<TraceStep> RunAsync(StopPoint point, TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        var who = ProcessChoice.For(point, this);
        var pause = await GoAsync(point.Command with { Role = who.Role, Only = who.Only }, timeout).ConfigureAwait(false);
        if (pause.IsTimeout) throw NotReached(point, timeout, pause);
        var step = tracer.Recording.AtLine(pause.Index ?? -1)!;
        // Two return from a fork, and both stand still after it.
        if (point == After.Fork && step.Result is > 0 and var child && tracer.Recording.Current.Process((int)child) is { } born)
        {
            var left = timeout - waited.Elapsed;
            var returns = new TracerCommand
            {
                Command = "until",
                Call = "fork",
                Phase = "after",
                Pid = born.Pid,
                Only = [born.Role ?? default],
            };
            pause = await GoAsync(returns, left > LeastTimeForChild ? left : LeastTimeForChild).ConfigureAwait(false);
            if (pause.IsTimeout) throw NotReached(point, timeout, pause);
        }
        return step;
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
        if (endedBecause is { } why) throw ServerProcess.EndedFor(why, Pid);
        if (tracer.Failure is { } failure) throw new EchoServerException(failure);
        if (!tracer.Ended.IsCompleted) return;
        var how = tracer.ProgramEnded.IsCompletedSuccessfully ? $"({tracer.ProgramEnded.Result})" : "";
        throw new EchoServerException(
            $"추적하던 서버(pid {Pid})와 그 자식이 모두 끝났다{how}. Timeline에 그때까지의 걸음이 있다. "
            + $"다시 시작하려면 EchoServer.TraceAsync를 부른다. 서버의 출력:\n{Output.Tail}")
        {
            Output = Output.ToString(),
        };
    }

    /// <summary>Why a point has not been reached, and what to do.</summary>
    internal string HintFor(StopPoint point) => StopPointHint.For(point, new TracedRun(tracer.Recording));

    private EchoServerException NotReached(StopPoint point, TimeSpan timeout, ProgramEvent.Paused pause) =>
        new($"{timeout.TotalSeconds:0.#}초를 기다렸지만 {point}에 이르지 않았다. {HintFor(point)}\n"
            + ProcessStatusText.Describe(pause.Processes ?? []));

    /// <summary>A client that sends needs a process that reads: it alone goes on, until everything has been echoed.</summary>
    private async Task<Task> BeginEchoAsync(EchoClient client, int length, CancellationToken stop)
    {
        if (isFree || length == 0) return Task.CompletedTask;
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            ThrowIfOver();
            // Before anything is sent: what a child cannot read now would come back to a later question.
            var socket = await echo.GoToReadAsync(client, stop).ConfigureAwait(false);
            return ServeAsync(socket);
        }
        catch
        {
            turn.Release();
            throw;
        }

        async Task ServeAsync(SocketFact socket)
        {
            try
            {
                await echo.ServeAsync(client, socket, length, stop).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
