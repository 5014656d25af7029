using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace EchoNotebooks.Live;

/// <summary>
/// One server with its clients, and how things stand with them now. Looks ten times a second, however much happens, and less
/// often where thousands of processes make a look long: what every open page is told is made once.
/// </summary>
internal sealed class ShownServer : IAsyncDisposable
{
    private const int MostLines = 200;

    /// <summary>A look takes at most a quarter of a processor's time: the server runs on the rest.</summary>
    private const int Rest = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource over = new();
    private readonly Task looking;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string state;
    private byte[] told;

    public ShownServer(ISubject subject, Notices notices)
    {
        (Subject, Notices) = (subject, notices);
        Clients = new PageClients(subject);
        Pictures = new Pictures(subject);
        state = State();
        told = Event(state);
        looking = LookAsync();
    }

    public ISubject Subject { get; }

    public PageClients Clients { get; }

    public Notices Notices { get; }

    public Pictures Pictures { get; }

    /// <summary>The state as an event of the stream, and a task that completes when there is another.</summary>
    public (byte[] Event, Task Next) Current
    {
        get
        {
            // The task first: what changes in between is told twice rather than not at all.
            var next = Volatile.Read(ref changed).Task;
            return (Volatile.Read(ref told), next);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Clients.DisposeAsync().ConfigureAwait(false);
        await Subject.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LookAsync()
    {
        var pause = Interval;
        try
        {
            while (true)
            {
                await Task.Delay(pause, over.Token).ConfigureAwait(false);
                var since = Stopwatch.GetTimestamp();
                Look();
                var ticks = Rest * Stopwatch.GetElapsedTime(since).Ticks;
                pause = TimeSpan.FromTicks(Math.Clamp(ticks, Interval.Ticks, LongestPause.Ticks));
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private void Look()
    {
        try
        {
            Subject.Look();
            var now = State();
            if (now == state) return;
            state = now;
            Volatile.Write(ref told, Event(now));
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
        catch (Exception e) when (e is EchoServerException or Linux.LinuxException)
        {
            Notices.Add(e.Message);
        }
    }

    private static byte[] Event(string state) => Encoding.UTF8.GetBytes($"data: {state}\n\n");

    private string State()
    {
        // Before the motion: a server that stands has all its steps in this count or in the next state.
        var count = Subject.Count;
        var now = Subject.Now;
        var port = Subject.Port;
        return JsonSerializer.Serialize(
            new WindowState(
                Subject.Name, Subject.Pid, port, Subject.How, Subject.Motion.ToString().ToLowerInvariant(), Subject is TracedSubject,
                Subject.First, count, now.Facts.Processes.Length, now.Zombies.Count, Clients.Waiting,
                port == 0 ? null : AcceptQueue.Waiting(port), ClientList.Of(now, Clients.All),
                Subject.Output?.Lines.TakeLast(MostLines).ToList(), Subject.Remarks, Notices.Last),
            PageJson.Options);
    }
}
