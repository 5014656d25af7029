using System.Text.Json;
using EchoNotebooks.Linux.Tests.Snapshots;

namespace EchoNotebooks.Linux.Tests.Tracing;

/// <summary>What the tracer writes is what its readers read: both use the same records.</summary>
public sealed class TraceJsonTests
{
    private static readonly ProgramEvent[] Events =
    [
        new ProgramEvent.Started(7, "calls", "EACCES"),
        new ProgramEvent.Output("stderr", "안녕\u001b[31m\n"),
        new ProgramEvent.Paused("timeout", 4, [new(7, ProcessRole.Child(1, 2), TracedState.Inside, "accept", 3, "serv_sock")]),
        new ProgramEvent.Status([new(7, null, TracedState.Zombie)]),
        new ProgramEvent.Owned(Sample.Snapshot),
        new ProgramEvent.Refused("왜"),
        new ProgramEvent.Disagreement("socket 3"),
        new ProgramEvent.Preempted(7, "close"),
        new ProgramEvent.Exited(7, Signal: "SIGKILL"),
        new ProgramEvent.Failed("왜", "execvp", "ENOENT", "nothing"),
        new ProgramEvent.Ended(),
    ];

    [Fact]
    public void Every_event_is_written_and_read_back_the_same()
    {
        Assert.Equal(typeof(ProgramEvent).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Length, Events.Length);
        foreach (var said in Events)
        {
            var text = JsonSerializer.Serialize(said, TraceWritingContext.Default.GetTypeInfo(said.GetType())!);
            var start = text.Replace("\"}", "\",", StringComparison.Ordinal);
            Assert.StartsWith($$"""{"event":"{{said.Event}}",""", start, StringComparison.Ordinal);
            var read = ProgramEvent.Read(JsonDocument.Parse(text).RootElement);
            if (said is ProgramEvent.Owned owned) Sample.AssertSame(owned.Snapshot, Assert.IsType<ProgramEvent.Owned>(read).Snapshot);
            else Assert.Equivalent(said, read, strict: true);
        }
    }

    [Fact]
    public void A_step_is_written_and_read_back_the_same()
    {
        var arguments = new TraceArguments
        {
            ["data"] = "a\"b",
            ["count"] = ulong.MaxValue,
            ["code"] = 7L,
            ["nohang"] = true,
            ["address"] = null,
        };
        var step = new TraceLine
        {
            Index = 3,
            Phase = "after",
            Pid = 7,
            Tid = 8,
            Call = "read",
            Arguments = arguments,
            Result = -1,
            Caller = 0x1234,
        };
        foreach (var line in (TraceLine[])[step with { Snapshot = Sample.Snapshot }, step with { Changes = Changes() }])
        {
            var text = JsonSerializer.Serialize(line, TraceWritingContext.Default.TraceLine);
            var read = TraceJson.ReadLine(JsonDocument.Parse(text).RootElement);
            Assert.EquivalentWithExclusions(line, read, strict: true, "Snapshot", "Changes.Sockets");
            Assert.Equal(line.Changes?.Sockets, read.Changes?.Sockets);
            if (line.Snapshot is { } snapshot) Sample.AssertSame(snapshot, read.Snapshot!);
            Assert.Equal(arguments.ToArray(), read.Arguments.ToArray());
        }
    }

    [Fact]
    public void A_list_without_an_item_is_left_out_of_what_changed()
    {
        var changes = new TraceChanges { TakenAt = DateTimeOffset.UnixEpoch, Processes = [], GoneSockets = [] };
        var text = JsonSerializer.Serialize(changes, TraceWritingContext.Default.TraceChanges);
        Assert.Equal("""{"takenAt":"1970-01-01T00:00:00+00:00"}""", text);
    }

    [Theory]
    [InlineData("""{"schema":2}""", "schema")]
    [InlineData("""{"schema":1,"index":0,"phase":"after","pid":1,"call":"read","arguments":{}}""", "snapshot")]
    [InlineData(
        """{"schema":1,"index":0,"phase":"during","pid":1,"call":"read","arguments":{},"changes":{"takenAt":"2026-01-01T00:00:00Z"}}""",
        "during")]
    [InlineData(
        """
        {"schema":1,"index":0,"phase":"after","pid":1,"call":"read","arguments":{"a":[]},"changes":{"takenAt":"2026-01-01T00:00:00Z"}}
        """,
        "인자 a")]
    [InlineData(
        """
        {"schema":1,"index":0,"phase":"after","pid":1,"call":"read","arguments":{},"changes":{"takenAt":"2026-01-01T00:00:00Z",
        "processes":[null]}}
        """,
        "null")]
    [InlineData(
        """
        {"schema":1,"index":0,"phase":"after","pid":1,"call":"read","arguments":{},"changes":{"takenAt":"2026-01-01T00:00:00Z",
        "descriptors":[{"pid":1,"fd":3,"kind":"door","inode":1,"target":"","cloexec":false,"ofd":1}]}}
        """,
        "door")]
    public void What_is_no_step_is_refused_with_what_is_wrong(string text, string expected)
    {
        var error = Assert.Throws<JsonException>(() => TraceJson.ReadLine(JsonDocument.Parse(text).RootElement));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_is_written_and_read_back_the_same()
    {
        var command = TracerCommand.Next with
        {
            Command = "until",
            Call = "close",
            Phase = "after",
            Result = "0",
            Only = [ProcessRole.Parent],
            TimeoutMs = 5,
        };
        Assert.Contains("\"result\":0", command.ToJson(), StringComparison.Ordinal);
        Assert.Equivalent(command, JsonSerializer.Deserialize(command.ToJson(), TraceJsonContext.Default.TracerCommand), strict: true);
    }

    private static TraceChanges Changes() => new()
    {
        TakenAt = DateTimeOffset.UnixEpoch,
        Processes = [.. Sample.Snapshot.Processes],
        Descriptors = [.. Sample.Snapshot.Descriptors.Select(fact => fact with { Name = "clnt_sock" })],
        Sockets = [.. Sample.Snapshot.Sockets],
        GoneProcesses = [5],
        GoneDescriptors = [new(5, 3)],
        GoneSockets = [9],
    };
}
