namespace EchoNotebooks;

/// <summary>One step of a server, with what was owned before and after it: <see cref="Step"/> or <see cref="TraceStep"/>.</summary>
public interface IStep
{
    /// <summary>What has happened: "부모 프로세스: close(clnt_sock)가 돌아왔다".</summary>
    string What { get; }

    /// <summary>The process.</summary>
    int Pid { get; }

    /// <summary>Its role.</summary>
    Role Role { get; }

    /// <summary>What was owned before.</summary>
    Snapshot Before { get; }

    /// <summary>What was owned after; null for what has no after (a signal).</summary>
    Snapshot? After { get; }

    /// <summary>What changed; null where there is no after.</summary>
    SnapshotDifference? Diff { get; }
}
