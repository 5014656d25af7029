using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// thread: one thread a client, in one process. Threads share the descriptor table, so clnt_sock is one number of one process,
/// and it is closed once.
/// </summary>
internal sealed class ThreadServer(int serv_sock, int signal_fd) : IServerDesign
{
    /// <summary>In bytes. The echo's own frames take a few hundred.</summary>
    private const int StackSize = 128 * 1024;

    public int Serve()
    {
        // The end of the process ends its threads. The signals stay blocked in those, so that this one gets them.
        _ = close(signal_fd);
        Signals.Unblock();
        BlockingAccept.Prepare(serv_sock);
        var clients = new BlockingAccept(serv_sock);
        while (true) Begin(clients.Next());
    }

    private static void Begin(int clnt_sock)
    {
        try
        {
            new Thread(() => ClientService.Run(clnt_sock), StackSize) { IsBackground = true }.Start();
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            Output.Error("스레드를 만들지 못해 이 클라이언트와 연결을 끊는다. 스레드 수의 한도(ulimit -u)나 메모리가 찼다.\n");
            _ = close(clnt_sock);
        }
    }
}
