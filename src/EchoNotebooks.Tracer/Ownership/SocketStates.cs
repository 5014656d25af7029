using System.Diagnostics;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The state of every TCP connection that is known, asked one by one: clients change it at any time.</summary>
internal sealed class SocketStates(Ownership ownership) : IDisposable
{
    /// <summary>
    /// All are asked this often at most, and never for more than a tenth of the time; the one that a step acts on is asked each
    /// time.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly List<OpenFileDescription> sockets = [];
    private readonly List<TcpConnection> connections = [];
    private TcpStates? kernel = TcpStates.TryOpen();
    private long last;
    private TimeSpan cost;

    /// <summary>Whether the kernel answers.</summary>
    internal bool CanAsk => kernel is not null;

    /// <summary>Brings the one up to date, and all the others unless that was done a moment ago.</summary>
    /// <param name="acting">The socket that the step is about.</param>
    /// <returns>false where the kernel refuses to answer (a sandbox without netlink).</returns>
    internal bool TryRefresh(OpenFileDescription? acting)
    {
        if (kernel is null) return false;
        if (last == 0 || Stopwatch.GetElapsedTime(last) > (10 * cost > Interval ? 10 * cost : Interval)) return TryRefresh();
        Clear();
        if (acting is { References: > 0 }) Add(acting);
        // These too: the next line must say whether the close of the last descriptor has destroyed the socket.
        foreach (var socket in ownership.Unreferenced) Add(socket);
        return TryAsk();
    }

    /// <summary>Brings all up to date.</summary>
    /// <returns>false where the kernel refuses to answer.</returns>
    internal bool TryRefresh()
    {
        var start = Stopwatch.GetTimestamp();
        Clear();
        foreach (var socket in ownership.Sockets) Add(socket);
        var isAnswered = TryAsk();
        last = Stopwatch.GetTimestamp();
        cost = Stopwatch.GetElapsedTime(start, last);
        return isAnswered;
    }

    public void Dispose()
    {
        kernel?.Dispose();
        kernel = null;
    }

    private void Clear()
    {
        sockets.Clear();
        connections.Clear();
    }

    private void Add(OpenFileDescription socket)
    {
        if (socket.Connection is not { } connection) return;
        sockets.Add(socket);
        connections.Add(connection);
    }

    private bool TryAsk()
    {
        if (kernel is null) return false;
        if (kernel.Read(connections) != 0)
        {
            Dispose();
            return false;
        }
        foreach (var socket in sockets)
        {
            var state = SocketReader.TcpState(socket.Connection!.State);
            // Of a socket without a descriptor, TCP_CLOSE may also mean that it is no more.
            if (state == socket.Socket!.State || (socket.References == 0 && socket.Connection.State == TCP_CLOSE)) continue;
            // A socket that is in no table of the kernel any more (after a RST) has no ends there either.
            ownership.BecomeSocket(socket, socket.Connection.State == TCP_CLOSE
                ? socket.Socket with { Local = null, Remote = null, State = state }
                : socket.Socket with { State = state });
        }
        return true;
    }
}
