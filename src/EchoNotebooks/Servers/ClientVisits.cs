namespace EchoNotebooks;

/// <summary>What the clients of a recording do, and its end: real connections to a server that runs under a tracer.</summary>
/// <param name="server">The server; the clients do not tell it to stop.</param>
/// <param name="stepping">Whether a reader steps through the server meanwhile, in his own time.</param>
internal sealed class ClientVisits(TracedServer server, bool stepping = false) : IDisposable
{
    /// <summary>How long a server is waited for until it has done all that one visit makes it do.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>socketserver looks for ended children every half second.</summary>
    private static readonly TimeSpan ReapTimeout = TimeSpan.FromMilliseconds(1500);

    /// <summary>Of more clients than this the server does what it does at once: to wait for each would take minutes.</summary>
    private const int MostOneByOne = 100;

    /// <summary>How long an echo is waited for from a server that has left one client without: it is no echo server.</summary>
    private static readonly TimeSpan NoEchoTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource givingUp = new();

    /// <summary>The first client that got no echo; null for none.</summary>
    private int? unserved;

    /// <summary>
    /// Connects the clients, then each sends a line and waits for its echo, then each closes: all are connected at
    /// once, and one thing happens at a time. A server that does not echo is remarked on, not waited for again.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(int count, CancellationToken ct)
    {
        var clients = await ConnectAsync(count, ct).ConfigureAwait(false);
        await SettleAsync(ct).ConfigureAwait(false);
        var echoes = true;
        foreach (var client in clients)
        {
            echoes &= await EchoAsync(client, echoes, ct).ConfigureAwait(false);
            if (count <= MostOneByOne) await SettleAsync(ct).ConfigureAwait(false);
        }
        foreach (var client in clients)
        {
            await client.CloseAsync().ConfigureAwait(false);
            if (count <= MostOneByOne) await SettleAsync(ct).ConfigureAwait(false);
        }
        await SettleAsync(ct).ConfigureAwait(false);
        if (stepping) return;
        await server.Idle.ReapedAsync(ReapTimeout, ct).ConfigureAwait(false);
        await SettleAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Waits until the server has come to rest, ends it, and gives back what was recorded.</summary>
    public async Task<Timeline> FinishAsync(CancellationToken ct)
    {
        var recording = server.Tracer.Recording;
        if (await FailureAsync(ct).ConfigureAwait(false) is { } failure) recording.Remark(failure);
        if (!await server.Idle.SettleAsync(SettleTimeout, ct).ConfigureAwait(false))
            recording.Remark($"클라이언트가 모두 닫은 뒤 {SettleTimeout.TotalSeconds:0}초가 지나도 서버가 쉬지 않아 거기서 녹화를 끝냈다.");
        // Whatever has ended by itself until now belongs to the recording; how it is ended now does not.
        recording.IsComplete = server.Tracer.Failure is null;
        var timeline = recording.Look();
        await server.DisposeAsync().ConfigureAwait(false);
        return timeline;
    }

    /// <summary>That the server ended while clients still waited for their echo, and how; null where it did not.</summary>
    /// <param name="ct">Gives up.</param>
    public async Task<string?> FailureAsync(CancellationToken ct)
    {
        if (unserved is not { } number) return null;
        if (await server.Idle.HowEndedAsync(server.Pid, server.Port, ct).ConfigureAwait(false) is not { } how) return null;
        return $"서버(pid {server.Pid})가 클라이언트 {number}에게 에코하지 않은 채 끝났다({how}). 마지막 걸음들에서 무엇을 하다가 끝났는지 본다.\n서버의 출력:\n{server.Output}";
    }

    public void Dispose() => givingUp.Dispose();

    /// <summary>The clients wait for no echo any more; they only close.</summary>
    public void GiveUp() => givingUp.Cancel();

    private Task SettleAsync(CancellationToken ct) => stepping ? Task.CompletedTask : server.Idle.SettleAsync(SettleTimeout, ct);

    private async Task<EchoClients> ConnectAsync(int count, CancellationToken ct)
    {
        try
        {
            return await server.ConnectManyAsync(count, null, ct, "").ConfigureAwait(false);
        }
        catch (EchoServerException e)
        {
            unserved = 1;
            if (await FailureAsync(ct).ConfigureAwait(false) is { } failure) throw new EchoServerException(failure, e);
            throw;
        }
    }

    private async Task<bool> EchoAsync(EchoClient client, bool isEchoServer, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, givingUp.Token);
        if (!isEchoServer) stop.CancelAfter(NoEchoTimeout);
        if (stepping) client.EchoTimeout = Timeout.InfiniteTimeSpan;
        try
        {
            await client.EchoAsync($"안녕하세요 {client.Number}\n", stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            unserved ??= client.Number;
            server.Tracer.Recording.Remark($"{client}에게 서버가 에코하지 않았다.");
            return false;
        }
        catch (EchoServerException e)
        {
            unserved ??= client.Number;
            server.Tracer.Recording.Remark($"{client}에게 서버가 에코하지 않았다: {e.Message}");
            return false;
        }
    }
}
