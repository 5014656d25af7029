using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Tracing;

/// <summary>What a socket is when it is seen for the first time, and what the chapter calls it: serv_sock, clnt_sock.</summary>
/// <param name="ownership">The sockets that are known.</param>
/// <param name="lookup">Asks the kernel.</param>
internal sealed class SocketNames(Ownership ownership, SocketLookup lookup)
{
    private const string ServSock = "serv_sock";
    private const string ClntSock = "clnt_sock";
    private const string Sock = "sock";

    /// <summary>An open file description that no descriptor led to before.</summary>
    /// <param name="tid">A thread that has it.</param>
    /// <param name="read">Its descriptor there.</param>
    internal OpenFileDescription Describe(int tid, DescriptorFact read)
    {
        var description = new OpenFileDescription { Kind = read.Kind, Inode = read.Inode, Target = read.Target };
        if (read is not { Kind: DescriptorKind.Socket, Inode: { } inode }) return description;
        ownership.BecomeSocket(description, lookup.Connection(tid, read.Fd, inode));
        if (Listens(description)) description.Name = ServSock;
        // An accept of another thread has not returned, and a fork has copied what it took already.
        else if (description.Connection is not null && ownership.Sockets.Any(other => Listens(other) && HaveOnePort(other, description)))
            description.Name = ClntSock;
        return description;
    }

    /// <summary>A socket was listened on.</summary>
    internal void Listened(OpenFileDescription socket) => ownership.Rename(socket, ServSock);

    /// <summary>A socket was accepted.</summary>
    internal void Accepted(OpenFileDescription socket) => ownership.Rename(socket, ClntSock);

    /// <summary>A client's socket was connected.</summary>
    internal void Connected(OpenFileDescription socket) => ownership.Rename(socket, Sock);

    private static bool Listens(OpenFileDescription socket) =>
        socket.IsInternetSocket && socket.Socket!.State == SocketReader.TcpState(TCP_LISTEN);

    private static bool HaveOnePort(OpenFileDescription one, OpenFileDescription other) =>
        one.Socket!.Local?.PortOrNull == other.Socket!.Local?.PortOrNull;
}
