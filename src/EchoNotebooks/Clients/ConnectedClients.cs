using System.Net;

namespace EchoNotebooks;

/// <summary>The clients that were connected to one server through this library.</summary>
/// <param name="server">Where they connect.</param>
/// <param name="echo">What a server that stands still does while a client waits for its echo; null for one that runs.</param>
#pragma warning disable CA1001 // The source has no timer and no handle: there is nothing to release, and it may be cancelled twice.
internal sealed class ConnectedClients(IPEndPoint server, BeginEcho? echo)
#pragma warning restore CA1001
{
    private readonly List<EchoClient> clients = [];
    private readonly CancellationTokenSource over = new();
    private int last;

    /// <summary>Those that are not closed, in the order of connecting.</summary>
    public IReadOnlyList<EchoClient> Open
    {
        get
        {
            lock (clients) return [.. clients.Where(client => !client.IsClosed)];
        }
    }

    /// <summary>Connects one.</summary>
    public async Task<EchoClient> ConnectAsync(CancellationToken ct)
    {
        lock (clients) clients.RemoveAll(gone => gone.IsClosed);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        var client = await EchoClient.ConnectAsync(server, Interlocked.Increment(ref last), echo, stop.Token).ConfigureAwait(false);
        lock (clients) clients.Add(client);
        if (over.IsCancellationRequested) await client.CloseAsync().ConfigureAwait(false);
        return client;
    }

    /// <summary>Connects one, or gives up after a time.</summary>
    /// <returns>null where it was not connected.</returns>
    public async Task<EchoClient?> TryConnectAsync(TimeSpan timeout)
    {
        var client = await EchoClient.TryConnectAsync(server, Interlocked.Increment(ref last), echo, timeout).ConfigureAwait(false);
        if (client is not null)
            lock (clients) clients.Add(client);
        return client;
    }

    /// <summary>Connects n one after another: the kernel queues them in this order, so child k serves the k-th client.</summary>
    /// <param name="n">How many.</param>
    /// <param name="progress">Is told how many are connected.</param>
    /// <param name="settled">Waits for the server, when all are connected; what it throws closes them all.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<EchoClients> ConnectManyAsync(
        int n, IProgress<int>? progress, Func<List<EchoClient>, Task>? settled, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var connected = new List<EchoClient>(n);
        try
        {
            for (var i = 0; i < n; i++)
            {
                if (i % AcceptQueue.Room == 0) await AcceptQueue.WaitForRoomAsync(server.Port, ct).ConfigureAwait(false);
                connected.Add(await ConnectAsync(ct).ConfigureAwait(false));
                progress?.Report(connected.Count);
            }
            if (settled is not null) await settled(connected).ConfigureAwait(false);
        }
        catch
        {
            foreach (var client in connected) await client.CloseAsync().ConfigureAwait(false);
            throw;
        }
        return new EchoClients(connected);
    }

    /// <summary>Tells those that are open why the server ends before they do.</summary>
    /// <param name="why">Whole sentences, ready to be shown.</param>
    public void ServerEndsBecause(string why)
    {
        foreach (var client in Open) client.ServerEndsBecause(why);
    }

    /// <summary>Closes them all, and gives up those that still wait for their connection.</summary>
    public async Task CloseAllAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        foreach (var client in Open) await client.CloseAsync().ConfigureAwait(false);
    }
}
