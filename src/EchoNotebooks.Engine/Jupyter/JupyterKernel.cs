using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// A kernel for Jupyter's messaging protocol: takes requests, each on its channel in order, and says on the output
/// channel when it is at work. Cells are run by <see cref="CellExecutor"/>.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private static readonly TimeSpan InterruptPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstCell = TimeSpan.FromSeconds(3);
    private const int StackSize = 64 << 20;
    private readonly KernelOptions options;
    private readonly KernelLog log;
    private readonly ProgramOutput programs;
    private readonly IKernelTransport transport;
    private readonly BlockingCollection<Message> shell = [];
    private readonly BlockingCollection<Message> control = [];
    private readonly ManualResetEventSlim ended = new();
    private readonly InputRequest input = new();
    private readonly History history = new();
    private readonly CSharpSession session;
    private readonly CellExecutor executor;
    private readonly EditorRequests editor;
    private int closed;

    private JupyterKernel(IKernelTransport transport, KernelOptions options)
    {
        this.transport = transport;
        this.options = options;
        log = new KernelLog(options.Host.Log);
        session = new CSharpSession(Directory.GetCurrentDirectory(), options.Session, options.Host);
        programs = new ProgramOutput(options.Host, log);
        executor = new CellExecutor(session, history, input, transport, options.Host, programs);
        editor = new EditorRequests(session);
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
        // Ctrl+C in a terminal from which a front end was started means the cell; a cell that ends the process leaves time for last words.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            Interrupt();
        });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        ParentWatch.Start(options.Host, ended.Set);
        ThreadPoolGuard.Start();
        transport.Start(Receive, log.Write, ended.Set);
        programs.Capture();
        Publish("status", null, new JsonObject { ["execution_state"] = "starting" });
        Start("jupyter control", () => Take(control, KernelChannel.Control));
        Start("jupyter shell", () => Take(shell, KernelChannel.Shell));
        if (options.WarmsUp) _ = WarmUp();
        ended.Wait();
        var exiting = new Thread(() =>
        {
            // A thread of a cell may not let the process end in order.
            Thread.Sleep(ExitPatience);
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
        if (options.Session.CopyTo is { } copies)
        {
            new LibraryCopies(copies).Hold(AppContext.BaseDirectory);
            new LibraryCopies(copies).Prune();
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

    /// <summary>On the transport's thread.</summary>
    private void Receive(KernelChannel channel, Message message)
    {
        switch (channel)
        {
            case KernelChannel.Control:
                control.Add(message);
                break;
            case KernelChannel.Stdin when message.Type == "input_reply":
                input.Answer(message.Text("value"));
                break;
            case KernelChannel.Stdin:
                log.Write($"stdin 채널에서는 모르는 메시지: {Quoted(message.Type)}.");
                break;
            default:
                shell.Add(message);
                break;
        }
    }

    private void Take(BlockingCollection<Message> requests, KernelChannel channel)
    {
        foreach (var request in requests.GetConsumingEnumerable())
        {
            if (ended.IsSet) return;
            Handle(request, channel);
        }
    }

    private void Handle(Message request, KernelChannel channel)
    {
        Busy(request);
        List<Message> waiting = [];
        try
        {
            Answer(request, channel, waiting);
        }
        catch (Exception e)
        {
            // A kernel never dies of a message.
            log.Write($"{Quoted(request.Type)}을 처리하다가 난 오류: {e}");
            var error = new JsonObject
            {
                ["ename"] = e.GetType().Name,
                ["evalue"] = e.Message,
                ["traceback"] = new JsonArray($"커널에서 난 오류: {e.GetType().Name}: {e.Message}"),
            };
            if (request.Type == "execute_request") Publish("error", request, (JsonObject)error.DeepClone());
            error["status"] = "error";
            if (request.Type.EndsWith("_request", StringComparison.Ordinal)) Reply(channel, request, error);
        }
        Idle(request);
        foreach (var each in waiting)
        {
            if (each.Type == "execute_request") Abort(each);
            else Handle(each, channel);
        }
        if (request.Type == "shutdown_request") ended.Set();
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channel">Where it came from.</param>
    /// <param name="waiting">
    /// Filled with the requests that were sent behind a cell before its front end knew that it fails: the cells among
    /// them are not to be run.
    /// </param>
    private void Answer(Message request, KernelChannel channel, List<Message> waiting)
    {
        switch (request.Type)
        {
            case "execute_request" when channel == KernelChannel.Shell:
                var (reply, metadata) = executor.Execute(request, () =>
                {
                    while (shell.TryTake(out var next, OnTheWay)) waiting.Add(next);
                });
                Reply(channel, request, reply, metadata);
                break;
            case "kernel_info_request":
                Reply(channel, request, KernelInfo.Of(options));
                break;
            case "complete_request":
                Reply(channel, request, editor.Complete(request));
                break;
            case "inspect_request":
                Reply(channel, request, editor.Inspect(request));
                break;
            case "is_complete_request":
                Reply(channel, request, EditorRequests.IsComplete(request));
                break;
            case "history_request":
                Reply(channel, request, history.Answer(request));
                break;
            case "comm_info_request":
                Reply(channel, request, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                // There is nothing here that a widget could talk to; it hears so.
                Publish("comm_close", request, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                break;
            case "comm_msg" or "comm_close":
                break;
            case "interrupt_request":
                Interrupt();
                Reply(channel, request, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                var content = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart") };
                Publish("shutdown_reply", request, (JsonObject)content.DeepClone());
                Reply(channel, request, content);
                break;
            default:
                log.Write($"모르는 메시지: {Quoted(request.Type)}.");
                break;
        }
    }

    private void Interrupt() => _ = Task.Run(() =>
    {
        executor.InterruptPrograms();
        return session.InterruptAsync(InterruptPatience);
    });

    private void Abort(Message request)
    {
        Busy(request);
        Reply(KernelChannel.Shell, request, new JsonObject { ["status"] = "aborted" });
        Idle(request);
    }

    private void Busy(Message request) => Publish("status", request, new JsonObject { ["execution_state"] = "busy" });

    private void Idle(Message request) => Publish("status", request, new JsonObject { ["execution_state"] = "idle" });

    private void Reply(KernelChannel channel, Message request, JsonObject content, JsonObject? metadata = null) =>
        transport.Send(channel, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), request, content, metadata);

    private void Publish(string type, Message? parent, JsonObject content) => transport.Send(KernelChannel.IoPub, type, parent, content);

    // What another process sent is not to steer a terminal.
    private static string Quoted(string text) => $"\"{Visible.OnOneLine(TextWidth.Cut(text, 60))}\"";
}
