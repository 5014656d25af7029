using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>
/// What echo-tracer and echo-supervisor say of the program that they run, under its name in "event". The supervisor
/// says only started, output, exited and failed.
/// </summary>
/// <param name="Event">The name.</param>
internal abstract record ProgramEvent([property: JsonPropertyOrder(-2)] string Event)
{
    /// <summary>Reads a line that is an event; null for an event that a later version adds.</summary>
    /// <exception cref="JsonException">The event lacks something.</exception>
    internal static ProgramEvent? Read(JsonElement line) => line.GetProperty("event").GetString() switch
    {
        "started" => line.Deserialize(TraceJsonContext.Default.Started),
        "output" => line.Deserialize(TraceJsonContext.Default.Output),
        "paused" => line.Deserialize(TraceJsonContext.Default.Paused),
        "status" => line.Deserialize(TraceJsonContext.Default.Status),
        "snapshot" => line.Deserialize(TraceJsonContext.Default.Owned),
        "refused" => line.Deserialize(TraceJsonContext.Default.Refused),
        "disagreement" => line.Deserialize(TraceJsonContext.Default.Disagreement),
        "preempted" => line.Deserialize(TraceJsonContext.Default.Preempted),
        "exited" => line.Deserialize(TraceJsonContext.Default.Exited),
        "failed" => line.Deserialize(TraceJsonContext.Default.Failed),
        "ended" => line.Deserialize(TraceJsonContext.Default.Ended),
        _ => null,
    };

    /// <summary>The program runs.</summary>
    /// <param name="Pid">The program.</param>
    /// <param name="Stops">"filter" or "calls": at which calls a tracer stops it.</param>
    /// <param name="FilterRefused">The name of the error, where the filter was refused.</param>
    internal sealed record Started(
        int Pid,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Stops = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FilterRefused = null) : ProgramEvent("started")
    {
        [JsonPropertyOrder(-1)]
        public int Schema { get; init; } = SnapshotJson.Schema;
    }

    /// <summary>The program has written something.</summary>
    /// <param name="Stream">"stdout" or "stderr".</param>
    /// <param name="Text">The text as it came.</param>
    internal sealed record Output(string Stream, string Text) : ProgramEvent("output");

    /// <summary>Everything stands still, and waits for a command.</summary>
    /// <param name="Reason">"step", "until" or "timeout".</param>
    /// <param name="Index">The last line that is a step; null before the first.</param>
    /// <param name="Processes">At a time-out, where every process is.</param>
    internal sealed record Paused(
        string Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TracedStatus>? Processes = null)
            : ProgramEvent("paused")
    {
        [JsonIgnore]
        public bool IsTimeout => Reason == "timeout";
    }

    /// <summary>Where every process is.</summary>
    internal sealed record Status(IReadOnlyList<TracedStatus> Processes) : ProgramEvent("status");

    /// <summary>What is owned now.</summary>
    internal sealed record Owned(DescriptorSnapshot Snapshot) : ProgramEvent("snapshot");

    /// <summary>A command was not understood.</summary>
    /// <param name="Why">The reason, in Korean.</param>
    internal sealed record Refused(string Why) : ProgramEvent("refused");

    /// <summary>The tracer followed something wrongly, and has corrected it.</summary>
    /// <param name="What">What was different in the kernel.</param>
    internal sealed record Disagreement(string What) : ProgramEvent("disagreement");

    /// <summary>A call took so long that the others went on meanwhile.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="Call">The call.</param>
    internal sealed record Preempted(int Pid, string Call) : ProgramEvent("preempted");

    /// <summary>The program itself has ended: with an exit code, or by a signal.</summary>
    /// <param name="Pid">The program.</param>
    /// <param name="Code">Its exit code; null where a signal ended it.</param>
    /// <param name="Signal">The signal's name; null where it exited.</param>
    internal sealed record Exited(
        int Pid,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Code = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Signal = null) : ProgramEvent("exited");

    /// <summary>The program could not be started, or the tracer cannot go on.</summary>
    /// <param name="Why">The reason, in Korean.</param>
    /// <param name="Call">The call that failed, where the program could not be started.</param>
    /// <param name="Errno">The name of the call's error.</param>
    /// <param name="Command">The program that could not be started.</param>
    internal sealed record Failed(
        string Why,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Call = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Errno = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Command = null) : ProgramEvent("failed");

    /// <summary>The last line.</summary>
    internal sealed record Ended() : ProgramEvent("ended");
}
