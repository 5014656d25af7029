using System.Runtime.InteropServices;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// Asks the kernel in which state known TCP connections are: one exact netlink question each (sock_diag(7)), some
/// microseconds where a dump of the table takes a millisecond. Of this process's network namespace only.
/// </summary>
internal sealed class TcpStates : IDisposable
{
    /// <summary>So many answers fit into the socket's receive buffer.</summary>
    private const int Batch = 64;

    private readonly int netlink;
    private readonly byte[] questions = new byte[Batch * TcpConnection.QuestionSize];
    private readonly byte[] answer = new byte[1024];

    private TcpStates(int netlink) => this.netlink = netlink;

    /// <summary>Opens the netlink socket; null where the kernel refuses it.</summary>
    internal static TcpStates? TryOpen()
    {
        var fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        return fd < 0 ? null : new(fd);
    }

    public void Dispose() => _ = close(netlink);

    /// <summary>Sets <see cref="TcpConnection.State"/> of each.</summary>
    /// <returns>0 or errno: the kernel does not answer, and no state was touched that was not answered.</returns>
    internal int Read(List<TcpConnection> connections)
    {
        for (var first = 0; first < connections.Count; first += Batch)
        {
            var errno = Read(CollectionsMarshal.AsSpan(connections)[first..Math.Min(first + Batch, connections.Count)]);
            if (errno != 0) return errno;
        }
        return 0;
    }

    private int Read(ReadOnlySpan<TcpConnection> connections)
    {
        var length = 0;
        foreach (var connection in connections)
        {
            connection.Question.CopyTo(questions.AsSpan(length));
            length += TcpConnection.QuestionSize;
        }
        if (send(netlink, questions, (nuint)length, 0) < 0) return Marshal.GetLastPInvokeError();
        // The answers come one by one, in the order of the questions.
        foreach (var connection in connections)
        {
            nint n;
            do n = recv(netlink, answer, (nuint)answer.Length, 0);
            while (n < 0 && Marshal.GetLastPInvokeError() == EINTR);
            if (n < 0) return Marshal.GetLastPInvokeError();
            var errno = connection.Take(answer.AsSpan(0, (int)n));
            if (errno != 0) return errno;
        }
        return 0;
    }
}
