using System.Text.Json;

namespace EchoNotebooks.Live;

/// <summary>What the page asks for.</summary>
/// <param name="Do">
/// run, pause, next, until, connect, say, finish, close or reset.
/// </param>
/// <param name="Point">Of until: accept, fork, close or exit.</param>
/// <param name="Count">Of connect: how many.</param>
/// <param name="Client">Which client; 0 for all.</param>
/// <param name="Text">Of say.</param>
internal sealed record Command(string? Do, string? Point = null, int Count = 0, int Client = 0, string? Text = null)
{
    /// <summary>Reads what a page has sent; null where it is no command.</summary>
    internal static async ValueTask<Command?> ReadAsync(Stream body, CancellationToken ct)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<Command>(body, PageJson.Options, ct).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
