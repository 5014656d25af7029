using System.Runtime.CompilerServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A server that stops itself (SIGSTOP) at the chapter's steps, so that a cell can look at it for as long as it
/// likes. Only the process that a step is about goes on; the others keep standing still.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class SteppedServer : ISteppedServer, ICellOwned, IView
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly ServerProcess process;
    private readonly StopAnnouncements log;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly LiveWindows windows = new();
    private Snapshot last;

    private SteppedServer(ServerProcess process, StopAnnouncements log)
    {
        this.process = process;
        this.log = log;
        process.BeginEcho = async (client, _, _) =>
        {
            await LetServeAsync(client).ConfigureAwait(false);
            return Task.CompletedTask;
        };
        last = process.Snapshot();
    }

    /// <summary>The port at which it listens.</summary>
    public int Port => process.EndPoint.Port;

    /// <summary>How it is brought to a stop.</summary>
    public string How => EchoServer.WhyNotTrace is { } why
        ? $"C# 서버가 걸음마다 스스로 멈춘다(echo-server --step). 추적기를 쓰지 못하는 까닭: {why}"
        : "C# 서버가 걸음마다 스스로 멈춘다(echo-server --step).";

    /// <summary>The parent's process id.</summary>
    public int Pid => process.Pid;

    /// <summary>What it has written so far, without its announcements of steps.</summary>
    public ServerOutput Output => process.Output;

    bool ICellOwned.IsOver => process.IsOver;

    void ICellOwned.EndsBecause(string why) => process.EndsBecause(why);

    internal static async Task<SteppedServer> StartAsync(int port, CancellationToken ct)
    {
        var log = new StopAnnouncements();
        var output = new ServerOutput { OnErrorLine = log.Take };
        var process = await ServerProcess.StartAsync(ServerProgram.CSharp, port, any: false, step: true, output, ct).ConfigureAwait(false);
        if (new ProcReader().ReadStatus(process.Pid) is { TracerPid: > 0 and var tracer })
        {
            // Under a tracer a process that has stopped itself is in the same state (t) as at every call and signal.
            await process.DisposeAsync().ConfigureAwait(false);
            throw new EchoServerException(
                $"서버(pid {process.Pid})를 pid {tracer}(strace -f나 디버거)가 이미 추적하고 있어서, 서버가 걸음마다 스스로 멈춘 것을 알아볼 수 없다. "
                + "그것 없이 다시 실행한다.");
        }
        return new SteppedServer(process, log);
    }

    /// <summary>Connects one client. The kernel completes the connection; the server accepts it when it is let go on.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public Task<EchoClient> ConnectAsync(CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () => process.ConnectAsync(settled: false, ct));

    /// <summary>Lets the process that a point names go on until it reaches the point, and stops there.</summary>
    /// <param name="point">One of <see cref="After"/>.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The last call on the way, with the snapshots before and after it.</returns>
    /// <exception cref="EchoServerException">It was not reached in time; the message says where every process stands.</exception>
    public async Task<Step> RunUntilAsync(StopPoint point, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (!point.IsOfTheChapter)
            throw new EchoServerException($"echo-server --step은 {point}에서 멈추지 않는다. 어떤 시스템 호출에서나 멈추는 것은 EchoServer.TraceAsync이다.");
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await StepAsync(point, timeout ?? DefaultTimeout).ConfigureAwait(false);
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
    public Snapshot Snapshot(bool withClients = false, Details with = Details.None) => process.Snapshot(withClients).Reading(with);

    /// <summary>The parent, its children, and each child's client now.</summary>
    public ProcessTree ProcessTree() => EchoNotebooks.ProcessTree.OfNow(process.Snapshot(), process.Clients.ByEnd());

    /// <summary>Waits for a line of the server's output that contains a text.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The line.</returns>
    public Task<string> WaitForOutputAsync(string text, TimeSpan? timeout = null) =>
        process.Output.WaitForAsync(text, timeout ?? DefaultTimeout, process.Ended);

    /// <summary>
    /// Opens a page that shows this server wherever it stands, for a browser beside the notebook. It only looks: the notebook lets
    /// the server go on. It ends with the server.
    /// </summary>
    /// <param name="port">The page's port; 0 takes any free one.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The window; shown in a cell it is a link.</returns>
    /// <exception cref="EchoServerException">The port is in use, or the server has ended.</exception>
    public LiveWindow OpenLive(int port = 0, [CallerFilePath] string caller = "") => windows.Open(Pid, port, caller);

    /// <summary>SIGKILL to the parent alone: its children stay where they stand.</summary>
    public Task KillAsync() => process.EndParentAsync(Libc.SIGKILL, DefaultTimeout);

    /// <summary>Ends the server, its children, its clients and its windows, also those that stand still. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await windows.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Where every process stands.</summary>
    public override string ToString() => $"한 걸음씩 가는 서버, 포트 {Port}\n{Places(process.Snapshot())}";

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ToString());

    string IView.ToText() => ToString() + "\n";

    private async Task<Step> StepAsync(StopPoint point, TimeSpan timeout)
    {
        var start = DateTime.UtcNow;
        var deadline = start + timeout;
        var (before, shown) = (last, last);
        while (true)
        {
            var now = process.Snapshot();
            if (Reached(point, now) is { } reached)
                return Report(point, reached, now, before, shown);
            if (Next(point, now) is { } next)
            {
                before = now;
                Continue(next);
            }
            // No process can get there any more, or yet: waiting longer would not help.
            var hopeless = point.Role == RoleKind.Child && Candidate(point, now) is null && DateTime.UtcNow - start > Settling;
            if (hopeless || DateTime.UtcNow > deadline)
                throw new EchoServerException(
                    $"{(DateTime.UtcNow - start).TotalSeconds:0.#}초를 기다렸지만 {point}에 이르지 않았다. "
                    + $"{StopPointHint.For(point, new SteppedRun(now, process, log))}\n{Places(now)}");
            await Task.Delay(Interval).ConfigureAwait(false);
        }
    }

    private Step Report(StopPoint point, ProcessFact reached, Snapshot now, Snapshot before, Snapshot shown)
    {
        log.Report(reached.Pid);
        last = now;
        return new Step(point, reached.Pid, now.RoleOf(reached.Pid), before, now, shown);
    }

    /// <summary>The process that stands at the point, once all others stand still that the point promises to.</summary>
    private ProcessFact? Reached(StopPoint point, Snapshot now)
    {
        if (point.Word is null)
            return now.Zombies.FirstOrDefault(zombie => point.Concerns(now.RoleOf(zombie.Pid)) && !log.IsReported(zombie.Pid, null));
        var reached = now.Facts.Processes.FirstOrDefault(fact =>
            point.Concerns(now.RoleOf(fact.Pid)) && fact.State == 'T'
            && log.At(fact.Pid) == point.Word && !log.IsReported(fact.Pid, point.Word));
        // Two processes return from fork.
        var childrenStand = now.Children.All(child => child.State is 'T' or 'Z' || log.IsOnItsWay(child.Pid));
        if (reached is not null && point == After.Fork && !childrenStand) return null;
        return reached;
    }

    /// <summary>The process that must continue: of several children the first that has not been at the point yet.</summary>
    private ProcessFact? Next(StopPoint point, Snapshot now)
    {
        var candidate = Candidate(point, now);
        if (candidate?.State != 'T' || log.At(candidate.Pid) is not { } at) return null;
        // It stands there already and waits for the other process that the point promises.
        return at == point.Word && !log.IsReported(candidate.Pid, at) ? null : candidate;
    }

    private ProcessFact? Candidate(StopPoint point, Snapshot now) => now.Facts.Processes.FirstOrDefault(fact =>
        fact.State != 'Z' && point.Concerns(now.RoleOf(fact.Pid)) && (point.Role == RoleKind.Parent || !log.HasLeft(fact.Pid, point.Word)));

    private void Continue(ProcessFact fact)
    {
        log.Leave(fact.Pid);
        _ = Libc.kill(fact.Pid, Libc.SIGCONT);
    }

    /// <summary>A client that sends needs a child that reads: the child may leave its last stop before that.</summary>
    private async Task LetServeAsync(EchoClient client)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(1);
        while (true)
        {
            var now = process.Snapshot();
            var child = now.Facts.Descriptors.Where(fact => now.RoleOf(fact.Pid).Kind == RoleKind.Child
                && now.SocketOf(fact)?.Remote?.Is(client.LocalEndPoint) == true).Select(fact => fact.Pid).FirstOrDefault();
            var state = now.Facts.Processes.FirstOrDefault(fact => fact.Pid == child)?.State;
            if (child == 0)
                throw new EchoServerException(
                    $"{client}에게는 아직 자식 프로세스가 없다. 먼저 RunUntilAsync(After.Fork)로 fork까지 가라.\n{Places(now)}");
            var at = log.At(child);
            if (at is null && state != 'T') return; // it runs: it serves
            if (state == 'T' && at == "after close(serv_sock)")
            {
                Continue(now.Facts.Processes.First(fact => fact.Pid == child));
                return;
            }
            if (state == 'T' && at is not null)
                throw new EchoServerException(
                    $"{client}의 자식({now.RoleOf(child)})이 '{at}'에 멈춰 있어서 읽지 못한다. " +
                    $"먼저 RunUntilAsync(After.Close(\"serv_sock\", by: Role.Child))까지 가라.\n{Places(now)}");
            if (DateTime.UtcNow > deadline) return;
            await Task.Delay(Interval).ConfigureAwait(false);
        }
    }

    private string Places(Snapshot now) => string.Join('\n', now.Facts.Processes.Select(fact =>
        $"  {now.RoleOf(fact.Pid)} (pid {fact.Pid}): {StateWords.WithLetter(fact.State)} {log.At(fact.Pid)}".TrimEnd()));
}
