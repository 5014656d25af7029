using EchoNotebooks.Linux.Native;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// prefork: every worker has a descriptor of serv_sock and waits in accept. The kernel wakes one of them for each client. The
/// parent accepts nobody: it only replaces workers that have ended.
/// </summary>
internal sealed class PreforkServer(int serv_sock, int signal_fd) : IServerDesign
{
    private readonly Children children = new();

    public int Serve()
    {
        BlockingAccept.Prepare(serv_sock);
        var workers = new Workers(signal_fd, children);
        Span<pollfd> events = [new() { fd = signal_fd, events = POLLIN }];
        while (true)
        {
            workers.Fill(() => new(AcceptForEver, _ => { }));
            _ = poll(events, 1, timeout: -1);
            var (childEnded, endAsked) = Signals.Take(signal_fd);
            if (childEnded) children.ReapEnded();
            if (!endAsked) continue;
            _ = close(serv_sock);
            children.End();
            return 0;
        }
    }

    /// <summary>Runs in a worker.</summary>
    private void AcceptForEver()
    {
        var clients = new BlockingAccept(serv_sock);
        while (true) ClientService.Run(clients.Next());
    }
}
