using System.Net;

namespace EchoNotebooks.Live;

/// <summary>The clients that were connected from the page. Any thread may call.</summary>
/// <param name="subject">The server.</param>
internal sealed class PageClients(ISubject subject) : IAsyncDisposable
{
    /// <summary>So many that are closed are still shown, with their conversations.</summary>
    private const int MostClosed = 20;

    private readonly Lock gate = new();
    private readonly List<PageClient> clients = [];
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource over = new();
    private ConnectedClients? connections;
    private int waiting;

    /// <summary>Those that are open and the last that are closed, in the order of connecting.</summary>
    public IReadOnlyList<PageClient> All
    {
        get
        {
            lock (gate) return [.. clients];
        }
    }

    /// <summary>How many were asked for and are not connected yet.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Connects clients one after another: the kernel queues them in this order.</summary>
    public async Task ConnectAsync(int count)
    {
        Interlocked.Add(ref waiting, count);
        var left = count;
        await turn.WaitAsync(over.Token).ConfigureAwait(false);
        try
        {
            for (; left > 0; left--, Interlocked.Decrement(ref waiting))
            {
                if (left % AcceptQueue.Room == 0) await AcceptQueue.WaitForRoomAsync(subject.Port, over.Token).ConfigureAwait(false);
                var client = new PageClient(await Connections().ConnectAsync(over.Token).ConfigureAwait(false));
                lock (gate)
                {
                    clients.Add(client);
                    var closed = clients.Where(one => one.IsClosed).ToList();
                    foreach (var old in closed.SkipLast(MostClosed)) clients.Remove(old);
                }
            }
        }
        finally
        {
            Interlocked.Add(ref waiting, -left);
            turn.Release();
        }
    }

    /// <summary>Does something with one client, or with all.</summary>
    /// <param name="number">Which one; 0 for all that are open.</param>
    /// <param name="act">What.</param>
    public Task WithAsync(int number, Func<PageClient, Task> act) =>
        Task.WhenAll(All.Where(client => !client.IsClosed && (number == 0 || client.Number == number)).Select(act));

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        if (connections is not null) await connections.CloseAllAsync().ConfigureAwait(false);
    }

    /// <exception cref="EchoServerException">The server does not listen.</exception>
    private ConnectedClients Connections() => connections ??= new ConnectedClients(Listening(), null);

    private IPEndPoint Listening() => subject.Now.ListeningSocket is { Local: { } local }
        ? ReachableEnd.Of(local)
        : throw new EchoServerException("서버에 기다리는(LISTEN) 소켓이 없어 연결할 곳이 없다.");
}
