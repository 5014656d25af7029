using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// iterative: one process serves one client after the other. While it waits for what the first has to say, the next waits in
/// the queue of serv_sock.
/// </summary>
internal sealed class IterativeServer(int serv_sock, int signal_fd) : IServerDesign
{
    public int Serve()
    {
        // There is no child to reap, and nothing to end but the process itself: that is what the signals do by default.
        _ = close(signal_fd);
        Signals.Unblock();
        BlockingAccept.Prepare(serv_sock);
        var clients = new BlockingAccept(serv_sock);
        while (true) ClientService.Run(clients.Next());
    }
}
