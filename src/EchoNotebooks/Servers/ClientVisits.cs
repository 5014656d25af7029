using System.Text;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>What the clients of a recording do, and its end: real connections to a server that runs under a tracer.</summary>
/// <param name="server">The server; the clients do not tell it to stop.</param>
/// <param name="stepping">Whether a reader steps through the server meanwhile, in his own time.</param>
/// <param name="say">What each client sends; null for a line of its own, which it expects back.</param>
internal sealed class ClientVisits(TracedServer server, bool stepping = false, byte[]? say = null) : IDisposable
{
    /// <summary>How long a server is waited for until it has done all that one visit makes it do.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a server that has not come to rest once is waited for from then on.</summary>
    private static readonly TimeSpan RestlessTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>So long every process of the server sleeps until a client leaves that has got no answer, or another than its own.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A server that sleeps so long does not accept what waits in its queue.</summary>
    private static readonly TimeSpan ShortRest = TimeSpan.FromMilliseconds(100);

    /// <summary>socketserver looks for ended children every half second.</summary>
    private static readonly TimeSpan ReapTimeout = TimeSpan.FromMilliseconds(1500);

    /// <summary>Of more clients than this the server does what it does at once: to wait for each would take minutes.</summary>
    private const int MostOneByOne = 100;

    private readonly CancellationTokenSource givingUp = new();
    private readonly VisitRemarks remarks = new(server.Tracer.Recording);

    /// <summary>The first client that got no echo; null for none.</summary>
    private int? unserved;

    /// <summary>Whether the server did not come to rest when it was waited for.</summary>
    private bool isRestless;

    /// <summary>
    /// Connects the clients, then each sends a line and waits for its echo, then each closes: all are connected at
    /// once, and one thing happens at a time. A server that does not answer is remarked on, not waited for again.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(int count, CancellationToken ct)
    {
        var clients = await ConnectAsync(count, ct).ConfigureAwait(false);
        await SettleAsync(ct).ConfigureAwait(false);
        foreach (var client in clients)
        {
            await SpeakAsync(client, ct).ConfigureAwait(false);
            if (count <= MostOneByOne) await SettleAsync(ct).ConfigureAwait(false);
        }
        remarks.Tell();
        foreach (var client in clients)
        {
            await client.CloseAsync().ConfigureAwait(false);
            if (count <= MostOneByOne) await SettleAsync(ct).ConfigureAwait(false);
        }
        // Clients that are gone may be what it has waited for.
        isRestless = false;
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
        if (!isRestless) await SettleAsync(ct).ConfigureAwait(false);
        if (isRestless)
            recording.Remark(recording.FailsForEver is { } failing
                ? $"{Particle.Subject($"{failing.Role}")} {failing.Error}로 실패하는 {Particle.Object(failing.Call)} 쉬지 않고 되풀이해서 거기서 녹화를 끝냈다."
                : $"클라이언트가 모두 닫은 뒤 {SettleTimeout.TotalSeconds:0}초가 지나도 서버가 쉬지 않아 거기서 녹화를 끝냈다.");
        // Whatever has ended by itself until now belongs to the recording; how it is ended now does not.
        await server.Tracer.CloseRecordingAsync(SettleTimeout).ConfigureAwait(false);
        recording.IsComplete = server.Tracer.Failure is null && !isRestless;
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
        return $"서버(pid {server.Pid})가 클라이언트 {number}에게 에코하지 않은 채 끝났다({how}). "
            + $"마지막 걸음들에서 무엇을 하다가 끝났는지 본다.\n서버의 출력:\n{server.Output.Tail}";
    }

    public void Dispose() => givingUp.Dispose();

    /// <summary>The clients wait for no echo any more; they only close.</summary>
    public void GiveUp() => givingUp.Cancel();

    /// <summary>A server that does not rest either works for its client, or spins and never will.</summary>
    private TimeSpan MostPatience => isRestless || server.Tracer.Recording.FailsForEver is not null ? Patience : SettleTimeout;

