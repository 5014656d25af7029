using System.Diagnostics;
using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// An echo-tracer with one program under it, and the recording of what it says. Its protocol is in
/// src/EchoNotebooks.Tracer/PROTOCOL.md.
/// </summary>
internal sealed class TracerProcess : IAsyncDisposable
{
    /// <summary>How much longer than its own clock the tracer may take to say that the time is over.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly HelperProcess tracer;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessEnd> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<TraceStep, bool> Condition, TaskCompletionSource<TraceStep> Found)> awaited = [];
    private readonly Queue<TaskCompletionSource<IReadOnlyList<TracedStatus>>> statuses = [];
    private readonly Queue<TaskCompletionSource<DescriptorSnapshot>> snapshots = [];
    private TaskCompletionSource<ProgramEvent.Paused>? pause;
    private ProgramEvent.Failed? failure;

    private TracerProcess(Recording recording, IReadOnlyList<string> command, IReadOnlyList<string> options, Action<string>? onStep)
    {
        Recording = recording;
        OnStep = onStep ?? recording.OnLine;
        // It begins standing still: that stop is not the answer to any command.
        if (options.Contains("--step")) pause = new(TaskCreationOptions.RunContinuationsAsynchronously);
        tracer = new HelperProcess("echo-tracer", [.. options, "--", .. command], Take);
        Ended = EndAsync();
    }

    /// <summary>The program itself.</summary>
    public int Pid { get; private set; }

    public Recording Recording { get; }

    /// <summary>The traced program's own end; also completes when the tracer has ended.</summary>
    public Task<ProcessEnd> ProgramEnded => exited.Task;

    /// <summary>Completes when nothing is left of the program and its children, or of the tracer.</summary>
    public Task Ended { get; }

    public bool IsOver { get; private set; }

    /// <summary>Is given every line that is a step, as it came.</summary>
    private Action<string>? OnStep { get; }

