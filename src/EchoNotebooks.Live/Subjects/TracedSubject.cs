using EchoNotebooks.Linux;

namespace EchoNotebooks.Live;

/// <summary>A server that this window started under a tracer: every step is in its history, and it stops where it is told to.</summary>
internal sealed class TracedSubject : ISubject
{
    /// <summary>Where a server is taken to: the word of the page, and what the tracer waits for.</summary>
    private static readonly Dictionary<string, TracerCommand> Points = new()
    {
        ["accept"] = new() { Command = "until", Call = "accept", Phase = "after", Result = "positive" },
        ["fork"] = new() { Command = "until", Call = "fork", Phase = "after", Result = "positive" },
        ["close"] = new() { Command = "until", Call = "close", Phase = "after" },
        ["exit"] = new() { Command = "until", Call = "exit", Phase = "after" },
    };

    /// <summary>More steps than this are not kept: an hour of load would fill the memory.</summary>
    private const int MostSteps = 300_000;

    /// <summary>The longest time that the server goes on before a newer command is looked for.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(400);

    private readonly TracedServer server;
    private readonly Recording recording;
    private readonly SemaphoreSlim turn = new(1, 1);
    private CancellationTokenSource going = new();
    private Motion motion;

    private TracedSubject(TracedServer server, LineStore lines, bool step)
    {
        this.server = server;
        Lines = lines;
        recording = server.Tracer.Recording;
        motion = step ? Motion.Standing : Motion.Running;
    }

    public string Name => recording.Program.Name;

    public int Pid => server.Pid;

    public int Port => server.Port;

    public string How => "추적기가 시스템 호출마다 그 전과 후의 소유 관계를 빠짐없이 기록한다.";

    public Motion Motion => server.Tracer.Ended.IsCompleted ? Motion.Over : motion;

    public int First => 0;

    public int Count => recording.Count;

    public Snapshot Now => recording.SnapshotOf(recording.Current);

    public ServerOutput Output => recording.Output;

    public IReadOnlyList<string> Remarks => recording.Remarks;

    /// <summary>The recording as the tracer told it, a JSON object a line.</summary>
    public LineStore Lines { get; }

    /// <summary>All steps up to now.</summary>
    public Timeline Timeline => recording.Look();

    /// <summary>Starts a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="port">Its port; 0 takes any free one.</param>
    /// <param name="step">Whether it stands still where it listens.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<TracedSubject> StartAsync(ServerProgram program, int port, bool step, CancellationToken ct)
    {
        var lines = new LineStore();
        var server = await TracedLaunch.StartAsync(program, port, step, setup: false, recording =>
        {
            // Where its port was taken by another process the program is started anew.
            lines.Clear();
            recording.OnLine = line =>
            {
                if (recording.Count < MostSteps) lines.Add(line);
            };
            recording.LimitSteps(
                MostSteps, () => recording.Remark($"걸음을 {MostSteps}개까지 기록했고 더는 기록하지 않는다. 필요하면 저장하고 창을 다시 연다."));
            return recording;
        }, ct).ConfigureAwait(false);
        return new TracedSubject(server, lines, step);
    }

    public Moment? At(int index) => Step(index) is { } step ? Moment.Of(step) : null;

    /// <summary>One step; null where there is none.</summary>
    public TraceStep? Step(int index) => index >= 0 && index < recording.Count ? recording[index] : null;

    public void Look()
    {
        // The tracer tells by itself.
    }

    /// <summary>Lets it run on without stopping.</summary>
    public Task RunAsync() => GoAsync(_ =>
    {
        server.Tracer.Run();
        motion = Motion.Running;
        return Task.FromResult(true);
    });

    /// <summary>Stops it where it is.</summary>
    public Task PauseAsync() => GoAsync(async before =>
    {
        if (before != Motion.Standing) await server.Tracer.GoAsync(TracerCommand.Next, Slice / 4).ConfigureAwait(false);
        motion = Motion.Standing;
        return true;
    });

    /// <summary>Lets it go on until one call has returned.</summary>
    public Task NextAsync() => GoAsync(async _ =>
    {
        if (recording.Count >= MostSteps)
        {
            // A full recording takes no step that could be waited for.
            await server.Tracer.GoAsync(TracerCommand.Next, Slice).ConfigureAwait(false);
            return true;
        }
        var (step, pause) = await server.Tracer.NextStepAsync(Slice).ConfigureAwait(false);
        return step is not null || pause is null;
    });

    /// <summary>Lets it go on until a call of this kind has returned.</summary>
    /// <param name="point">accept, fork, close or exit.</param>
    /// <returns>The wait; null for an unknown point.</returns>
    public Task? UntilAsync(string point) => Points.TryGetValue(point, out var command)
        ? GoAsync(async _ => await server.Tracer.GoAsync(command, Slice).ConfigureAwait(false) is not { IsTimeout: true })
        : null;

    public async ValueTask DisposeAsync()
    {
        await going.CancelAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Lets the server go on in slices of time, until it has reached its point or a newer command has come.</summary>
    private async Task GoAsync(Func<Motion, Task<bool>> slice)
    {
        var own = new CancellationTokenSource();
        await Interlocked.Exchange(ref going, own).CancelAsync().ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var before = motion;
            while (!own.IsCancellationRequested && Motion != Motion.Over)
            {
                motion = Motion.Waiting;
                if (await slice(before).ConfigureAwait(false)) break;
            }
        }
        finally
        {
            if (motion == Motion.Waiting) motion = Motion.Standing;
            turn.Release();
        }
    }
}
