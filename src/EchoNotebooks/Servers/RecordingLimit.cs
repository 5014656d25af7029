using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// How long a recording may go on, and how many steps it may have. A program that never comes to its end is cut there, and
/// what it has done until then is told.
/// </summary>
internal sealed class RecordingLimit : IDisposable
{
    private const int MostSteps = 50_000;
    private const int StepsOfOneClient = 200;
    private const int MostPlaces = 6;

    /// <summary>How long the last look at the processes may take; a program that makes thousands of them slows it down.</summary>
    public static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource over;
    private readonly CancellationToken givenUp;
    private readonly TimeSpan time;
    private readonly int steps;
    private Recording? recording;

    /// <param name="time">From the start of the program; null for two minutes.</param>
    /// <param name="steps">Null for 50,000 and 200 more for each client.</param>
    /// <param name="clients">How many clients are to come.</param>
    /// <param name="ct">Gives up: then there is no recording.</param>
    public RecordingLimit(TimeSpan? time, int? steps, int clients, CancellationToken ct)
    {
        if (time is { } limit) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(time));
        if (steps is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(steps));
        this.time = time ?? MostTime;
        this.steps = steps ?? MostSteps + StepsOfOneClient * clients;
        givenUp = ct;
        over = CancellationTokenSource.CreateLinkedTokenSource(ct);
    }

    /// <summary>Is given every line of the recording that is a step, as it came.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Is cancelled where the limit is reached, and where the caller gives up.</summary>
    public CancellationToken Token => over.Token;

    /// <summary>Whether the limit is reached, and the caller has not given up.</summary>
    public bool IsReached => over.IsCancellationRequested && !givenUp.IsCancellationRequested;

    /// <summary>The program starts now; where it is started once more, because another took its port, it begins anew.</summary>
    public Recording Begin(Recording begun)
    {
        recording = begun;
        begun.OnLine = OnLine;
        // On another thread: a waiter that the token wakes may read the recording, which the adding thread has locked.
        begun.LimitSteps(steps, () => _ = over.CancelAsync());
        over.CancelAfter(time);
        return begun;
    }

    /// <summary>Runs the reader's own scenario, which knows of no limit, until it ends or the limit is reached.</summary>
    /// <exception cref="OperationCanceledException">The limit is reached; the scenario is left, and sees its server end.</exception>
    public async Task RunAsync(Task scenario)
    {
        try
        {
            await scenario.WaitAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The scenario loses its server now. The exception that it throws is not reported.
            _ = scenario.ContinueWith(left => left.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>The recording as far as it came, with the reason why it was cut.</summary>
    /// <param name="tracer">The tracer that has the program; null where the program is gone.</param>
    public async Task<Timeline> CutAsync(TracerProcess? tracer)
    {
        var cut = recording ?? throw new InvalidOperationException("nothing was begun");
        var why = cut.Count >= steps
            ? string.Create(CultureInfo.InvariantCulture, $"걸음이 한도인 {steps}개에 이르러 녹화를 거기서 끝냈다.")
            : string.Create(CultureInfo.InvariantCulture, $"한도인 {time.TotalSeconds:0.#}초가 지나 녹화를 거기서 끝냈다.");
        if (tracer is not null) await tracer.CloseRecordingAsync(LookTimeout).ConfigureAwait(false);
        cut.IsComplete = false;
        cut.Remark($"{why} {WhatItDid(cut)}".TrimEnd());
        cut.ForgetWhatFoundTheProgram();
        return cut.Look();
    }

    private static string WhatItDid(Recording cut)
    {
        if (cut.FailsForEver is { } failing)
            return $"{Particle.Subject($"{failing.Role}")} {Particle.Object(failing.Call)} 쉬지 않고 되풀이한다({failing.Error}).";
        var alive = cut.End.AllProcesses.Where(process => process.State is not ('Z' or 'X')).ToList();
        var places = alive.Take(MostPlaces).Select(process => Particle.Topic($"{Role.Of(process.Role)}(pid {process.Pid})")
            + (cut.Entered(process.Pid) is { } line ? $" {line.Call} 안" : " 녹화하는 시스템 호출 밖"));
        var more = alive.Count > MostPlaces ? $", 그 밖에 {alive.Count - MostPlaces}개" : "";
        return alive.Count == 0 ? "" : $"그때 있던 곳: {string.Join(", ", places)}{more}.";
    }

    public void Dispose() => over.Dispose();
}
