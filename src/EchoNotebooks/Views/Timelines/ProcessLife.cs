namespace EchoNotebooks.Views;

/// <summary>One process of a timeline, from the step at which it is forked to the step at which it is reaped.</summary>
internal sealed class ProcessLife(int pid, Role role)
{
    public int Pid => pid;

    public Role Role => role;

    /// <summary>The first step at which it is there; the index in the timeline that is shown.</summary>
    public int From { get; private set; } = int.MaxValue;

    /// <summary>The last one.</summary>
    public int To { get; private set; }

    /// <summary>The step at which its parent's fork returned it; null where it was there from the beginning.</summary>
    public int? ForkedAt { get; private set; }

    /// <summary>The step at which it ended: after it, it is a zombie.</summary>
    public int? EndedAt { get; private set; }

    /// <summary>It was reaped, or no process of the server is there to do it.</summary>
    public bool IsGone { get; private set; }

    public bool Is(TraceStep step) => step.Pid == pid && step.Role == role;

    public bool IsThereAt(int step) => From <= step && step <= To;

    public bool IsZombieAt(int step) => step > EndedAt;

    public bool Overlaps(ProcessLife other) => From <= other.To && other.From <= To;

    /// <summary>The lives of all processes, in the order in which they begin.</summary>
    public static List<ProcessLife> Of(IReadOnlyList<TraceStep> steps)
    {
        var lives = new List<ProcessLife>();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var life = lives.FindLast(one => one.Is(step));
            if (life is null || life.IsGone) lives.Add(life = new ProcessLife(step.Pid, step.Role));
            life.From = Math.Min(life.From, i);
            life.To = i;
            if (step.Call == "exit") (life.EndedAt, life.IsGone) = (i, step.Role.Kind != RoleKind.Child);
            if (step.ReapedChild is { } reaped && lives.FindLast(one => one.Pid == reaped) is { } gone)
                (gone.To, gone.IsGone) = (i, true);
        }
        // A life begins where the parent's fork returned it, which may be some steps before its own first one.
        for (var i = 0; i < steps.Count; i++)
            if (steps[i] is { Call: "fork", Result: > 0 and var child }
                && lives.Find(one => one.Pid == child && one.From > i && one.ForkedAt is null) is { } life)
                (life.ForkedAt, life.From) = (i, i + 1);
        foreach (var life in lives.Where(life => !life.IsGone)) life.To = steps.Count - 1;
        return [.. lives.OrderBy(life => life.From)];
    }
}
