using System.Net.Sockets;
using NetMQ;
using NetMQ.Sockets;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>The channels on which messages travel.</summary>
internal enum KernelChannel
{
    Shell,
    Control,
    Stdin,
    IoPub,
}

/// <summary>
/// The five sockets of a kernel. One thread owns them all and does nothing but move frames, so that the heartbeat is
/// answered and a request is taken whatever a cell does. Sending is possible from any thread; the order is kept
/// across channels.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly RouterSocket heartbeat = new();
    private readonly XPublisherSocket iopub = new();
    private readonly NetMQQueue<(KernelChannel Channel, List<byte[]> Frames)> outbox = new();
    private readonly NetMQPoller poller;
    private readonly Thread thread;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="received">Told of what arrives, on the sockets' own thread: must not wait.</param>
    /// <param name="subscribed">Told of a new subscription's topic, on the same thread.</param>
    /// <exception cref="JupyterException">A port cannot be used.</exception>
    public KernelSockets(ConnectionFile connection, Action<KernelChannel, List<byte[]>> received, Action<byte[]> subscribed)
    {
        // Nothing may be lost because a reader is slow; how much a cell may print is limited where it is printed.
        iopub.Options.SendHighWatermark = 0;
        iopub.Options.XPubVerbose = true;
        // A front end that comes back under its name after a network that broke is answered where it is now.
        foreach (var router in (RouterSocket[])[shell, control, stdin]) router.Options.RouterHandover = true;
        try
        {
            Bind(shell, connection, connection.Shell, "shell_port");
            Bind(control, connection, connection.Control, "control_port");
            Bind(stdin, connection, connection.Stdin, "stdin_port");
            Bind(heartbeat, connection, connection.Heartbeat, "hb_port");
            Bind(iopub, connection, connection.IoPub, "iopub_port");
        }
        catch (JupyterException)
        {
            foreach (var socket in (NetMQSocket[])[shell, control, stdin, heartbeat, iopub]) socket.Dispose();
            outbox.Dispose();
            throw;
        }
        shell.ReceiveReady += (_, e) => received(KernelChannel.Shell, Frames(e.Socket));
        control.ReceiveReady += (_, e) => received(KernelChannel.Control, Frames(e.Socket));
        stdin.ReceiveReady += (_, e) => received(KernelChannel.Stdin, Frames(e.Socket));
        heartbeat.ReceiveReady += (_, e) => Send(e.Socket, Frames(e.Socket));
        // One byte, 1 for a subscription and 0 for its end, then the topic.
        iopub.ReceiveReady += (_, e) =>
        {
            if (Frames(e.Socket) is [[1, .. var topic]]) subscribed(topic);
        };
        outbox.ReceiveReady += (_, e) =>
        {
            while (e.Queue.TryDequeue(out var message, TimeSpan.Zero)) Send(SocketOf(message.Channel), message.Frames);
        };
        poller = [shell, control, stdin, heartbeat, iopub, outbox];
        thread = new Thread(poller.Run) { IsBackground = true, Name = "jupyter sockets" };
    }

    public void Start() => thread.Start();

    /// <summary>Sends from any thread.</summary>
    public void Send(KernelChannel channel, List<byte[]> frames)
    {
        try
        {
            outbox.Enqueue((channel, frames));
        }
        catch (ObjectDisposedException)
        {
            // The kernel ends, and a task of a cell still wants to say something.
        }
    }

    /// <summary>Sends what is still to be sent, as far as somebody takes it soon, and closes.</summary>
    public void Dispose()
    {
        if (thread.IsAlive)
        {
            var sent = new ManualResetEventSlim();
            var timer = new NetMQTimer(TimeSpan.FromMilliseconds(1));
            timer.Elapsed += (_, _) => sent.Set();
            poller.Add(timer);
            sent.Wait(LastWords);
            poller.Stop();
            thread.Join(LastWords);
        }
        poller.Dispose();
        foreach (var socket in (NetMQSocket[])[shell, control, stdin, heartbeat, iopub])
        {
            socket.Options.Linger = LastWords;
            socket.Dispose();
        }
        outbox.Dispose();
        NetMQConfig.Cleanup(block: true);
    }

    private NetMQSocket SocketOf(KernelChannel channel) => channel switch
    {
        KernelChannel.Shell => shell,
        KernelChannel.Control => control,
        KernelChannel.Stdin => stdin,
        _ => iopub,
    };

    private static List<byte[]> Frames(NetMQSocket socket) => socket.ReceiveMultipartBytes();

    private static void Send(NetMQSocket socket, List<byte[]> frames)
    {
        // Who asked may be gone: then nobody waits for it.
        socket.TrySendMultipartBytes(TimeSpan.Zero, frames);
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port, string name)
    {
        try
        {
            socket.Bind($"tcp://{connection.Address}:{port}");
        }
        catch (Exception e) when (e is NetMQException or SocketException or ArgumentException)
        {
            var why = e is AddressAlreadyInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                ? "다른 프로그램이 이미 쓰고 있다" : e.Message;
            throw new JupyterException($"커널이 {connection.Address}:{port}({name})에서 기다릴 수 없다: {why}. 주피터가 고른 포트이니 커널을 다시 시작하면 다른 포트를 고른다.", e);
        }
    }
}
