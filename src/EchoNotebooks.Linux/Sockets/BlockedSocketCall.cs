using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// A thread that blocks in a system call on a socket cannot be interrupted in .NET, which calls again after a signal.
/// But the call can be made to return: accept by a connection from ourselves, which goes away at once, so that the
/// socket stays what it was; a call that waits for the other side's data by ending that direction of the connection.
/// </summary>
internal static class BlockedSocketCall
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(50);

    // Second objects for sockets that are not ours: closing one, or its finalizer, would disconnect the socket.
    private static readonly ConcurrentBag<Socket> Kept = [];

    /// <summary>Lets the call return that a thread of this process blocks in, if it is one of those.</summary>
    /// <param name="thread">The thread's number (gettid(2)).</param>
    internal static void Wake(int thread)
    {
        try
        {
            // "nr arg0 arg1 …", or "running" (proc_pid_syscall(5)).
            var words = File.ReadAllText($"/proc/self/task/{thread}/syscall").Split(' ');
            if (words.Length < 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return;
            var fd = int.Parse(words[1].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // read(2) is not only for sockets; shutdown(2) is, and refuses anything else.
            if (number == SYS_accept.Number || number == SYS_accept4.Number) VisitListener(fd);
            else if (number == SYS_read.Number || number == SYS_recvfrom.Number || number == SYS_recvmsg.Number) _ = shutdown(fd, SHUT_RD);
            else if (number == SYS_connect.Number) _ = shutdown(fd, SHUT_RDWR);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or SocketException or FormatException or OverflowException)
        {
            // The call has returned by itself, or the kernel does not tell.
        }
    }

    private static void VisitListener(int fd)
    {
        var listener = new Socket(new SafeSocketHandle(fd, ownsHandle: false));
        Kept.Add(listener);
        var address = Reachable(listener.LocalEndPoint!);
        using var visitor = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            visitor.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            visitor.Poll(ConnectTimeout, SelectMode.SelectWrite);
        }
    }

    private static EndPoint Reachable(EndPoint local) => local switch
    {
        // Either family of one that takes both.
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => Reachable(new IPEndPoint(ip.Address.MapToIPv4(), ip.Port)),
        IPEndPoint ip when ip.Address.Equals(IPAddress.Any) => new IPEndPoint(IPAddress.Loopback, ip.Port),
        IPEndPoint ip when ip.Address.Equals(IPAddress.IPv6Any) => new IPEndPoint(IPAddress.IPv6Loopback, ip.Port),
        _ => local,
    };
}
