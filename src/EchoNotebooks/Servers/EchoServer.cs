using System.Runtime.CompilerServices;
using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A running multiprocess echo server, a process of its own with its children. It ends when it is disposed, when
/// its notebook's process ends or is killed, and when its cell runs again.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed partial class EchoServer : ICellOwned, IView
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private readonly ServerProcess process;
    private readonly Dictionary<Watched, ServerWatch> watches = [];

    private EchoServer(ServerProcess process) => this.process = process;

    /// <summary>The port at which it listens.</summary>
    public int Port => process.EndPoint.Port;

    /// <summary>The parent's process id.</summary>
    public int Pid => process.Pid;

    /// <summary>The program that runs.</summary>
    public ServerProgram Program => process.Program;

    /// <summary>What it has written so far.</summary>
    public ServerOutput Output => process.Output;

    /// <summary>Starts a server and waits until the kernel shows its socket in LISTEN.</summary>
    /// <param name="program">Which one; <see cref="ServerProgram.CSharp"/> by default.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="any">Whether it listens at all addresses of the machine, as the chapter does, and not at 127.0.0.1 only.</param>
    /// <param name="output">What its standard output leads to: a terminal, or a pipe, for which a C program buffers its lines.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">
    /// The port is in use, the program ended before it listened, or there is no compiler for it.
    /// </exception>
    public static Task<EchoServer> StartAsync(
        ServerProgram? program = null,
        int port = 0,
        bool any = false,
        OutputKind output = OutputKind.Terminal,
        CancellationToken ct = default,
        [CallerFilePath] string caller = "")
    {
        return CellRegistry.StartAsync(CellRegistry.Current(caller), async () => new EchoServer(
            await ServerProcess.StartAsync(program ?? ServerProgram.CSharp, port, any, step: false, new ServerOutput(), ct, output)
                .ConfigureAwait(false)));
    }

    /// <summary>
    /// Starts the server in C# so that it stops itself before and after each step of the chapter: what a notebook
    /// shows where no tracer is allowed.
    /// </summary>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">The port is in use, or the program ended before it listened.</exception>
    public static Task<SteppedServer> StepAsync(int port = 0, CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () => SteppedServer.StartAsync(port, ct));

    /// <summary>
    /// Waits for a line of the server's output that contains a text, from its first line on.
    /// </summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <returns>The line.</returns>
    /// <exception cref="EchoServerException">It did not come; the message has all the output.</exception>
    public Task<string> WaitForOutputAsync(string text, TimeSpan? timeout = null) =>
        process.Output.WaitForAsync(text, timeout ?? DefaultTimeout, process.Ended);

    /// <summary>Connects one client and waits until the server has accepted it.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">The server has ended, or accepts no more clients.</exception>
    public Task<EchoClient> ConnectAsync(CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () => process.ConnectAsync(settled: true, ct));

    /// <summary>
    /// Connects one client, or gives up after a time: connect(2) waits where the queue of connections that wait for accept is full.
    /// The server's accept is not waited for.
    /// </summary>
    /// <param name="timeout">How long to wait for the connection.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>The client; null where the connection was refused, or was not made in time.</returns>
    public Task<EchoClient?> TryConnectAsync(TimeSpan timeout, [CallerFilePath] string caller = "") =>
        CellRegistry.TryStartAsync(CellRegistry.Current(caller), () => process.TryConnectAsync(timeout));

    /// <summary>Connects n clients one after another, so that the k-th of them is served by the k-th new child.</summary>
    /// <param name="n">How many.</param>
    /// <param name="progress">Is told how many are connected.</param>
    /// <param name="ct">Gives up, and closes those that were connected.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <exception cref="EchoServerException">The server takes no more clients, or this process may open no more descriptors.</exception>
    public Task<EchoClients> ConnectManyAsync(
        int n, IProgress<int>? progress = null, CancellationToken ct = default, [CallerFilePath] string caller = "") =>
        CellRegistry.StartAsync(CellRegistry.Current(caller), () => process.ConnectManyAsync(n, progress, ct));

    /// <summary>The parent, its children, and each child's client now (the chapter's first figure).</summary>
    public ProcessTree ProcessTree() => EchoNotebooks.ProcessTree.OfNow(process.Snapshot(), process.Clients.ByEnd());

    /// <summary>Which process holds which descriptor of which socket now (the chapter's second and third figure).</summary>
    /// <param name="withClients">Whether the clients' ends are shown too, as far as this program holds them.</param>
    /// <param name="with">What is read and shown beyond ownership; nothing by default.</param>
    public Snapshot Snapshot(bool withClients = false, Details with = Details.None) => process.Snapshot(withClients).Reading(with);

    /// <summary>
    /// Shows a picture under this cell that follows the server while later cells run: the kernel is asked ten times a second, and the
    /// picture changes where something has changed. It ends with the server; one of the same kind in another cell takes its place.
    /// </summary>
    /// <param name="what">What it shows.</param>
    /// <exception cref="EchoServerException">No cell of a notebook runs.</exception>
    public void Watch(Watched what = Watched.ProcessTree)
    {
        lock (watches)
        {
            watches.GetValueOrDefault(what)?.End();
            watches[what] = ServerWatch.Begin(process, what);
        }
    }

    /// <summary>Looks at the server again and again until something is the case.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="timeout">10 seconds by default.</param>
    /// <param name="what">Filled in by the compiler: the condition's text, for the error.</param>
    /// <returns>The snapshot in which it was the case.</returns>
    /// <exception cref="EchoServerException">It was not in time; the message has the last snapshot.</exception>
    public Task<Snapshot> WaitUntilAsync(
        Func<Snapshot, bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        return process.WaitUntilAsync(condition, what, timeout ?? DefaultTimeout);
    }

    /// <summary>SIGKILL to the parent alone, and waits until it is gone: its children go on serving their clients.</summary>
    public Task KillAsync() => process.EndParentAsync(Libc.SIGKILL, DefaultTimeout);

    /// <summary>SIGTERM to the parent, as kill(1) does, and waits until it has ended.</summary>
    /// <exception cref="EchoServerException">It has not ended after 10 seconds.</exception>
    public async Task StopAsync()
    {
        if (!await process.EndParentAsync(Libc.SIGTERM, DefaultTimeout).ConfigureAwait(false))
            throw new EchoServerException(
                $"서버(pid {Pid})가 SIGTERM을 받고도 {DefaultTimeout.TotalSeconds:0}초 안에 끝나지 않았다. DisposeAsync는 SIGKILL까지 써서 끝낸다.");
    }

    /// <summary>Sends a signal to one process of the server, as kill(1) does. It may act on it later.</summary>
    /// <param name="signal">Its name: "SIGTERM".</param>
    /// <param name="to">Which process; the parent by default.</param>
    /// <exception cref="ArgumentException">There is no such signal.</exception>
    /// <exception cref="EchoServerException">There is no such process any more; the message has the last snapshot.</exception>
    public Task SignalAsync(string signal, Role? to = null)
    {
        var number = SignalNames.Require(signal);
        var now = Snapshot();
        if (now.Facts.Processes.FirstOrDefault(process => now.RoleOf(process.Pid) == (to ?? Role.Parent)) is not { } process
            || Libc.kill(process.Pid, number) == -1)
            throw new EchoServerException($"{signal} 시그널을 보내지 못했다: {Particle.Subject($"{to ?? Role.Parent}")} 없다. 지금의 상태:\n{now}");
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends all processes of the server before its clients, and waits for that. The clients stay connected: the server's ends of
    /// their connections wait, without a process, in FIN_WAIT2, and when the clients close, in TIME_WAIT (tcp(7)).
    /// </summary>
    public Task EndAllAsync() => process.EndAllAsync();

    /// <summary>Why the server's supervisor ended by itself, and the server with it; null where it did not.</summary>
    internal Task<string?> FaultAsync() => process.FaultAsync();

    /// <summary>Ends the server, its children, its clients and its windows, and waits for that. May be called again.</summary>
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

    bool ICellOwned.IsOver => process.IsOver;

    void ICellOwned.EndsBecause(string why) => process.EndsBecause(why);

    /// <summary>"C# 에코 서버(echo-server), pid 42, 포트 9190".</summary>
    public override string ToString() => $"{Program}, pid {Pid}, 포트 {Port}{(process.Ended.IsCompleted ? " (끝났다)" : "")}";

    void IView.WriteHtml(MarkupWriter html) => html.Leaf("pre", ToString());

    string IView.ToText() => ToString() + "\n";
}
