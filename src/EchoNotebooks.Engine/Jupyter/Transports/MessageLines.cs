using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Messages as JSON objects, one a line, over a Unix socket: the form in which Jupyter Server passes them to web pages,
/// with the channel as a member. A message has left the process when Write returns: a process that is
/// killed then has said it.
/// </summary>
/// <remarks>
/// Not over stdin and stdout: those belong to the cells and to the programs that they start, and a program that a cell
/// leaves behind would hold them open. The runtime opens sockets close-on-exec.
/// </remarks>
internal sealed class MessageLines(Socket socket) : IDisposable
{
    private readonly StreamReader reader = new(new NetworkStream(socket, ownsSocket: true), new UTF8Encoding(false));
    private readonly string session = Guid.NewGuid().ToString();
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Lock gate = new();

    /// <summary>Writes a message. Where the other side is gone, it is lost.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="parentHeader">The header of the message that it answers, as JSON.</param>
    /// <param name="content">Its content.</param>
    /// <param name="metadata">Its metadata.</param>
    public void Write(
        KernelChannel channel, string type, string id, ReadOnlySpan<byte> parentHeader, JsonObject content, JsonObject? metadata)
    {
        lock (gate)
        {
            line.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(line, MessageJson.Writing))
            {
                writer.WriteStartObject();
                writer.WriteString("channel", NameOf(channel));
                writer.WritePropertyName("header");
                MessageJson.Header(type, id, session).WriteTo(writer);
                writer.WritePropertyName("parent_header");
                writer.WriteRawValue(parentHeader.IsEmpty ? "{}"u8 : parentHeader, skipInputValidation: true);
                writer.WritePropertyName("metadata");
                (metadata ?? []).WriteTo(writer);
                writer.WritePropertyName("content");
                content.WriteTo(writer);
                writer.WriteEndObject();
            }
            line.Write("\n"u8);
            Send(line.WrittenSpan);
        }
    }

    /// <summary>The next message; null when the other side is gone.</summary>
    /// <exception cref="JsonException">The line is none.</exception>
    public JsonObject? Read()
    {
        try
        {
            return reader.ReadLine() is { } text
                ? JsonNode.Parse(text, documentOptions: MessageJson.Reading) as JsonObject ?? throw new JsonException("객체가 아니다")
                : null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Says that nothing more will be written.</summary>
    public void EndWriting()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    public void Dispose() => reader.Dispose();

    /// <summary>The channel of a message that was read.</summary>
    /// <exception cref="JsonException">There is no such channel.</exception>
    public static KernelChannel ChannelOf(JsonObject message)
    {
        foreach (var channel in Enum.GetValues<KernelChannel>())
            if (message["channel"] is JsonValue name && name.TryGetValue<string>(out var text) && text == NameOf(channel)) return channel;
        throw new JsonException("channel이 없거나 모르는 것이다");
    }

    private static string NameOf(KernelChannel channel) => channel switch
    {
        KernelChannel.Shell => "shell",
        KernelChannel.Control => "control",
        KernelChannel.Stdin => "stdin",
        _ => "iopub",
    };

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side is gone; the reading side hears of that.
        }
    }
}
