using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Front ends over ZeroMQ, as Jupyter's clients and VS Code are. One thread owns the five sockets and does nothing but
/// move frames, so that the heartbeat is answered and a request is taken whatever a cell does.
/// </summary>
internal sealed class ZeroMqTransport : IKernelTransport
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
    private readonly WireFormat format;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">The addresses and the key.</param>
    /// <exception cref="JupyterException">A port cannot be used.</exception>
    public ZeroMqTransport(ConnectionFile connection)
    {
        format = new WireFormat(connection.Key);
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
        heartbeat.ReceiveReady += (_, e) => Send(e.Socket, Frames(e.Socket));
        // One byte, 1 for a subscription and 0 for its end, then the topic.
        iopub.ReceiveReady += (_, e) =>
        {
            if (Frames(e.Socket) is [[1, .. var topic]]) Welcome(topic);
        };
        outbox.ReceiveReady += (_, e) =>
        {
            while (e.Queue.TryDequeue(out var message, TimeSpan.Zero)) Send(SocketOf(message.Channel), message.Frames);
        };
        poller = [shell, control, stdin, heartbeat, iopub, outbox];
        thread = new Thread(poller.Run) { IsBackground = true, Name = "jupyter sockets" };
    }

    /// <inheritdoc/>
    public void Start(Action<KernelChannel, Message> received, Action<string> rejected, Action disconnected)
    {
        foreach (var channel in (KernelChannel[])[KernelChannel.Shell, KernelChannel.Control, KernelChannel.Stdin])
        {
            SocketOf(channel).ReceiveReady += (_, e) =>
            {
                if (format.Read(Frames(e.Socket), out var wrong) is { } message) received(channel, message);
                else rejected($"{channel} 채널로 온 메시지를 버렸다: {wrong}.");
            };
        }
        thread.Start();
    }

    /// <inheritdoc/>
    public void Send(KernelChannel channel, string type, Message? parent, JsonObject content, JsonObject? metadata = null)
    {
        IEnumerable<byte[]> identities = channel == KernelChannel.IoPub ? [Topic(type, content)] : parent?.Identities ?? [];
        Send(channel, format.Write(identities, type, parent?.Header, content, metadata));
    }

    private void Send(KernelChannel channel, List<byte[]> frames)
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

    /// <summary>Sends what is still to be sent, as far as front ends take it soon, and closes.</summary>
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

    /// <summary>Tells a front end that it hears of outputs from now on (JEP 65).</summary>
    private void Welcome(byte[] topic) => Send(KernelChannel.IoPub, format.Write(
        [topic], "iopub_welcome", null, new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) }));

    private static byte[] Topic(string type, JsonObject content) =>
        Encoding.UTF8.GetBytes(type == "stream" ? $"stream.{content["name"]}" : type);

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
        // The front end that asked may be gone.
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
            throw new JupyterException($"커널이 {connection.Address}:{port}({name})에서 기다릴 수 없다: {why}. "
                + "주피터가 고른 포트이니 커널을 다시 시작하면 다른 포트를 고른다.", e);
        }
    }
}
