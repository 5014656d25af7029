using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EchoNotebooks;

/// <summary>Clients that come one after another, some at a time: connect, one echo, close.</summary>
internal static class ClientLoad
{
    /// <summary>How many are there at a time.</summary>
    public const int AtATime = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Message = "안녕하세요\n"u8.ToArray();

    /// <summary>Lets clients come until there were enough, or the time is over.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="connections">How many clients at most.</param>
    /// <param name="atMost">No client begins after that, but one in each place.</param>
    /// <returns>How many there were, and how long that took.</returns>
    /// <exception cref="EchoServerException">The server did not answer one of them.</exception>
    public static async Task<(int Connections, TimeSpan Elapsed)> RunAsync(int port, int connections, TimeSpan atMost)
    {
        var (left, made) = (connections, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => OnItsOwnThread(() =>
        {
            // The time is looked at behind the first: a thread of a busy machine may begin when it is over.
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using (var socket = Connect(port)) Echo(socket);
                Interlocked.Increment(ref made);
                if (watch.Elapsed >= atMost) return;
            }
        }))).ConfigureAwait(false);
        return (made, watch.Elapsed);
    }

    /// <summary>Clients that stay: each has had one echo.</summary>
    public static Task<List<Socket>> StayAsync(int port, int count) => OnItsOwnThread(() =>
    {
        var sockets = new List<Socket>();
        try
        {
            while (sockets.Count < count)
            {
                sockets.Add(Connect(port));
                Echo(sockets[^1]);
            }
            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    });

    /// <summary>A client waits in its calls, and must not keep the pool's threads from others.</summary>
    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<bool> OnItsOwnThread(Action work) => OnItsOwnThread(() =>
    {
        work();
        return true;
    });

    private static Socket Connect(int port)
    {
        var timeout = (int)Patience.TotalMilliseconds;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = timeout,
            SendTimeout = timeout,
        };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new EchoServerException($"포트 {port}의 서버에 연결하지 못했다({e.SocketErrorCode}). 서버가 살아 있는지 ProcessTree()로 확인한다.");
        }
    }

    private static void Echo(Socket socket)
    {
        var port = ((IPEndPoint)socket.RemoteEndPoint!).Port;
        try
        {
            socket.Send(Message);
            Span<byte> received = stackalloc byte[Message.Length];
            for (var count = 0; count < received.Length;)
            {
                var more = socket.Receive(received[count..]);
                if (more == 0) throw new EchoServerException($"포트 {port}의 서버가 다 돌려주기 전에 연결을 닫았다. 서버의 Output을 본다.");
                count += more;
            }
        }
        catch (SocketException e)
        {
            throw new EchoServerException($"포트 {port}의 서버와 주고받지 못했다({e.SocketErrorCode}). 서버의 Output을 본다.");
        }
    }
}
