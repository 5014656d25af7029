using System.Net;
using System.Net.Sockets;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>A port for a program that does not take 0 for "any free one".</summary>
internal static class FreePort
{
    /// <summary>A port of the loopback that is free now. Another process may take it before the program binds it.</summary>
    /// <exception cref="EchoServerException">The kernel gives none.</exception>
    public static int Find()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException e)
        {
            throw new EchoServerException($"127.0.0.1에서 빈 포트를 얻지 못했다: {Errno.Explain(e.NativeErrorCode)}.", e);
        }
    }
}
