using System.Net;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// All TCP sockets of a port in this process's network namespace, those too that no descriptor leads to: a connection that waits
/// for accept(2), one that is closed and not over (FIN_WAIT2), and what is left of one (TIME_WAIT). By sock_diag(7), or from
/// /proc/net/tcp and tcp6 where that is refused.
/// </summary>
internal static class TcpPort
{
    /// <summary>Reads the sockets of which one end has this port.</summary>
    /// <param name="port">The port.</param>
    /// <returns>The sockets in the kernel's order; the inode is 0 where no descriptor leads there.</returns>
    internal static List<SocketFact> Read(int port)
    {
        var found = new List<SocketFact>();
        using var diag = SockDiag.TryOpen();
        foreach (var (name, family) in ((string, int)[])[("tcp", AF_INET), ("tcp6", AF_INET6)])
            if (diag is null || diag.DumpInet(family, IPPROTO_TCP, uint.MaxValue, socket => Add(found, port, name, socket)) != 0)
                ReadFile(found, port, name);
        return found;
    }

    private static void Add(List<SocketFact> found, int port, string name, in InetSocket socket)
    {
        if (Of(port, name, socket.Local, socket.Remote, socket.State, socket.Inode) is { } fact)
            found.Add(fact with { ReceiveQueue = socket.ReceiveQueue, SendQueue = socket.SendQueue });
    }

    private static void ReadFile(List<SocketFact> found, int port, string name)
    {
        var path = $"/proc/thread-self/net/{name}";
        // The file is missing where the kernel has no IPv6.
        if (!File.Exists(path)) return;
        foreach (var row in ProcNetInet.Parse(File.ReadAllBytes(path), path))
            if (Of(port, name, row.Local, row.Remote, row.State, row.Inode) is { } fact) found.Add(fact);
    }

    private static SocketFact? Of(int port, string name, IPEndPoint local, IPEndPoint remote, int state, ulong inode) =>
        local.Port != port && remote.Port != port ? null
        : new(inode, name, Endpoint.Of(local), remote.Port == 0 ? null : Endpoint.Of(remote), SocketReader.TcpState(state));
}
