using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// event-loop: one thread of one process holds serv_sock and every clnt_sock. It waits for all of them at once, in poll(2), and
/// for none of them alone: each call on a clnt_sock does what can be done now.
/// </summary>
internal sealed class EventLoopServer(int serv_sock, int signal_fd) : IServerDesign
{
    private readonly List<Connection> connections = [];
    private readonly PolledAccept clients = new(serv_sock);
    private pollfd[] events = new pollfd[16];

    public int Serve()
    {
        // There is no child to reap, and nothing to end but the process itself: that is what the signals do by default.
        _ = close(signal_fd);
        Signals.Unblock();
        while (true)
        {
            var clientWaits = WaitForEvent();
            for (var i = connections.Count - 1; i >= 0; i--)
                if (events[1 + i].revents != 0 && !connections[i].GoOn()) End(i);
            if (clientWaits) Accept();
        }
    }

    /// <summary>Blocks until something can be done at any socket; returns whether a client waits at serv_sock.</summary>
    private bool WaitForEvent()
    {
        if (events.Length <= connections.Count) Array.Resize(ref events, 2 * events.Length);
        events[0] = clients.Event;
        for (var i = 0; i < connections.Count; i++)
            events[1 + i] = new() { fd = connections[i].Descriptor, events = connections[i].HasToSend ? POLLOUT : POLLIN };
        _ = poll(events, (nuint)(1 + connections.Count), clients.Timeout);
        return clients.IsPaused || events[0].revents != 0;
    }

    private void Accept()
    {
        if (clients.Next() is not (>= 0 and var clnt_sock)) return;
        connections.Add(new Connection(clnt_sock));
    }

    private void End(int index)
    {
        _ = close(connections[index].Descriptor);
        connections.RemoveAt(index);
        Output.Line("client disconnected....\n"u8);
    }

    /// <summary>What was received from one client and not sent back yet: where a process would have its stack, data.</summary>
    private sealed class Connection(int clnt_sock)
    {
        private readonly byte[] buf = new byte[ChildProcess.BUF_SIZE];
        private int received;
        private int sent;

        internal int Descriptor => clnt_sock;

        internal bool HasToSend => sent < received;

        /// <summary>Receives a piece, or sends the rest of one; false where the client has no more to say, or is gone.</summary>
        internal bool GoOn()
        {
            if (!HasToSend)
            {
                var str_len = (int)recv(clnt_sock, buf, (nuint)buf.Length, MSG_DONTWAIT);
                if (str_len == 0 || (str_len == -1 && errno is not (EAGAIN or EINTR))) return false;
                (received, sent) = (Math.Max(str_len, 0), 0);
            }
            while (HasToSend)
            {
                var written = (int)send(clnt_sock, buf.AsSpan(sent..received), (nuint)(received - sent), MSG_DONTWAIT);
                // The client does not read: the loop comes back when it does.
                if (written == -1) return errno is EAGAIN or EINTR;
                sent += written;
            }
            return true;
        }
    }
}
