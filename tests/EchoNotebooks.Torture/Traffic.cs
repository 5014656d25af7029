using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>A good client that stays, and good clients that come and go, for as long as something else happens.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource enough = new();
    private readonly Task work;
    private int served;

    private Traffic(int port, Counts counts) => work = Task.Run(() => WorkAsync(port, counts));

    /// <summary>Begins it, and waits until the first client is served.</summary>
    internal static async Task<Traffic> BeginAsync(int port, Counts counts)
    {
        var traffic = new Traffic(port, counts);
        await traffic.IsServedAsync();
        return traffic;
    }

    /// <summary>Waits until one client more is served, and throws what went wrong.</summary>
    internal async Task IsServedAsync()
    {
        var before = Volatile.Read(ref served);
        await Wait.UntilAsync(() => Volatile.Read(ref served) > before, () => "a good client is served", () => work.IsCompleted);
    }

    /// <summary>Ends it, and throws what went wrong.</summary>
    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await work;
        enough.Dispose();
    }

    private async Task WorkAsync(int port, Counts counts)
    {
        using var staying = await Client.ConnectAsync(port);
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var text = $"{port}: {i}";
            Assert.Equal(text, await staying.EchoAsync(text));
            using var passing = await Client.ConnectAsync(port);
            Assert.Equal(text, await passing.EchoAsync(text));
            counts.Connected();
            counts.Echoed(2 * text.Length);
            Interlocked.Increment(ref served);
            await Task.Delay(Pause);
        }
    }
}
