using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks;

/// <summary>
/// An echo-tracer with one program under it, and the recording of what it says. Its protocol is in
/// src/EchoNotebooks.Tracer/PROTOCOL.md.
/// </summary>
internal sealed class TracerProcess : IAsyncDisposable
{
    /// <summary>How much longer than its own clock the tracer may take to say that the time is over.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly JsonProcess tracer;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerEnd> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<TraceStep, bool> Condition, TaskCompletionSource<TraceStep> Found)> awaited = [];
    private readonly Queue<TaskCompletionSource<IReadOnlyList<TracedStatus>>> statuses = [];
    private readonly Queue<TaskCompletionSource<OwnedSnapshot>> snapshots = [];
    private TaskCompletionSource<TracerPause>? pause;
    private JsonElement? failure;

    private TracerProcess(Recording recording, IReadOnlyList<string> command, IReadOnlyList<string> options, Action<string>? onStep)
    {
        Recording = recording;
        OnStep = onStep;
        // It begins standing still: that stop is not the answer to any command.
        if (options.Contains("--step")) pause = new(TaskCreationOptions.RunContinuationsAsynchronously);
        tracer = new JsonProcess("echo-tracer", [.. options, "--", .. command], Take);
        Ended = EndAsync();
    }

    public Recording Recording { get; }

    /// <summary>The traced program's own end; also completes when the tracer has ended.</summary>
    public Task<ServerEnd> ProgramEnded => exited.Task;

    /// <summary>Completes when nothing is left of the program and its children, or of the tracer.</summary>
    public Task Ended { get; }

    public bool IsOver { get; private set; }

    /// <summary>Is given every line that is a step, as it came.</summary>
    private Action<string>? OnStep { get; }

