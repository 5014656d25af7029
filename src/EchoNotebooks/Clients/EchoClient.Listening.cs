using System.Net.Sockets;

namespace EchoNotebooks;

/// <summary>A client whose user takes what comes when it comes, and sends meanwhile.</summary>
public sealed partial class EchoClient
{
    /// <summary>Takes all that the server sends, as it comes; calls that send need not wait for it.</summary>
    /// <param name="take">Is given what has come; called by one thread at a time.</param>
    /// <returns>null at end of file and where this end was closed; otherwise why nothing more can come.</returns>
    internal async Task<string?> ListenAsync(Action<ReadOnlyMemory<byte>> take)
    {
        var block = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(block, CancellationToken.None).ConfigureAwait(false) is > 0 and var count)
                take(block.AsMemory(0, count));
            return null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return closed ? null : Broken(e, "더 받지 못한다").Message;
        }
    }
}
