using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// What a tracer has said so far: grows while it runs, and every <see cref="Timeline"/> is a look at it. Any thread
/// may add and look.
/// </summary>
internal sealed class Recording
{
    private const int MostKept = 2000;

    /// <summary>Nobody tries so often for a good reason.</summary>
    private const int MostFailures = 30;

    private readonly Lock gate = new();
    private readonly List<TraceStep> steps = [];
    private readonly Dictionary<int, (TraceLine Line, OwnedState State)> entered = [];
    private readonly Dictionary<int, string> programs = [];
    private readonly Dictionary<int, ulong?> forks = [];
    private readonly List<string> remarks = [];
    private readonly SocketLifeBuilder lives = new();
    private int forgotten;
    private bool hasBegun;
    private OwnedState? end;
    private OwnedState? shown;
    private int mostSteps = int.MaxValue;
    private Action? onFull;
    private int programPid;

    public Recording(ServerProgram program, ServerOutput output)
    {
        Program = program;
        Output = output;
        Sources = new SourceLines(this);
    }

    public ServerProgram Program { get; }

    public ServerOutput Output { get; }

    public SourceLines Sources { get; }

    /// <summary>The numbers of its open file descriptions, given as the lines come.</summary>
    public DescriptionNumbers Numbers { get; } = new();

    /// <summary>What is owned after the last line.</summary>
    public OwnedState Current { get; private set; } = OwnedState.Nothing;

    /// <summary>What was owned when the program began.</summary>
    public OwnedState Start { get; private set; } = OwnedState.Nothing;

    /// <summary>The server's port: the one that was asked for, or the first that it listens at; 0 until then.</summary>
    public int Port
    {
        get => field == 0 ? Current.Port : field;
        set;
    }

    /// <summary>The last line; null before the first.</summary>
    public TraceLine? LastLine { get; private set; }

    /// <summary>The last step that is complete; null before the first.</summary>
    public TraceStep? LastStep { get; private set; }

    /// <summary>Whether a process has listened: then the timeline has its beginning.</summary>
    public bool HasListened { get; private set; }

    /// <summary>How many lines there are.</summary>
    public int Lines => LastLine is null ? 0 : LastLine.Index + 1;

    /// <summary>A step that is complete.</summary>
    public TraceStep this[int index]
    {
        get
        {
            lock (gate) return steps[index - forgotten];
        }
    }

    /// <summary>Whether all steps are kept for a <see cref="Timeline"/>; otherwise only the last, however long it goes on.</summary>
    public bool KeepsAll { get; init; } = true;

    /// <summary>Is given every line that is a step, as it came.</summary>
    public Action<string>? OnLine { get; set; }

    /// <summary>Is told every step that is complete, by the thread that adds it.</summary>
    public Action<TraceStep>? OnStep { get; set; }

    /// <summary>How things stood when it was closed; until then, after the last line.</summary>
    public OwnedState End => end ?? Current;

    /// <summary>Whether it went on to the end that was meant.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Why its tracer ended by itself: then what is missing tells nothing of the program. Null where it did not.</summary>
    public string? Fault { get; set; }

    /// <summary>How many steps are complete: the index of the next one.</summary>
    public int Count
    {
        get
        {
            lock (gate) return forgotten + steps.Count;
        }
    }

    /// <summary>The step that a line completed; null where it completed none.</summary>
    public TraceStep? AtLine(int index)
    {
        lock (gate) return steps.FindLast(step => step.LineIndex == index);
    }

    /// <summary>The first complete step that fulfils a condition; null for none.</summary>
    public TraceStep? Find(Func<TraceStep, bool> condition)
    {
        lock (gate) return steps.Find(step => condition(step));
    }

    /// <summary>The addresses in a program's file from which calls have come.</summary>
    public IReadOnlyList<ulong> CallersIn(string file)
    {
        lock (gate) return [.. steps.Where(step => step.ProgramFile == file).Select(step => step.Caller).OfType<ulong>().Distinct()];
    }

    /// <summary>Whether the last fork that a step's process has made before it was refused.</summary>
    public bool LastForkFailed(TraceStep step)
    {
        lock (gate)
        {
            for (var i = Math.Min(step.Index - forgotten, steps.Count) - 1; i >= 0; i--)
                if (steps[i].Pid == step.Pid && steps[i].Call == "fork") return steps[i].Error is not null;
            return false;
        }
    }

