namespace EchoNotebooks;

/// <summary>What a server that stops itself has done so far: its announcements tell, and the kernel.</summary>
/// <param name="now">What is owned now.</param>
/// <param name="process">The server.</param>
/// <param name="log">What it has announced.</param>
internal sealed class SteppedRun(Snapshot now, ServerProcess process, StopAnnouncements log) : IRunSoFar
{
    /// <summary>Its steps have no numbers.</summary>
    private const string Before = "앞의 걸음";

    public Snapshot Now => now;

    public IReadOnlyList<Role> Children => [.. process.Children.Select(child => child.Role)];

    public int? WaitingClients => AcceptQueue.Waiting(process.EndPoint.Port);

    /// <summary>The server says so itself, and serves the next client.</summary>
    public string? ForkError => null;

    public string? Last(StopPoint point, Role? by = null)
    {
        var concerned = process.Children.Append((process.Pid, Role: Role.Parent))
            .Where(one => by is null ? point.Concerns(one.Role) : one.Role == by);
        return concerned.Any(one => point.Word is null ? HasEnded(one.Pid) : log.HasBeenAt(one.Pid, point.Word)) ? Before : null;
    }

    private bool HasEnded(int pid) => !now.Facts.Processes.Any(fact => fact.Pid == pid && fact.State is not ('Z' or 'X'));
}
