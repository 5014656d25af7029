using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EchoNotebooks.Live;

/// <summary>
/// Lets a request in when its path begins with the token and its Host is this machine's own name. Pages of other sites are refused
/// by their Origin, and names that were made to lead here (DNS rebinding) by their Host.
/// </summary>
/// <param name="any">Whether the window is meant for other machines: then its numeric addresses are its names too.</param>
internal sealed class Gate(bool any)
{
    private const int TokenBytes = 16;

    /// <summary>What stands in the address; random.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The path behind the token.</summary>
    /// <returns>null where the request is refused, with the status then set.</returns>
    public string? Pass(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwn(request.Host.Host) || !IsOwnOrigin(request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return null;
        }
        var path = request.Path.Value ?? "";
        var end = path.IndexOf('/', Math.Min(1, path.Length));
        var token = end < 0 ? path[Math.Min(1, path.Length)..] : path[1..end];
        if (end >= 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token)))
            return path[(end + 1)..];
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return null;
    }

    private bool IsOwn(string host) => host is "localhost" or "127.0.0.1" || (any && IPAddress.TryParse(host.Trim('[', ']'), out _));

    /// <summary>A browser names the page that asks, in Origin with a command and in Sec-Fetch-Site with everything.</summary>
    private static bool IsOwnOrigin(HttpRequest request)
    {
        foreach (var origin in request.Headers.Origin)
            if (!string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var site in request.Headers["Sec-Fetch-Site"])
            if (site is not ("same-origin" or "none") && !IsOpening(request)) return false;
        return true;
    }

    /// <summary>A link on another page may open the window in a tab. That other page still cannot read it.</summary>
    private static bool IsOpening(HttpRequest request) =>
        request.Method == "GET" && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
}
