using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>A port for a program that does not take 0 for "any free one".</summary>
internal static class FreePort
{
    private const string GivenOut = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>So many ports, and that two programs at once choose the same is rare enough.</summary>
    private const int Enough = 1000;

    private const int Tries = 100;

    /// <summary>
    /// A port of the loopback that is free now, above those that the kernel gives out by itself: any client that connects may be given
    /// one of those before the program binds it (ip_local_port_range, ip(7)). Another program may still take it.
    /// </summary>
    /// <exception cref="EchoServerException">The kernel gives none.</exception>
    public static int Find()
    {
        var first = FirstAbove(GivenOut);
        for (var tries = 0; tries < Tries && IPEndPoint.MaxPort - first > Enough; tries++)
            if (TryBind(Random.Shared.Next(first, IPEndPoint.MaxPort + 1), out _) is { } port) return port;
        return TryBind(0, out var refused)
            ?? throw new EchoServerException($"127.0.0.1에서 빈 포트를 얻지 못했다: {Errno.Explain(refused!.NativeErrorCode)}.", refused);
    }

    private static int FirstAbove(string range)
    {
        try
        {
            return int.Parse(File.ReadAllText(range).Split('\t')[1], CultureInfo.InvariantCulture) + 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return IPEndPoint.MaxPort;
        }
    }

    private static int? TryBind(int port, out SocketException? refused)
    {
        refused = null;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException e)
        {
            refused = e;
            return null;
        }
    }
}
