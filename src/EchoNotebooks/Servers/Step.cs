namespace EchoNotebooks;

/// <summary>One step of a server: what the kernel showed before it and after it. Shown as before, after, and what changed.</summary>
public sealed partial class Step : IStep
{
    internal Step(StopPoint point, int pid, Role role, Snapshot before, Snapshot after, Snapshot? shown = null)
    {
        BeforeAsShown = shown is null ? before : before.WithStatesOf(shown);
        Point = point;
        Pid = pid;
        Role = role;
        Before = before;
        After = after;
        Diff = after.Since(before);
    }

    /// <summary>What has happened: "부모 프로세스: close(clnt_sock)가 돌아왔다".</summary>
    public string What => $"{Role}: {Point.What}";

    /// <summary>The point that was reached.</summary>
    public StopPoint Point { get; }

    /// <summary>The process that reached it.</summary>
    public int Pid { get; }

    /// <summary>Its role.</summary>
    public Role Role { get; }

    /// <summary>The snapshot before the step.</summary>
    public Snapshot Before { get; }

    /// <summary>The snapshot after it.</summary>
    public Snapshot After { get; }

    /// <summary>What changed.</summary>
    public SnapshotDifference Diff { get; }

    /// <summary>The snapshot before the step, with the TCP states that the step before it told.</summary>
    internal Snapshot BeforeAsShown { get; }

    Snapshot? IStep.After => After;

    SnapshotDifference? IStep.Diff => Diff;
}
