using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace EchoNotebooks.Engine.Run;

/// <summary>
/// JSON lines both ways over a Unix socket. Not over stdin and stdout: those belong to the cells and to whatever
/// they start, native code included, and a process that a cell leaves behind would hold them open. The runtime
/// opens sockets close-on-exec.
/// </summary>
internal sealed class WorkerChannel(Socket socket) : IDisposable
{
    private readonly StreamReader reader = new(new NetworkStream(socket, ownsSocket: true), new UTF8Encoding(false));
    private readonly Lock gate = new();

    public void Send(WorkerCommand command) => SendLine(JsonSerializer.SerializeToUtf8Bytes(command, WorkerJson.Lines.WorkerCommand));

    public void Send(WorkerEvent message) => SendLine(JsonSerializer.SerializeToUtf8Bytes(message, WorkerJson.Lines.WorkerEvent));

    /// <summary>The next command; null when the other side is gone.</summary>
    public WorkerCommand? NextCommand() => NextLine() is { } line ? JsonSerializer.Deserialize(line, WorkerJson.Lines.WorkerCommand) : null;

    /// <summary>The next event; null when the other side is gone.</summary>
    public WorkerEvent? NextEvent() => NextLine() is { } line ? JsonSerializer.Deserialize(line, WorkerJson.Lines.WorkerEvent) : null;

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending()
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

    private string? NextLine()
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private void SendLine(byte[] json)
    {
        try
        {
            lock (gate)
            {
                socket.SendAll(json);
                socket.SendAll("\n"u8);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side is gone; whoever waits for its answer hears of that in its own way.
        }
    }
}

internal static class SocketExtensions
{
    public static void SendAll(this Socket socket, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty) data = data[socket.Send(data)..];
    }
}
