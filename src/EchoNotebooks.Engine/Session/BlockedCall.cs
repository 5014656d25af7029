using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// A thread that blocks in a system call on a socket cannot be interrupted in .NET, which calls again after a signal.
/// But the call can be made to return: accept by a connection from ourselves, which goes away at once, so that the
/// socket stays what it was; a call that waits for the other side's data by ending that direction of the connection.
/// </summary>
internal static class BlockedCall
{
    private enum Kind
    {
        Other,
        Accept,
        Receive,
        Connect,
    }

    // Second objects for sockets of cells: closing one, or its finalizer, would disconnect the cell's.
    private static readonly ConcurrentBag<Socket> Kept = [];

    /// <summary>The calling thread's number for the kernel; null where /proc does not tell.</summary>
    public static int? ThisThread =>
        Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget) is { } task && int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Lets the call return that a thread of this process blocks in, if it is one of those.</summary>
    /// <param name="thread">The thread's number for the kernel.</param>
    public static void Wake(int thread)
    {
        try
        {
            // "nr arg0 arg1 …", or "running" (proc_pid_syscall(5)).
            var words = File.ReadAllText($"/proc/self/task/{thread}/syscall").Split(' ');
            if (words.Length < 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return;
            var kind = KindOf(number);
            if (kind == Kind.Other) return;
            var descriptor = int.Parse(words[1].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true) Wake(descriptor, kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or FormatException)
        {
            // It came back by itself, or the kernel does not tell: it is given up in the end.
        }
    }

    private static void Wake(int descriptor, Kind kind)
    {
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        Kept.Add(socket);
        if (kind != Kind.Accept)
        {
            socket.Shutdown(kind == Kind.Receive ? SocketShutdown.Receive : SocketShutdown.Both);
            return;
        }
        var address = Reachable(socket.LocalEndPoint!);
        using var visitor = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            visitor.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            visitor.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite);
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

    // asm/unistd_64.h; asm-generic/unistd.h for arm64.
    private static Kind KindOf(int number) => (RuntimeInformation.ProcessArchitecture, number) switch
    {
        (Architecture.X64, 43 or 288) or (Architecture.Arm64, 202 or 242) => Kind.Accept,
        (Architecture.X64, 0 or 45 or 47) or (Architecture.Arm64, 63 or 207 or 212) => Kind.Receive,
        (Architecture.X64, 42) or (Architecture.Arm64, 203) => Kind.Connect,
        _ => Kind.Other,
    };
}
