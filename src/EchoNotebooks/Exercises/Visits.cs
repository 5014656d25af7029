namespace EchoNotebooks;

/// <summary>What the clients of exercises do, while their server is recorded.</summary>
internal static class Visits
{
    /// <summary>The recording has a limit of its own, and is cut before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The third comes when the first has left.</summary>
    public static Func<TracedServer, Task> OneLeavesBeforeTheThirdComes { get; } = Played(async server =>
    {
        var first = await ComesAsync(server).ConfigureAwait(false);
        var second = await ComesAsync(server).ConfigureAwait(false);
        await LeavesAsync(first, server).ConfigureAwait(false);
        var third = await ComesAsync(server).ConfigureAwait(false);
        await third.CloseAsync().ConfigureAwait(false);
        await second.CloseAsync().ConfigureAwait(false);
    });

    /// <summary>The third comes, and then the first leaves.</summary>
    public static Func<TracedServer, Task> OneLeavesAfterTheThirdHasCome { get; } = Played(async server =>
    {
        var first = await ComesAsync(server).ConfigureAwait(false);
        var second = await ComesAsync(server).ConfigureAwait(false);
        var third = await ComesAsync(server).ConfigureAwait(false);
        await LeavesAsync(first, server).ConfigureAwait(false);
        await LeavesAsync(second, server).ConfigureAwait(false);
        await LeavesAsync(third, server).ConfigureAwait(false);
    });

    /// <summary>The client breaks its connection off.</summary>
    public static Func<TracedServer, Task> OneBreaksOff { get; } = Played(async server =>
    {
        var first = await ComesAsync(server).ConfigureAwait(false);
        first.Reset();
        await SettledAsync(server).ConfigureAwait(false);
    });

    /// <summary>A client sends three times what the server reads at once, and is gone before the server, which is held, accepts.</summary>
    public static Func<TracedServer, Task> OneIsGoneBeforeItsEcho { get; } = Played(async server =>
    {
        var client = await server.ConnectAsync(caller: "").ConfigureAwait(false);
        await client.SendAsync(new string('a', 90)).ConfigureAwait(false);
        await LeavesAsync(client, server).ConfigureAwait(false);
    });

    /// <summary>
    /// A client takes nothing until a signal has interrupted a write to it that had written something, and one that had not; then
    /// it takes everything.
    /// </summary>
    public static Func<TracedServer, Task> OneTakesItsTime { get; } = Played(async server =>
    {
        const int AtOnce = 1 << 20;
        const int MostSignals = 20;
        var client = await server.ConnectAsync(caller: "").ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
        // After a signal the kernel may take some more: only when it takes no more, a write is interrupted before its first byte.
        for (var i = 0; i < MostSignals && !server.Timeline.Any(step => step is { Call: "write", Error: "EINTR" }); i++)
        {
            await server.SignalAsync("SIGUSR1", Role.Child(1)).ConfigureAwait(false);
            await SettledAsync(server).ConfigureAwait(false);
        }
        while ((await client.ReceiveAsync(AtOnce, Patience).ConfigureAwait(false)).Length > 0)
        {
            // The recording has what was written.
        }
        await LeavesAsync(client, server).ConfigureAwait(false);
    });

    /// <summary>The parent gets SIGTERM while a client is served, who says another line afterwards, and leaves.</summary>
    public static Func<TracedServer, Task> TheServerIsToldToStop { get; } = Played(async server =>
    {
        var client = await ComesAsync(server).ConfigureAwait(false);
        await server.SignalAsync("SIGTERM").ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
        await client.SendAsync("아직 있다\n").ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
        await LeavesAsync(client, server).ConfigureAwait(false);
    });

    /// <summary>A server that does not rest, or that is gone, ends the visit; the steps tell the rest.</summary>
    private static Func<TracedServer, Task> Played(Func<TracedServer, Task> visit) => async server =>
    {
        try
        {
            await visit(server).ConfigureAwait(false);
        }
        catch (EchoServerException)
        {
            // What the server did is in the recording.
        }
    };

    /// <summary>A client connects and says a line, and the server does what it does.</summary>
    private static async Task<EchoClient> ComesAsync(TracedServer server)
    {
        var client = await server.ConnectAsync(caller: "").ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
        await client.SendAsync("안녕\n").ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
        return client;
    }

    private static async Task LeavesAsync(EchoClient client, TracedServer server)
    {
        await client.CloseAsync().ConfigureAwait(false);
        await SettledAsync(server).ConfigureAwait(false);
    }

    private static Task SettledAsync(TracedServer server) => server.SettleAsync(Patience);
}
