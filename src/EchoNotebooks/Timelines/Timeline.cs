using System.Collections;
using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// The steps of one run of a server: every system call that touches a socket or makes, ends or reaps a process, in
/// the order in which they returned, each with what was owned immediately before and after it.
/// </summary>
public sealed partial class Timeline : IReadOnlyList<TraceStep>
{
    private readonly Recording recording;
    private readonly IReadOnlyList<TraceStep> steps;
    private readonly OwnedState end;

    internal Timeline(
        Recording recording, IReadOnlyList<TraceStep> steps, SocketHistory sockets, OwnedState end, string? remark, bool isComplete)
    {
        this.recording = recording;
        this.steps = steps;
        this.end = end;
        Sockets = sockets;
        Remark = remark;
        IsComplete = isComplete;
    }

    internal Recording Recording => recording;

    /// <summary>The program that ran.</summary>
    public ServerProgram Program => recording.Program;

    /// <summary>The server's port; 0 where it never listened.</summary>
    public int Port => recording.Port;

    /// <summary>How many steps.</summary>
    public int Count => steps.Count;

    /// <summary>One of them.</summary>
    /// <param name="index">From 0. In a part of a timeline it is not the step's own <see cref="TraceStep.Index"/>.</param>
    public TraceStep this[int index] => steps[index];

    /// <summary>What the program held when it began, before the first step.</summary>
    public Snapshot Start => recording.SnapshotOf(recording.Start);

    /// <summary>
    /// How things stood when the recording ended, read from the kernel then: children that were not reaped, descriptors that
    /// nobody closed. Of a recording that still goes on, or comes from a file, what the last line says.
    /// </summary>
    public Snapshot End => recording.SnapshotOf(end);

    /// <summary>What the server had written.</summary>
    public ServerOutput Output => recording.Output;

    /// <summary>The sockets of the internet that there were, in the order in which they appeared, each with who held it when.</summary>
    public SocketHistory Sockets { get; }

    /// <summary>Whether the recording went on to its end; false for one that still goes on or was cut short.</summary>
    public bool IsComplete { get; }

    /// <summary>What has to be known to read it: what is missing, which step is not exact; null for nothing.</summary>
    public string? Remark { get; }

    /// <summary>The steps that close a descriptor: close(2), and close_range(2).</summary>
    public Timeline Closes => Where(step => step.Call is "close" or "close_range");

    /// <summary>
    /// The signals that were delivered, each a step of the process that it came to. A signal that does nothing, because it is
    /// ignored, is not among them; two that were merged into one (signal(7)) are one.
    /// </summary>
    /// <param name="name">"SIGCHLD"; null for all.</param>
    /// <exception cref="ArgumentException">There is no such signal.</exception>
    public Timeline Signals(string? name = null)
    {
        if (name is not null) _ = SignalNames.Require(name);
        return Where(step => step.Call == "signal" && (name is null || name.Equals(step.Arguments.GetValueOrDefault("signal"))));
    }

    /// <summary>The steps of one process.</summary>
    /// <param name="pid">Its process id.</param>
    public Timeline Of(int pid) => Where(step => step.Pid == pid);

    /// <summary>The steps of the process with a role.</summary>
    /// <param name="role">Its role.</param>
    public Timeline Of(Role role) => Where(step => step.Role == role);

    /// <summary>The steps of all processes of a kind: <c>timeline.Of(Role.Child)</c>.</summary>
    /// <param name="role"><see cref="Role.Child(int)"/>, without a number.</param>
    public Timeline Of(Func<int, Role> role)
    {
        ArgumentNullException.ThrowIfNull(role);
        var kind = role(1).Kind;
        return Where(step => step.Role.Kind == kind);
    }

    /// <summary>The steps that fulfil a condition. They keep their <see cref="TraceStep.Index"/>.</summary>
    /// <param name="condition">Which steps.</param>
    public Timeline Where(Func<TraceStep, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new(recording, [.. steps.Where(condition)], Sockets, end, Remark, IsComplete);
    }

    /// <summary>Reads what <c>echonb trace --json</c> wrote, with or without <c>--deltas</c>.</summary>
    /// <param name="reader">One JSON object a line.</param>
    /// <param name="program">Whose run it was, for the source; null where that is not known.</param>
    /// <exception cref="TimelineFormatException">A line is no JSON, is of another schema, or something is missing.</exception>
    public static Timeline FromJson(TextReader reader, ServerProgram? program = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var recording = new Recording(program ?? ServerProgram.Unknown, new ServerOutput());
        var number = 0;
        var hasOutput = false;
        while (reader.ReadLine() is { } text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            try
            {
                using var json = JsonDocument.Parse(text);
                if (TraceJson.IsEvent(json.RootElement))
                {
                    var said = ProgramEvent.Read(json.RootElement);
                    hasOutput |= said is ProgramEvent.Output;
                    if (said is not null) recording.Add(said);
                }
                else
                {
                    recording.Add(TraceJson.ReadLine(json.RootElement));
                }
            }
            catch (Exception e) when (e is JsonException or TimelineFormatException)
            {
                var why = e is JsonException json ? JsonFault.Explain(json) : e.Message;
                throw new TimelineFormatException($"녹화의 {number}번째 줄을 읽을 수 없다: {why}. echonb trace --json이 쓴 파일인지 확인하라.", e);
            }
        }
        recording.IsComplete = true;
        var timeline = recording.Look();
        // The file has no lines for what was written; the writes themselves tell, at most 64 bytes of each.
        if (!hasOutput)
            foreach (var step in timeline)
                if (step is { Call: "write", Fd: 1 or 2, Result: > 0 and var count }
                    && step.Arguments.GetValueOrDefault("data") is string data)
                    recording.Output.Add(count > TraceStep.MostData ? data + "…\n" : data, step.Fd == 2);
        return timeline;
    }

    /// <inheritdoc/>
    public IEnumerator<TraceStep> GetEnumerator() => steps.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
