using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// A kernel for Jupyter's messaging protocol, from its start to its end. <see cref="RequestHandler"/> answers what front
/// ends ask, <see cref="CellExecutor"/> runs their cells.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstCell = TimeSpan.FromSeconds(3);
    private const int StackSize = 64 << 20;
    private readonly KernelOptions options;
    private readonly KernelLog log;
    private readonly ProgramOutput programs;
    private readonly IKernelTransport transport;
    private readonly ManualResetEventSlim ended = new();
    private readonly CellExecutor executor;
    private readonly EditorRequests editor;
    private readonly RequestHandler requests;
    private int closed;

    private JupyterKernel(IKernelTransport transport, KernelOptions options)
    {
        this.transport = transport;
        this.options = options;
        log = new KernelLog(options.Host.Log);
        var session = new CSharpSession(Directory.GetCurrentDirectory(), options.Session, options.Host);
        programs = new ProgramOutput(options.Host, log);
        executor = new CellExecutor(session, transport, options.Host, programs);
        editor = new EditorRequests(session);
        requests = new RequestHandler(options, transport, log, executor, editor, ended);
    }

    /// <summary>
    /// Serves the front ends that a connection file names, over ZeroMQ, until one of them ends the kernel; then ends the
    /// process, and with it everything that cells left running.
    /// </summary>
    /// <param name="connectionFile">The file that the front end wrote.</param>
    /// <param name="options">How.</param>
    /// <exception cref="JupyterException">It cannot start.</exception>
    public static void Run(string connectionFile, KernelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var kernel = new JupyterKernel(new ZeroMqTransport(ConnectionFile.Read(connectionFile)), options);
        kernel.Serve();
    }

    /// <summary>Serves the one front end that listens on a Unix socket, until it goes; then ends the process likewise.</summary>
    /// <param name="socketPath">The socket's path.</param>
    /// <param name="options">How.</param>
    public static void RunConnected(string socketPath, KernelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var kernel = new JupyterKernel(new SocketTransport(socketPath), options);
        kernel.Serve();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0) return;
        options.Host.EndPrograms();
        programs.Settle();
        executor.Flush();
        transport.Dispose();
        log.Dispose();
    }

    private void Serve()
    {
        // Ctrl+C in the terminal from which a front end was started means the cell.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            executor.Interrupt();
        });
        // A cell that ends the process leaves time for last words.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        FrontEndWatch.Start(options.Host, ended.Set);
        ThreadPoolGuard.Start();
        transport.Start(requests.Receive, log.Write, ended.Set);
        programs.Capture();
        transport.Send(KernelChannel.IoPub, "status", null, new JsonObject { ["execution_state"] = "starting" });
        Start("jupyter control", () => requests.Serve(KernelChannel.Control));
        Start("jupyter shell", () => requests.Serve(KernelChannel.Shell));
        if (options.WarmsUp) _ = WarmUp();
        ended.Wait();
        var exiting = new Thread(() =>
        {
            // A thread of a cell may not let the process end in order.
            Thread.Sleep(ExitTimeout);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true };
        exiting.Start();
        Dispose();
        // Not a return: threads that cells left running would keep the process.
        Environment.Exit(0);
    }

    private async Task WarmUp()
    {
        await CSharpSession.WarmUp().ConfigureAwait(false);
        if (options.Session.CopyTo is { Length: > 0 } copies)
        {
            var cache = new LibraryCopies(copies, _ => true);
            cache.Hold(AppContext.BaseDirectory);
            cache.Prune();
        }
        // Not at once: the first cell wants the CPU more than the first completion does.
        await Task.Delay(FirstCell).ConfigureAwait(false);
        new Thread(editor.WarmUp, StackSize)
        {
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
            Name = "completion warm-up",
        }.Start();
    }

    // Long expressions are deep trees, and the compiler walks them on its caller's stack.
    private static void Start(string name, ThreadStart body) => new Thread(body, StackSize) { IsBackground = true, Name = name }.Start();
}
