namespace EchoNotebooks;

/// <summary>What a server that goes on step by step has done so far, as far as it was seen.</summary>
internal interface IRunSoFar
{
    /// <summary>What is owned now.</summary>
    Snapshot Now { get; }

    /// <summary>All children that were forked, also those that are gone, in the order of their forks.</summary>
    IReadOnlyList<Role> Children { get; }

    /// <summary>How many connections wait for accept; null where the kernel does not tell.</summary>
    int? WaitingClients { get; }

    /// <summary>Where a point was reached last: "걸음 12", or "앞에서" where steps are not numbered; null where it was not.</summary>
    /// <param name="point">The point.</param>
    /// <param name="by">The process; null for any that the point concerns.</param>
    string? Last(StopPoint point, Role? by = null);

    /// <summary>The error with which the parent's last fork failed; null where it did not.</summary>
    string? ForkError { get; }
}
