using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoNotebooks.TestSupport;

/// <summary>A TCP client that can be as rude as a test needs it.</summary>
public sealed class Client : IDisposable
{
    private readonly Socket socket;

    private Client(Socket socket) => this.socket = socket;

    public static async Task<Client> ConnectAsync(int port, IPAddress? address = null, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        using var timeout = new CancellationTokenSource(RunningServer.Timeout);
        await socket.ConnectAsync(new IPEndPoint(address ?? IPAddress.Loopback, port), timeout.Token);
        return new Client(socket);
    }

    public static async Task<List<Client>> ConnectManyAsync(int port, int count)
    {
        var clients = new List<Client>();
        for (var i = 0; i < count; i++) clients.Add(await ConnectAsync(port));
        return clients;
    }

    public async Task<string> EchoAsync(string text) => Encoding.UTF8.GetString(await EchoAsync(Encoding.UTF8.GetBytes(text)));

    public async Task<byte[]> EchoAsync(byte[] data)
    {
        await SendAsync(data);
        return await ReceiveAsync(data.Length);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> data)
    {
        using var timeout = new CancellationTokenSource();
        for (var sent = 0; sent < data.Length;)
        {
            timeout.CancelAfter(RunningServer.Timeout);
            sent += await socket.SendAsync(data[sent..], timeout.Token);
        }
    }

    /// <summary>Receives exactly so many bytes; fewer where the server closes before.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        using var timeout = new CancellationTokenSource();
        var data = new byte[count];
        var received = 0;
        while (received < count)
        {
            // For each piece anew: a thousand clients at once take their time, but all of them get on.
            timeout.CancelAfter(RunningServer.Timeout);
            var n = await socket.ReceiveAsync(data.AsMemory(received), timeout.Token);
            if (n == 0) break;
            received += n;
        }
        return data[..received];
    }

    /// <summary>Sends in pieces of random length while receiving; returns what came back.</summary>
    public async Task<byte[]> EchoInPiecesAsync(byte[] data, Random random)
    {
        var lengths = new List<int>();
        for (var sum = 0; sum < data.Length; sum += lengths[^1]) lengths.Add(Math.Min(random.Next(1, 4000), data.Length - sum));
        var receiving = ReceiveAsync(data.Length);
        var from = 0;
        foreach (var length in lengths)
        {
            await SendAsync(data.AsMemory(from, length));
            from += length;
        }
        return await receiving;
    }

    /// <summary>Says that it sends no more (FIN), and still reads.</summary>
    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with RST in place of FIN.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();
}
