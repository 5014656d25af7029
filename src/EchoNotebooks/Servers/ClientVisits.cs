namespace EchoNotebooks;

/// <summary>What the clients of a recording do, and its end: real connections to a server that runs under a tracer.</summary>
/// <param name="server">The server; it is not told to stop meanwhile.</param>
internal sealed class ClientVisits(TracedServer server)
{
    /// <summary>How long a server is waited for until it has done all that one visit makes it do.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(10);

    /// <summary>How long an echo is waited for from a server that has left one client without: it is no echo server.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Connects the clients, then each sends a line and waits for its echo, then each closes: all are connected at
    /// once, and one thing happens at a time. A server that does not echo is remarked on, not waited for again.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(int count, CancellationToken ct)
    {
        var clients = await server.ConnectManyAsync(count, null, ct, "").ConfigureAwait(false);
        await server.SettleAsync(SettlePatience, ct).ConfigureAwait(false);
        var echoes = true;
        foreach (var client in clients)
        {
            echoes &= await EchoAsync(client, echoes, ct).ConfigureAwait(false);
            await server.SettleAsync(SettlePatience, ct).ConfigureAwait(false);
        }
        foreach (var client in clients)
        {
            await client.CloseAsync().ConfigureAwait(false);
            await server.SettleAsync(SettlePatience, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the server has come to rest, ends it, and gives back what was recorded.</summary>
    public async Task<Timeline> FinishAsync(CancellationToken ct)
    {
        var recording = server.Tracer.Recording;
        if (!await server.SettleAsync(SettlePatience, ct).ConfigureAwait(false))
            recording.Remark($"클라이언트가 모두 닫은 뒤 {SettlePatience.TotalSeconds:0}초가 지나도 서버가 쉬지 않아 거기서 녹화를 끝냈다.");
        // Whatever has ended by itself until now belongs to the recording; how it is ended now does not.
        recording.IsComplete = server.Tracer.Failure is null;
        var timeline = recording.Look();
        await server.DisposeAsync().ConfigureAwait(false);
        return timeline;
    }

    private async Task<bool> EchoAsync(EchoClient client, bool isEchoServer, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (!isEchoServer) patience.CancelAfter(ShortPatience);
        try
        {
            await client.EchoAsync($"안녕하세요 {client.Number}\n", patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        catch (EchoServerException e)
        {
            server.Tracer.Recording.Remark($"{client}에게 서버가 에코하지 않았다: {e.Message}");
            return false;
        }
    }
}
