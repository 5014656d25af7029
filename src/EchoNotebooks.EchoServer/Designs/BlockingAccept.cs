using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>accept for a process that waits for nothing else at the same time.</summary>
/// <param name="serv_sock">the descriptor of the listening socket</param>
internal sealed class BlockingAccept(int serv_sock)
{
    private readonly PolledAccept clients = new(serv_sock);

    /// <summary>
    /// Lets accept(2) block. This is a property of the open file description, so it holds for every process that has a
    /// descriptor of serv_sock.
    /// </summary>
    internal static void Prepare(int serv_sock) => _ = fcntl(serv_sock, F_SETFL, 0);

    /// <summary>Waits for the next client and announces it. The caller holds the returned clnt_sock.</summary>
    internal int Next()
    {
        while (true)
        {
            if (clients.Next() is >= 0 and var clnt_sock) return clnt_sock;
            if (clients.IsPaused) _ = poll([], 0, AcceptBackoff.Milliseconds);
        }
    }
}