    /// <summary>Starts a program under trace.</summary>
    /// <param name="recording">What is said of it is added to this.</param>
    /// <param name="command">The command that starts it.</param>
    /// <param name="options">The tracer's own options.</param>
    /// <param name="onStep">Is given every line that is a step, as it came; null for nobody.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The tracer, and the program's pid.</returns>
    /// <exception cref="TraceRefusedException">This system does not allow tracing.</exception>
    /// <exception cref="EchoServerException">The program cannot be started.</exception>
    public static async Task<(TracerProcess Tracer, int Pid)> StartAsync(
        Recording recording, IReadOnlyList<string> command, IReadOnlyList<string> options, Action<string>? onStep, CancellationToken ct)
    {
        var tracer = new TracerProcess(recording, command, options, onStep);
        try
        {
            var pid = await tracer.started.Task.WaitAsync(ct).ConfigureAwait(false);
            if (tracer.pause is { } first) await Task.WhenAny(first.Task, tracer.Ended).WaitAsync(ct).ConfigureAwait(false);
            return (tracer, pid);
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
    public async Task<TracerPause?> GoAsync(TracerCommand command, TimeSpan timeout)
    {
        TaskCompletionSource<TracerPause> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) pause = stopped;
        if (Ended.IsCompleted || !tracer.TrySend(command.ToJson(timeout))) return null;
        using var patience = new CancellationTokenSource();
        var first = await Task.WhenAny(stopped.Task, Ended, Task.Delay(timeout + Grace, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        if (stopped.Task.IsCompleted) return await stopped.Task.ConfigureAwait(false);
        if (first == Ended) return null;
        throw new EchoServerException($"추적기(echo-tracer, pid {tracer.Pid})가 {(timeout + Grace).TotalSeconds:0}초가 지나도 대답하지 않는다. DisposeAsync로 끝내고 다시 시작하라.");
    }

    /// <summary>Lets everybody go on until one call has returned, or a signal has come.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>That step; without it where everybody is after that time, or nothing when everything has ended.</returns>
    public async Task<(TraceStep? Step, TracerPause? Pause)> NextStepAsync(TimeSpan timeout)
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
    public void Run() => tracer.TrySend("""{"command":"run"}""");

    /// <summary>Sends a signal to a traced process.</summary>
    /// <param name="signal">Its name: SIGTERM.</param>
    /// <param name="pid">The process.</param>
    public void Signal(string signal, int pid) => tracer.TrySend(string.Create(CultureInfo.InvariantCulture, $$"""{"command":"signal","signal":"{{signal}}","pid":{{pid}}}"""));

    /// <summary>Ends the program and all its children; the recording ends there.</summary>
    public void Stop() => tracer.TrySend("""{"command":"stop"}""");

    /// <summary>Where every process is; empty when everything has ended.</summary>
    public async Task<IReadOnlyList<TracedStatus>> StatusAsync() => await AskAsync("status", statuses).ConfigureAwait(false) ?? [];

    /// <summary>What is owned now, read anew; null when everything has ended.</summary>
    public Task<OwnedSnapshot?> SnapshotAsync() => AskAsync("snapshot", snapshots);

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
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(found.Task, Ended, Task.Delay(timeout, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        lock (gate) awaited.RemoveAll(entry => entry.Found == found);
        ct.ThrowIfCancellationRequested();
        return found.Task.IsCompletedSuccessfully ? await found.Task.ConfigureAwait(false) : null;
    }

    /// <summary>Why the tracer ended by itself, in a sentence; null where nothing went wrong with it.</summary>
    public string? Failure { get; private set; }

    /// <summary>Ends everything that is traced, and waits for that.</summary>
    public ValueTask DisposeAsync()
    {
        IsOver = true;
        return tracer.DisposeAsync();
    }

    private async Task<T?> AskAsync<T>(string what, Queue<TaskCompletionSource<T>> queue)
        where T : class
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            // Under the lock: answers come in the order of the questions.
            if (Ended.IsCompleted || !tracer.TrySend($$"""{"command":"{{what}}"}""")) return null;
            queue.Enqueue(answer);
        }
        using var patience = new CancellationTokenSource();
        var first = await Task.WhenAny(answer.Task, Ended, Task.Delay(Grace, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        if (answer.Task.IsCompleted) return await answer.Task.ConfigureAwait(false);
        if (first == Ended) return null;
        throw new EchoServerException($"추적기(echo-tracer, pid {tracer.Pid})가 {Grace.TotalSeconds:0}초 동안 대답하지 않는다. DisposeAsync로 끝내고 다시 시작하라.");
    }

    private async Task EndAsync()
    {
        // The reader begins within JsonProcess's constructor; everything here comes after it.
        await Task.Yield();
        var why = await tracer.Reading.ConfigureAwait(false);
        Recording.Output.IsOver = true;
        if (why is null && !hasEnded && !IsOver) why = $"추적기(echo-tracer, pid {tracer.Pid})가 갑자기 끝났고, 추적하던 프로세스도 모두 함께 끝났다. {tracer.Complaints}".TrimEnd();
        if (failure is { } failed)
        {
            why = failed.Text("why");
            if (failed.Text("call") == "execvp") why += $". {LaunchAdvice.For(failed.Text("command") ?? "", failed.Text("errno"))}";
            started.TrySetException(failed.Text("call") == "ptrace" ? new TraceRefusedException(why ?? "ptrace가 거부되었다.") : new EchoServerException(why ?? "추적기가 실패했다."));
        }
        Failure = why;
        if (why is not null) Recording.Remark(why);
        started.TrySetException(new EchoServerException(why ?? "추적기(echo-tracer)가 프로그램을 시작하지 못하고 끝났다."));
        // Nobody may ask for it.
        _ = started.Task.Exception;
        exited.TrySetResult(new ServerEnd(null, Libc.SIGKILL));
    }

    private bool hasEnded;

    private void Take(string line, JsonElement json)
    {
        if (!json.TryGetProperty("event", out var name))
        {
            OnStep?.Invoke(line);
            if (Recording.Add(TraceLine.Read(json)) is { } step) Tell(step);
            return;
        }
        Recording.AddEvent(json);
        switch (name.GetString())
        {
            case "started":
                started.TrySetResult(json.GetProperty("pid").GetInt32());
                break;
            case "exited":
                exited.TrySetResult(new ServerEnd(json.Int("code"), null) { SignalName = json.Text("signal") });
                break;
            case "failed":
                failure = json.Clone();
                break;
            case "ended":
                hasEnded = true;
                break;
            case "paused":
                lock (gate) pause?.TrySetResult(new TracerPause(json.GetProperty("reason").GetString()!, json.Int("index") ?? -1, json.List("processes", TracedStatus.Read)));
                break;
            case "status":
                lock (gate) if (statuses.TryDequeue(out var asked)) asked.TrySetResult(json.List("processes", TracedStatus.Read));
                break;
            case "snapshot":
                lock (gate) if (snapshots.TryDequeue(out var asked)) asked.TrySetResult(OwnedSnapshot.Read(json.GetProperty("snapshot")));
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

/// <summary>Why a traced program stands still.</summary>
/// <param name="Reason">step, until or timeout.</param>
/// <param name="Index">The number of the last line that is a step; −1 before the first.</param>
/// <param name="Processes">At a time-out, where every process is.</param>
internal sealed record TracerPause(string Reason, int Index, IReadOnlyList<TracedStatus> Processes)
{
    public bool IsTimeout => Reason == "timeout";
}

/// <summary>Where a traced process is.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Role">Its role.</param>
/// <param name="Doing">stopped, inside, running, zombie.</param>
/// <param name="Call">The call that it has entered.</param>
/// <param name="Fd">The descriptor that the call acts on.</param>
/// <param name="Descriptor">What that is called.</param>
internal sealed record TracedStatus(int Pid, Role Role, string Doing, string? Call, int? Fd, string? Descriptor)
{
    public static TracedStatus Read(JsonElement json) => new(
        json.GetProperty("pid").GetInt32(), Role.FromJson(json.Text("role")), json.GetProperty("doing").GetString()!, json.Text("call"), json.Int("fd"), json.Text("descriptor"));

    /// <summary>"부모 프로세스 (pid 42): accept(serv_sock) 안에서 기다린다".</summary>
    public override string ToString()
    {
        var call = Call is null ? null : $"{(Call == "wait" ? "waitpid" : Call)}{((Descriptor ?? Fd?.ToString(CultureInfo.InvariantCulture)) is { } on ? $"({on})" : "")}";
        var what = Doing switch
        {
            "zombie" => "끝났고 좀비로 남아 있다",
            "inside" => $"{call} 안에서 기다린다",
            "stopped" => call is null ? "멈춰 있다" : $"{call}를 부르려고 하거나 막 부른 곳에 멈춰 있다",
            _ => "움직이고 있다(추적하지 않는 시스템 호출에서 기다릴 수도 있다)",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Role} (pid {Pid}): {what}");
    }
}

/// <summary>A command that lets a traced program go on; what is null may be anything.</summary>
internal sealed record TracerCommand
{
    /// <summary>next: until anything is reached.</summary>
    public static TracerCommand Next { get; } = new();

    public string? Call { get; init; }

    public string? Phase { get; init; }

    public string? Descriptor { get; init; }

    public string? Role { get; init; }

    public int? Pid { get; init; }

    /// <summary>"positive", "error", or a number.</summary>
    public string? Result { get; init; }

    public string? Signal { get; init; }

    /// <summary>Whose roles may go on; null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    public string ToJson(TimeSpan timeout)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("command", this with { Only = null } == Next ? "next" : "until");
            Write(json, "call", Call);
            Write(json, "phase", Phase);
            Write(json, "descriptor", Descriptor);
            Write(json, "role", Role);
            if (Pid is { } pid) json.WriteNumber("pid", pid);
            if (long.TryParse(Result, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) json.WriteNumber("result", number);
            else Write(json, "result", Result);
            Write(json, "signal", Signal);
            if (Only is not null)
            {
                json.WriteStartArray("only");
                foreach (var role in Only) json.WriteStringValue(role);
                json.WriteEndArray();
            }
            json.WriteNumber("timeoutMs", (long)Math.Max(1, timeout.TotalMilliseconds));
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