    private async Task SettleAsync(CancellationToken ct)
    {
        if (stepping) return;
        var timeout = isRestless ? RestlessTimeout : SettleTimeout;
        isRestless = !await server.Idle.SettleAsync(timeout, ct).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<EchoClient>> ConnectAsync(int count, CancellationToken ct)
    {
        try
        {
            if (stepping) return await server.ConnectManyAsync(count, null, ct, "").ConfigureAwait(false);
            return await ConnectOneByOneAsync(count, ct).ConfigureAwait(false);
        }
        catch (EchoServerException e)
        {
            unserved = 1;
            if (await FailureAsync(ct).ConfigureAwait(false) is { } failure)
                throw new EchoServerException(failure, e) { IsProgramsFault = true };
            throw;
        }
    }

    /// <summary>As many as the server and the kernel's queue take: a server that sleeps takes no more, however long one waits.</summary>
    private async Task<List<EchoClient>> ConnectOneByOneAsync(int count, CancellationToken ct)
    {
        var connected = new List<EchoClient>(count);
        try
        {
            while (connected.Count < count)
            {
                if (connected.Count % AcceptQueue.Room == 0) await WaitForRoomAsync(ct).ConfigureAwait(false);
                var client = await UntilItRestsAsync(Patience, stop => server.ConnectAsync(stop, ""), ct).ConfigureAwait(false);
                if (client is null && connected.Count == 0)
                    throw new EchoServerException(
                        $"포트 {server.Port}에 연결하지 못했다. 서버는 쉬고 있고 대기열(backlog)은 가득 찼다. {remarks.WhyNotAccepted()}")
                    {
                        IsProgramsFault = true,
                    };
                if (client is null)
                {
                    remarks.NotConnected(connected.Count + 1, count);
                    return connected;
                }
                connected.Add(client);
            }
            return connected;
        }
        catch
        {
            foreach (var client in connected) await client.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WaitForRoomAsync(CancellationToken ct)
    {
        await UntilItRestsAsync(ShortRest, async stop =>
        {
            await AcceptQueue.WaitForRoomAsync(server.Port, stop).ConfigureAwait(false);
            return this;
        }, ct).ConfigureAwait(false);
    }

    /// <summary>What something gives that is waited for only while the server moves; null where the server came to rest before.</summary>
    private async Task<T?> UntilItRestsAsync<T>(TimeSpan rest, Func<CancellationToken, Task<T>> start, CancellationToken ct)
        where T : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = WatchAsync();
        try
        {
            return await start(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task WatchAsync()
        {
            await server.Idle.RestAsync(rest, MostPatience, done.Token).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task SpeakAsync(EchoClient client, CancellationToken ct)
    {
        // One that the server has not accepted, behind another: it waits for the same.
        if (remarks.HasUnaccepted && !remarks.IsAccepted(client))
        {
            remarks.NotAccepted(client);
            return;
        }
        var line = say ?? Encoding.UTF8.GetBytes($"안녕하세요 {client.Number}\n");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct, givingUp.Token);
        var asking = stepping ? client.AskAsync(line, enough.Token) : AskAsync(client, line, ct);
        var answer = await asking.ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        if (answer.IsEcho || (say is not null && answer.Length > 0)) return;
        unserved ??= client.Number;
        if (answer.Length == 0 && !answer.IsClosed && !remarks.IsAccepted(client)) remarks.NotAccepted(client);
        else remarks.NoEcho(client, answer, say is not null);
    }

    private async Task<Answer> AskAsync(EchoClient client, byte[] line, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct, givingUp.Token);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var asking = client.AskAsync(line, enough.Token);
        Task resting = server.Idle.RestAsync(Patience, MostPatience, done.Token);
        await Task.WhenAny(asking, resting).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        await resting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await asking.ConfigureAwait(false);
    }
}
