using System.Globalization;
using System.Net;

namespace EchoNotebooks;

/// <summary>Endpoints as the kernel's facts write them: 127.0.0.1:9190, [::1]:9190.</summary>
internal static class Endpoints
{
    /// <summary>The port at the end; null where there is none.</summary>
    public static int? PortOf(string? endpoint)
    {
        var colon = endpoint?.LastIndexOf(':') ?? -1;
        return colon >= 0 && int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : null;
    }

    /// <summary>Where a client reaches a server that listens there: one that listens at every address at the loopback.</summary>
    public static IPEndPoint Connectable(string local)
    {
        var end = IPEndPoint.Parse(Plain(local)!);
        var isAny = end.Address.Equals(IPAddress.Any) || end.Address.Equals(IPAddress.IPv6Any);
        return isAny ? new IPEndPoint(IPAddress.Loopback, end.Port) : end;
    }

    /// <summary>The endpoint with an IPv4 address that is written as an IPv6 one (::ffff:127.0.0.1) written plainly.</summary>
    public static string? Plain(string? endpoint)
    {
        const string Mapped = "[::ffff:";
        if (endpoint is null || !endpoint.StartsWith(Mapped, StringComparison.OrdinalIgnoreCase)) return endpoint;
        var bracket = endpoint.IndexOf(']', StringComparison.Ordinal);
        return bracket > 0 && endpoint.Contains('.', StringComparison.Ordinal)
            ? endpoint[Mapped.Length..bracket] + endpoint[(bracket + 1)..]
            : endpoint;
    }
}
