using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>The state of every TCP connection that some descriptor leads to, asked one by one: clients change it at any time.</summary>
internal sealed class SocketStates(Ownership ownership) : IDisposable
{
    private readonly List<OpenFileDescription> sockets = [];
    private readonly List<TcpConnection> connections = [];
    private TcpStates? kernel = TcpStates.TryOpen();

    /// <summary>Brings all up to date.</summary>
    /// <returns>false where the kernel refuses to answer (a sandbox without netlink).</returns>
    internal bool TryRefresh()
    {
        if (kernel is null) return false;
        sockets.Clear();
        connections.Clear();
        foreach (var socket in ownership.Sockets)
        {
            if (socket.Connection is null) continue;
            sockets.Add(socket);
            connections.Add(socket.Connection);
        }
        if (kernel.Read(connections) != 0)
        {
            Dispose();
            return false;
        }
        foreach (var socket in sockets)
        {
            var state = SocketReader.TcpState(socket.Connection!.State);
            if (state == socket.Socket!.State) continue;
            // A socket that is in no table of the kernel any more (after a RST) has no ends there either.
            ownership.BecomeSocket(socket, socket.Connection.State == TCP_CLOSE
                ? socket.Socket with { Local = null, Remote = null, State = state }
                : socket.Socket with { State = state });
        }
        return true;
    }

    public void Dispose()
    {
        kernel?.Dispose();
        kernel = null;
    }
}
