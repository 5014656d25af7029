using System.Net;
using System.Net.Sockets;

namespace EchoNotebooks;

/// <summary>A port for a program that does not take 0 for "any free one".</summary>
internal static class FreePort
{
    /// <summary>A port of the loopback that is free now. Another process may take it before the program binds it.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