    /// <summary>Starts a program under trace.</summary>
    /// <param name="recording">What is said of it is added to this.</param>
    /// <param name="command">The command that starts it.</param>
    /// <param name="options">The tracer's own options.</param>
    /// <param name="onStep">Is given every line that is a step, as it came; null for no receiver.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The tracer; the program is <see cref="Pid"/>.</returns>
    /// <exception cref="TraceRefusedException">This system does not allow tracing.</exception>
    /// <exception cref="EchoServerException">The program cannot be started.</exception>
    public static async Task<TracerProcess> StartAsync(
        Recording recording, IReadOnlyList<string> command, IReadOnlyList<string> options, Action<string>? onStep, CancellationToken ct)
    {
        var tracer = new TracerProcess(recording, command, options, onStep);
        try
        {
            tracer.Pid = await tracer.started.Task.WaitAsync(ct).ConfigureAwait(false);
            if (tracer.pause is { } first) await Task.WhenAny(first.Task, tracer.Ended).WaitAsync(ct).ConfigureAwait(false);
            return tracer;
        }
        catch
        {
            await tracer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the program go on, and waits until the tracer has stopped it again.</summary>
    /// <param name="command">next or until, without its time-out.</param>
    /// <param name="timeout">How long at most.</param>
    /// <returns>Why it stands still; null when everything has ended.</returns>
    /// <exception cref="EchoServerException">The tracer does not answer.</exception>
    public async Task<ProgramEvent.Paused?> GoAsync(TracerCommand command, TimeSpan timeout)
    {
        TaskCompletionSource<ProgramEvent.Paused> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) pause = stopped;
        var atMost = (int)Math.Clamp(timeout.TotalMilliseconds, 1, int.MaxValue);
        if (Ended.IsCompleted || !Send(command with { TimeoutMs = atMost })) return null;
        using var delay = new CancellationTokenSource();
        var first = await Task.WhenAny(stopped.Task, Ended, Task.Delay(timeout + AnswerTimeout, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        if (stopped.Task.IsCompleted) return await stopped.Task.ConfigureAwait(false);
        if (first == Ended) return null;
        throw NoAnswer(timeout + AnswerTimeout);
    }

    /// <summary>Lets all processes continue until one call has returned, or a signal has come.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>That step; after the time-out none, and where every process is; nothing when everything has ended.</returns>
    public async Task<(TraceStep? Step, ProgramEvent.Paused? Pause)> NextStepAsync(TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var known = Recording.LastStep;
            var pause = await GoAsync(TracerCommand.Next, timeout - waited.Elapsed).ConfigureAwait(false);
            if (Recording.LastStep is { } step && step != known) return (step, pause);
            if (pause is null || pause.IsTimeout) return (null, pause);
        }
    }

    /// <summary>Lets everything go on without stopping.</summary>
    public void Run() => Send(new() { Command = "run" });

    /// <summary>Sends a signal to a traced process.</summary>
    /// <param name="signal">Its name: SIGTERM.</param>
    /// <param name="pid">The process.</param>
    public void Signal(string signal, int pid) => Send(new() { Command = "signal", Signal = signal, Pid = pid });

    /// <summary>Ends the program and all its children; the recording ends there.</summary>
    public void Stop() => Send(new() { Command = "stop" });

    /// <summary>Where every process is; empty when everything has ended.</summary>
    public async Task<IReadOnlyList<TracedStatus>> StatusAsync() => await AskAsync("status", statuses).ConfigureAwait(false) ?? [];

    /// <summary>What is owned now, read anew; null when everything has ended.</summary>
    public Task<DescriptorSnapshot?> SnapshotAsync() => AskAsync("snapshot", snapshots);

    /// <summary>Ends the recording with a full reading of how things stand now.</summary>
    /// <param name="timeout">How long the reading may take; the recording ends without it after that.</param>
    public async Task CloseRecordingAsync(TimeSpan timeout)
    {
        var reading = SnapshotAsync();
        await Task.WhenAny(reading, Task.Delay(timeout)).ConfigureAwait(false);
        Recording.Close(reading.IsCompletedSuccessfully ? await reading.ConfigureAwait(false) : null);
    }

    /// <summary>Waits for a step, from the first on.</summary>
    /// <returns>It; null where it did not come in time or cannot come any more.</returns>
    public async Task<TraceStep?> WaitForAsync(Func<TraceStep, bool> condition, TimeSpan timeout, CancellationToken ct)
    {
        var found = new TaskCompletionSource<TraceStep>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (Recording.Find(condition) is { } known) return known;
            awaited.Add((condition, found));
        }
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(found.Task, Ended, Task.Delay(timeout, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        lock (gate) awaited.RemoveAll(entry => entry.Found == found);
        ct.ThrowIfCancellationRequested();
        return found.Task.IsCompletedSuccessfully ? await found.Task.ConfigureAwait(false) : null;
    }

    /// <summary>Why the tracer ended by itself, in a sentence; null where nothing went wrong with it.</summary>
    public string? Failure { get; private set; }

    /// <summary>Ends everything that is traced, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        // One that ends by itself meanwhile still is at fault.
        if (!tracer.IsEnding) IsOver = true;
        await tracer.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        IsOver = true;
    }

    private EchoServerException NoAnswer(TimeSpan time) => new(
        $"추적기(echo-tracer, pid {tracer.Pid})가 {time.TotalSeconds:0}초 동안 대답하지 않는다. DisposeAsync로 끝내고 다시 시작하라.");

    private bool Send(TracerCommand command) => tracer.TrySend(command.ToJson());

    private async Task<T?> AskAsync<T>(string what, Queue<TaskCompletionSource<T>> queue)
        where T : class
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            // Under the lock: answers come in the order of the questions.
            if (Ended.IsCompleted || !Send(new() { Command = what })) return null;
            queue.Enqueue(answer);
        }
        using var delay = new CancellationTokenSource();
        var first = await Task.WhenAny(answer.Task, Ended, Task.Delay(AnswerTimeout, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        if (answer.Task.IsCompleted) return await answer.Task.ConfigureAwait(false);
        if (first == Ended) return null;
        throw NoAnswer(AnswerTimeout);
    }

    private async Task EndAsync()
    {
        // The reader begins within HelperProcess's constructor; everything here comes after it.
        await Task.Yield();
        var why = await tracer.Reading.ConfigureAwait(false);
        Recording.Output.IsOver = true;
        if (why is null && !hasEnded && !IsOver)
            why = $"추적기(echo-tracer, pid {tracer.Pid})가 갑자기 끝났고, 추적하던 프로세스도 모두 함께 끝났다. {tracer.Complaints}".TrimEnd();
        if (failure is { } failed)
        {
            why = failed.Why;
            if (failed.Call == "execvp") why = LaunchAdvice.Explain(failed.Command ?? "", why, failed.Errno);
            started.TrySetException(failed.Call == "ptrace" ? new TraceRefusedException(why) : new EchoServerException(why));
        }
        Failure = why;
        Recording.Fault = why;
        if (why is not null) Recording.Remark(why);
        started.TrySetException(new EchoServerException(why ?? "추적기(echo-tracer)가 프로그램을 시작하지 못하고 끝났다."));
        // The exception counts as observed, even where StartAsync has given up.
        _ = started.Task.Exception;
        exited.TrySetResult(new ProcessEnd(null, "SIGKILL"));
    }

    private bool hasEnded;

    private void Take(string line, JsonElement json)
    {
        if (!TraceJson.IsEvent(json))
        {
            OnStep?.Invoke(line);
            if (Recording.Add(TraceJson.ReadLine(json)) is { } step) Tell(step);
            return;
        }
        if (ProgramEvent.Read(json) is not { } said) return;
        Recording.Add(said);
        switch (said)
        {
            case ProgramEvent.Started begun:
                started.TrySetResult(begun.Pid);
                break;
            case ProgramEvent.Exited end:
                exited.TrySetResult(new ProcessEnd(end.Code, end.Signal));
                break;
            case ProgramEvent.Failed failed:
                failure = failed;
                break;
            case ProgramEvent.Ended:
                hasEnded = true;
                break;
            case ProgramEvent.Paused reached:
                lock (gate) pause?.TrySetResult(reached);
                break;
            case ProgramEvent.Status status:
                lock (gate) if (statuses.TryDequeue(out var asked)) asked.TrySetResult(status.Processes);
                break;
            case ProgramEvent.Owned owned:
                lock (gate) if (snapshots.TryDequeue(out var asked)) asked.TrySetResult(owned.Snapshot);
                break;
        }
    }

    private void Tell(TraceStep step)
    {
        lock (gate)
            foreach (var (condition, found) in awaited)
                if (!found.Task.IsCompleted && condition(step)) found.TrySetResult(step);
    }
}
