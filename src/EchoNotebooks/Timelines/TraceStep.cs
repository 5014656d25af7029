using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// One system call of one process, from its entry to its return, with what was owned before and after; or a signal,
/// or a call that has not returned, which have no after.
/// </summary>
public sealed partial class TraceStep : IStep
{
    /// <summary>How many bytes the tracer shows of what was read or written.</summary>
    internal const int MostData = 64;

    private readonly Recording recording;
    private readonly TraceLine line;
    private readonly OwnedState before;
    private readonly OwnedState? after;
    private readonly OwnedState? shown;

    internal TraceStep(
        Recording recording, TraceLine line, int index, (string? File, ulong? Caller) program, OwnedState before, OwnedState? after,
        OwnedState? shown = null)
    {
        this.shown = shown;
        this.recording = recording;
        this.line = line;
        this.before = before;
        this.after = after;
        Index = index;
        (ProgramFile, Caller) = program;
        Role = Role.Of(line.Role);
    }

    /// <summary>
    /// Which step of the whole timeline it is, from 0. That of a call which has not returned may change while the recording
    /// goes on.
    /// </summary>
    public int Index { get; }

    /// <summary>One word for all forms of a call: accept, fork, close, read, write, wait, exit, signal …</summary>
    public string Call => line.Call;

    /// <summary>The kernel's own name: accept4, clone, recvfrom; null where no call was made (a signal).</summary>
    public string? SystemCall => line.SystemCall;

    /// <summary>The process.</summary>
    public int Pid => line.Pid;

    /// <summary>The thread, where it is not the process's first.</summary>
    public int? Tid => line.Tid;

    /// <summary>Its role at that time.</summary>
    public Role Role { get; }

    /// <summary>The descriptor that the call acts on; null for none.</summary>
    public int? Fd => line.Fd;

    /// <summary>What the chapter calls that descriptor: serv_sock, clnt_sock; null for any other.</summary>
    public string? Descriptor => line.Descriptor;

    /// <summary>The arguments by name, in their order: texts, numbers (long), truth values. data holds at most 64 bytes as text.</summary>
    public IReadOnlyDictionary<string, object?> Arguments => line.Arguments;

    /// <summary>What it returned; null where it failed, has not returned, or never does (exit).</summary>
    public long? Result => line.Result;

    /// <summary>The name of the error that it failed with: EINTR, ECONNRESET; null for none.</summary>
    public string? Error => line.Error;

    /// <summary>What was owned immediately before: for a call that waited, just before it returned.</summary>
    public Snapshot Before => recording.SnapshotOf(before);

    /// <summary>What was owned immediately after; null for a signal, and for a call that has not returned.</summary>
    public Snapshot? After => after is null ? null : recording.SnapshotOf(after);

    /// <summary>What the call changed; null where there is no after.</summary>
    public SnapshotDifference? Diff => After?.Since(Before);

    /// <summary>The line of the source that made the call; null where that is not known.</summary>
    public SourceLine? Source => recording.Sources.Of(this);

    /// <summary>When it was complete, since the program began.</summary>
    public TimeSpan Elapsed => (after ?? before).TakenAt - recording.Start.TakenAt;

    /// <summary>A read that returned 0 because the other side has no more to send; not one of no bytes, or of an empty datagram.</summary>
    internal bool IsEndOfFile => Call == "read" && Result == 0 && Arguments.GetValueOrDefault("endOfFile") is not false;

    /// <summary>The child that a wait has reaped; null for none. A recording of an earlier version tells it by the result alone.</summary>
    internal long? ReapedChild => Call != "wait" ? null : Arguments.GetValueOrDefault("reaped") switch
    {
        true => Arguments.GetValueOrDefault("child") as long?,
        false => null,
        _ => Result > 0 ? Result : null,
    };

    /// <summary>Whether the call sets something up, or waits for one of several things.</summary>
    internal bool IsSetup => Call is "sigaction" or "sigprocmask" or "signalfd" or "kill" or "setsockopt" or "poll";

    /// <summary>Whether the call has not returned.</summary>
    internal bool IsPending => after is null && Call != "signal";

    /// <summary>The socket that the call acts on, as it is after it; null for none.</summary>
    internal SocketFact? SocketAfter => Fd is { } fd ? SocketAfterOf(fd) : null;

    /// <summary>The socket that a descriptor of its process leads to after it; null for none.</summary>
    internal SocketFact? SocketAfterOf(int fd) => after?.SocketAt(Pid, fd);

    internal OwnedState StateBefore => before;

    /// <summary>What was owned before, with the TCP states that the step before it told.</summary>
    internal Snapshot BeforeAsShown => shown is null ? Before : Before.WithStatesOf(recording.SnapshotOf(shown));

    /// <summary>The same step at another place of the timeline.</summary>
    internal TraceStep At(int index) => new(recording, line, index, (ProgramFile, Caller), before, after, shown);

    /// <summary>Where in the program's file the call comes from; null where that is not known.</summary>
    internal ulong? Caller { get; }

    /// <summary>The file that the process ran; null where that is not known.</summary>
    internal string? ProgramFile { get; }

    /// <summary>The tracer's own number of the line that completed it.</summary>
    internal int LineIndex => line.Index;

    /// <summary>The process that a fork made or a wait reaped, where it was known before or is after.</summary>
    internal Role RoleOf(int pid) => Role.Of((after?.Process(pid) ?? before.Process(pid))?.Role);

    internal ProcessFact? ProcessAfter(int pid) => after?.Process(pid);
}