    /// <summary>
    /// The last step where a process makes one call again and again and it always fails, without another step between: a
    /// server that does not wait when there are no descriptors. Null otherwise.
    /// </summary>
    public TraceStep? FailsForEver
    {
        get
        {
            lock (gate)
            {
                if (steps.Count < MostFailures || steps[^1] is not { Error: not null } last) return null;
                var same = steps.TakeLast(MostFailures)
                    .All(step => step.Pid == last.Pid && step.Call == last.Call && step.Error == last.Error);
                return same ? last : null;
            }
        }
    }

    /// <summary>The call that a process has entered and not left; null for none.</summary>
    public TraceLine? Entered(int pid)
    {
        lock (gate) return entered.Values.Where(call => call.Line.Pid == pid).Select(call => call.Line).FirstOrDefault();
    }

    /// <summary>Takes the next line of the tracer.</summary>
    /// <returns>The step that it completes; null where it completes none, and after the end.</returns>
    /// <exception cref="TimelineFormatException">It does not fit to what came before.</exception>
    public TraceStep? Add(TraceLine line)
    {
        lock (gate)
        {
            if (end is not null || steps.Count >= mostSteps) return null;
            var before = Current;
            var changes = line.Changes;
            if (line.Snapshot is { } all) (Current, changes) = Current.With(all);
            else if (!hasBegun) throw new TimelineFormatException("첫 줄에 snapshot이 없다. 녹화의 앞부분이 빠졌다");
            else Current = Current.With(changes!);
            LastLine = line;
            Number(changes!.Descriptors ?? [], Current);
            if (KeepsAll) lives.Add(changes!, steps.Count);
            if (!hasBegun)
            {
                // The program's own exec: what it begins with.
                (hasBegun, programPid) = (true, line.Pid);
                Start = Current;
                FollowProgram(line);
                if (line.Call == "exec") return null;
            }
            FollowProgram(line);

            if (line.IsBefore && line.Call != "signal")
            {
                entered[line.Index] = (line, Current);
                return null;
            }
            if (line.Before is { } entry) entered.Remove(entry);
            var step = line.Call == "signal"
                ? new TraceStep(this, line, forgotten + steps.Count, PlaceOf(line), Current, null, shown)
                : new TraceStep(this, line, forgotten + steps.Count, PlaceOf(line), before, Current, shown);
            steps.Add(step);
            // A signal has no picture after it: the next step must still tell what it changed.
            if (line.Call != "signal") shown = Current;
            if (line is { Call: "listen", Error: null } && !HasListened)
            {
                HasListened = true;
                ForgetLaunch(line.Pid);
                step = steps[^1];
            }
            if (!KeepsAll && steps.Count > MostKept)
            {
                steps.RemoveRange(0, MostKept / 2);
                forgotten += MostKept / 2;
            }
            LastStep = step;
            OnStep?.Invoke(step);
            if (steps.Count >= mostSteps) onFull?.Invoke();
            return step;
        }
    }

    /// <summary>Takes no more steps than this.</summary>
    /// <param name="most">How many.</param>
    /// <param name="full">Is told when they are there, by the thread that adds the last.</param>
    public void LimitSteps(int most, Action full) => (mostSteps, onFull) = (most, full);

    /// <summary>Takes nothing more: what comes now is how the program is ended.</summary>
    /// <param name="all">A full reading of how things stand now; null where there is none.</param>
    public void Close(DescriptorSnapshot? all)
    {
        lock (gate) end ??= all is null ? Current : Current.With(all).State;
    }

    /// <summary>Takes a line that is no step.</summary>
    public void Add(ProgramEvent said)
    {
        switch (said)
        {
            case ProgramEvent.Output output:
                Output.Add(output.Text, output.Stream == "stderr");
                break;
            case ProgramEvent.Preempted preempted:
                Remark($"프로세스 {preempted.Pid}의 시스템 호출 하나가 오래 걸려 다른 프로세스가 그사이에 움직였다. "
                    + "그 걸음의 전과 후에는 다른 프로세스가 한 일이 섞였을 수 있다.");
                break;
            case ProgramEvent.Disagreement disagreement:
                Remark($"시스템 호출로 따라간 것과 커널이 말하는 것이 달라 커널의 것으로 바로잡았다: {disagreement.What}");
                break;
            case ProgramEvent.Failed failed:
                Remark($"추적기가 더 나아가지 못했다: {failed.Why}");
                break;
        }
    }

