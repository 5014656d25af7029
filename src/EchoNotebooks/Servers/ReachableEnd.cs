using System.Net;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Where a client of this machine reaches a server.</summary>
internal static class ReachableEnd
{
    /// <summary>The end of a listening socket; the loopback address for a server that listens at every address.</summary>
    public static IPEndPoint Of(Endpoint listening)
    {
        var (address, port) = (Endpoint.Internet)listening.Plain;
        var isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new(isAny ? IPAddress.Loopback : address, port);
    }
}
