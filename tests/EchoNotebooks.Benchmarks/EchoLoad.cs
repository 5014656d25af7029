using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EchoNotebooks.Benchmarks;

/// <summary>Clients of an echo server that come one after another, several at a time: connect, one echo, close.</summary>
internal static class EchoLoad
{
    /// <summary>A server that has not answered for so long stands still for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] Message = "안녕하세요\n"u8.ToArray();

    /// <summary>A port that nobody has now.</summary>
    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until a server answers.</summary>
    internal static void WaitForServer(int port, Process server)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30) && !server.HasExited; Thread.Sleep(10))
        {
            try
            {
                Visit(port, new byte[64]);
                return;
            }
            catch (SocketException)
            {
                // It does not listen yet.
            }
        }
        throw new InvalidOperationException($"{server.StartInfo.FileName}로 시작한 서버가 포트 {port}에서 답하지 않는다.");
    }

    /// <summary>Serves connections.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="connections">How many in all, or as many as begin in time.</param>
    /// <param name="atATime">How many at a time.</param>
    /// <param name="atMost">How long clients come; null for as long as it takes.</param>
    /// <returns>How many there were, and how many a second.</returns>
    /// <exception cref="TimeoutException">The server stands still.</exception>
    internal static (int Connections, double PerSecond) Run(int port, int connections, int atATime, TimeSpan? atMost = null)
    {
        var (left, made, isStuck) = (connections, 0, false);
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, atATime).Select(_ => new Thread(() =>
        {
            var received = new byte[64];
            while (Interlocked.Decrement(ref left) >= 0 && !(watch.Elapsed > atMost) && !Volatile.Read(ref isStuck))
            {
                try
                {
                    Visit(port, received);
                    Interlocked.Increment(ref made);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
                {
                    Volatile.Write(ref isStuck, true);
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (isStuck) throw new TimeoutException($"포트 {port}의 서버가 {Patience.TotalSeconds:0}초 동안 답하지 않았다.");
        return (made, made / watch.Elapsed.TotalSeconds);
    }

    private static void Visit(int port, byte[] received)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Message);
        for (var count = 0; count < Message.Length;)
        {
            var more = socket.Receive(received, count, received.Length - count, SocketFlags.None);
            if (more == 0) throw new InvalidOperationException($"포트 {port}의 서버가 다 돌려주기 전에 연결을 닫았다.");
            count += more;
        }
        if (!received.AsSpan(0, Message.Length).SequenceEqual(Message)) throw new InvalidOperationException($"포트 {port}의 서버가 다른 글을 돌려주었다.");
    }
}