    public void Remark(string what)
    {
        lock (gate)
            if (!remarks.Contains(what)) remarks.Add(what);
    }

    /// <summary>A state of it as a snapshot.</summary>
    public Snapshot SnapshotOf(OwnedState state) => state.ToSnapshot(Port, Numbers);

    /// <summary>What has to be known to read it.</summary>
    public IReadOnlyList<string> Remarks
    {
        get
        {
            lock (gate) return [.. remarks];
        }
    }

    /// <summary>All steps up to now; calls that have not returned stand at the end.</summary>
    public Timeline Look()
    {
        lock (gate)
        {
            var all = new List<TraceStep>(steps.Count + entered.Count);
            all.AddRange(steps);
            foreach (var (line, state) in entered.Values.OrderBy(call => call.Line.Index))
                all.Add(new TraceStep(this, line, forgotten + all.Count, PlaceOf(line), state, null));
            var remark = remarks.Count == 0 ? null : string.Join(' ', remarks);
            return new Timeline(this, all, lives.ToHistory(all.Count), End, remark, IsComplete);
        }
    }

    /// <summary>
    /// Where nothing has listened a timeline begins with the program's last exec: what a script did before, to find the
    /// program, is noise.
    /// </summary>
    public void ForgetWhatFoundTheProgram()
    {
        lock (gate)
            if (!HasListened) Forget(steps.FindLastIndex(step => step is { Call: "exec", Error: null } && step.Pid == programPid));
    }

    /// <summary>
    /// A timeline begins where the server makes the socket that it listens on: what a script did before, to start
    /// it, is noise.
    /// </summary>
    private void ForgetLaunch(int pid)
    {
        var exec = steps.FindLastIndex(step => step is { Call: "exec", Error: null } && step.Pid == pid);
        Forget(steps.FindIndex(exec + 1, step => step.Pid == pid && (step.Call == "socket" || IsOwnSetup(step))));
    }

    /// <summary>Gives numbers to what appears: the order in which snapshots are asked for must not matter.</summary>
    private void Number(IEnumerable<DescriptorFact> appeared, OwnedState state) =>
        Numbers.Of(appeared.Where(fact => state.SocketAt(fact.Pid, fact.Fd)?.IsTcp == true));

    /// <summary>
    /// What the dynamic loader does for itself does not come from the program's own file. Of the runtime under our server in C#
    /// that cannot be told: there the first that is surely its own is the descriptor for its signals.
    /// </summary>
    private bool IsOwnSetup(TraceStep step) =>
        Program.IsOurServer ? step.Call == "signalfd" : step.IsSetup && step.Caller is not null;

    private void Forget(int launch)
    {
        if (launch <= 0) return;
        var kept = steps[launch..];
        steps.Clear();
        forgotten = 0;
        foreach (var step in kept) steps.Add(step.At(steps.Count));
        Start = steps[0].StateBefore;
        Numbers.Restart();
        foreach (var state in steps.Select(step => step.StateBefore).Append(Current)) Number(state.ToFacts().Descriptors, state);
        lives.Forget(launch);
    }

    /// <summary>
    /// The file that a process runs, and where in it the call comes from; a child returns from the fork that its parent
    /// called.
    /// </summary>
    private (string? File, ulong? Caller) PlaceOf(TraceLine line) => (
        programs.GetValueOrDefault(line.Pid),
        line is { Call: "fork", SystemCall: null, Caller: null } ? forks.GetValueOrDefault(line.Pid) : line.Caller);

    /// <summary>Which file each process runs: what it executed last, or what its parent ran when it forked.</summary>
    private void FollowProgram(TraceLine line)
    {
        if (line is { Call: "exec", IsBefore: false, Error: null } && line.Arguments.GetValueOrDefault("program") is string path)
            programs[line.Pid] = path;
        else if (line is { Call: "fork", IsBefore: false, Result: > 0 and var child } && programs.TryGetValue(line.Pid, out var own))
        {
            programs[(int)child] = own;
            forks[(int)child] = line.Caller;
        }
    }
}
