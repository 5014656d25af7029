using EchoNotebooks.Linux;
using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// passing: the parent accepts and hands clnt_sock to a worker that has nothing to do, in a message over a socket pair
/// (SCM_RIGHTS, unix(7)). The worker says with one byte that it has served its client.
/// </summary>
internal sealed class PassingServer(int serv_sock, int signal_fd) : IServerDesign
{
    private readonly Children children = new();
    private readonly List<Channel> channels = [];
    private readonly PolledAccept clients = new(serv_sock);

    public int Serve()
    {
        var workers = new Workers(signal_fd, children);
        while (true)
        {
            workers.Fill(OpenChannel);
            var (clientWaits, signalCame) = WaitForEvent();
            if (signalCame)
            {
                var (childEnded, endAsked) = Signals.Take(signal_fd);
                if (childEnded) children.ReapEnded();
                if (endAsked) return End();
            }
            if (clientWaits) Accept();
        }
    }

    /// <summary>A socket pair for the next worker: one end stays here, the worker inherits the other.</summary>
    private Workers.Work OpenChannel()
    {
        Span<int> pair = [-1, -1];
        _ = socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        var (here, there) = (pair[0], pair[1]);
        return new(() => ServeForEver(here, there), forked =>
        {
            _ = close(there);
            if (forked) channels.Add(new Channel(here));
            else _ = close(here);
        });
    }

    /// <summary>Blocks until a client waits and a worker is idle, or a signal comes; takes what the workers say.</summary>
    private (bool ClientWaits, bool SignalCame) WaitForEvent()
    {
        var accepts = !clients.IsPaused && channels.Exists(channel => channel.IsIdle);
        // poll(2) leaves out a negative descriptor.
        var events = new pollfd[2 + channels.Count];
        events[0] = new() { fd = signal_fd, events = POLLIN };
        events[1] = new() { fd = accepts ? serv_sock : -1, events = POLLIN };
        for (var i = 0; i < channels.Count; i++) events[2 + i] = new() { fd = channels[i].Descriptor, events = POLLIN };
        if (poll(events, (nuint)events.Length, clients.Timeout) == -1) return default;
        for (var i = channels.Count - 1; i >= 0; i--)
            if (events[2 + i].revents != 0) Hear(channels[i]);
        return (events[1].revents != 0 || (clients.IsPaused && channels.Exists(channel => channel.IsIdle)), events[0].revents != 0);
    }

    private void Hear(Channel channel)
    {
        Span<byte> done = [0];
        if (read(channel.Descriptor, done, 1) == 1) channel.IsIdle = true;
        else Close(channel);
    }

    private void Accept()
    {
        if (clients.Next() is not (>= 0 and var clnt_sock)) return;
        // A worker may have ended since it was idle: then the next one gets the client.
        while (channels.Find(channel => channel.IsIdle) is { } idle)
        {
            idle.IsIdle = false;
            if (DescriptorMessage.Send(idle.Descriptor, clnt_sock)) break;
            Close(idle);
        }
        _ = close(clnt_sock);
    }

    private void Close(Channel channel)
    {
        _ = close(channel.Descriptor);
        channels.Remove(channel);
    }

    /// <summary>
    /// Runs in a worker. Holds on entry what the parent held at fork: serv_sock, its ends of the pairs of the workers before,
    /// and both ends of its own pair. Ends where the parent has closed its end.
    /// </summary>
    private void ServeForEver(int here, int there)
    {
        _ = close(serv_sock);
        _ = close(here);
        foreach (var other in channels) _ = close(other.Descriptor);
        while (DescriptorMessage.Receive(there) is >= 0 and var clnt_sock)
        {
            ClientService.Run(clnt_sock);
            if (!Output.WriteAll(there, "."u8)) return;
        }
    }

    private int End()
    {
        _ = close(serv_sock);
        children.End();
        return 0;
    }

    /// <summary>The parent's end of a worker's socket pair.</summary>
    private sealed class Channel(int descriptor)
    {
        internal int Descriptor => descriptor;

        internal bool IsIdle { get; set; } = true;
    }
}
