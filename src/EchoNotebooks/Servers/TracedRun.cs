namespace EchoNotebooks;

/// <summary>What a traced server has done so far: its timeline tells.</summary>
internal sealed class TracedRun(Recording recording) : IRunSoFar
{
    private readonly Timeline timeline = recording.Look();

    public Snapshot Now { get; } = recording.SnapshotOf(recording.Current);

    public IReadOnlyList<Role> Children =>
    [
        .. timeline.Where(step => step is { Call: "fork", Result: > 0 }).Select(step => step.RoleOf((int)step.Result!))
            .Concat(timeline.Select(step => step.Role)).Concat(Now.Children.Select(child => Now.RoleOf(child.Pid)))
            .Where(role => role.Kind == RoleKind.Child).Distinct(),
    ];

    public int? WaitingClients => AcceptQueue.Waiting(recording.Port);

    public string? ForkError =>
        timeline.LastOrDefault(step => step.Call == "fork" && step.Role == Role.Parent && !step.IsPending)?.Error;

    public string? Last(StopPoint point, Role? by = null)
    {
        var last = timeline.LastOrDefault(step =>
            !step.IsPending && point.IsReachedBy(step) && (by is { } one ? step.Role == one : point.Concerns(step.Role)));
        return last is null ? null : $"걸음 {last.Index}";
    }
}
