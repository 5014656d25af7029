using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// One front end, which started the kernel and listens on a Unix socket: the run from top to bottom. When it goes, so
/// does the kernel.
/// </summary>
internal sealed class SocketTransport : IKernelTransport
{
    private readonly MessageLines lines;
    private volatile bool isDisposed;

    /// <summary>Connects.</summary>
    /// <param name="socketPath">The path of the front end's socket.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public SocketTransport(string socketPath)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        lines = new MessageLines(socket);
    }

    public void Start(Action<KernelChannel, Message> received, Action<string> rejected, Action disconnected) => new Thread(() =>
    {
        while (true)
        {
            try
            {
                if (lines.Read() is not { } line) break;
                var (channel, message) = Parse(line);
                received(channel, message);
            }
            catch (JsonException e)
            {
                rejected($"소켓으로 온 메시지를 버렸다: {e.Message}.");
            }
        }
        if (!isDisposed) disconnected();
    })
    { IsBackground = true, Name = "jupyter socket" }.Start();

    public void Send(KernelChannel channel, string type, Message? parent, JsonObject content, JsonObject? metadata = null) =>
        lines.Write(channel, type, Guid.NewGuid().ToString(), parent?.Header, content, metadata);

    public void Dispose()
    {
        isDisposed = true;
        lines.Dispose();
    }

    /// <exception cref="JsonException">It is JSON, but no message.</exception>
    private static (KernelChannel Channel, Message Message) Parse(JsonObject line)
    {
        if ((line["header"], line["metadata"], line["content"]) is not (JsonObject header, JsonObject metadata, JsonObject content))
            throw new JsonException("header, metadata, content 가운데 하나가 없다");
        if (header["msg_type"] is not JsonValue value || !value.TryGetValue<string>(out var type))
            throw new JsonException("머리글(header)에 msg_type이 없다");
        return (MessageLines.ChannelOf(line), new Message([], MessageJson.Bytes(header), type, metadata, content));
    }
}
