using System.Text.Json;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>One line of the tracer: a process at the entry or the exit of a call, and what changed since the line before.</summary>
internal sealed record TraceLine
{
    public required int Index { get; init; }

    public required bool IsBefore { get; init; }

    public required int Pid { get; init; }

    public int? Tid { get; init; }

    /// <summary>"parent", "child 1"; null for what stands outside the server.</summary>
    public string? Role { get; init; }

    public required string Call { get; init; }

    public string? SystemCall { get; init; }

    public required IReadOnlyDictionary<string, object?> Arguments { get; init; }

    public int? Fd { get; init; }

    public string? Descriptor { get; init; }

    public long? Result { get; init; }

    public string? Error { get; init; }

    /// <summary>The index of the same call's "before".</summary>
    public int? Before { get; init; }

    /// <summary>Where in the program's file the call comes from.</summary>
    public ulong? Caller { get; init; }

    /// <summary>What changed; null where the line has all that is owned (<see cref="Snapshot"/>).</summary>
    public TraceChanges? Changes { get; init; }

    public OwnedSnapshot? Snapshot { get; init; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="TimelineFormatException">It is of another schema or lacks something.</exception>
    public static TraceLine Read(JsonElement json)
    {
        if (!json.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out var number) || number != SnapshotJson.Schema)
            throw new TimelineFormatException($"schema가 {SnapshotJson.Schema}이 아니다");
        return new()
        {
            Index = json.GetProperty("index").GetInt32(),
            IsBefore = json.GetProperty("phase").GetString() switch
            {
                "before" => true,
                "after" => false,
                var other => throw new TimelineFormatException($"phase에 모르는 값이 있다: '{other}'"),
            },
            Pid = json.GetProperty("pid").GetInt32(),
            Tid = json.Int("tid"),
            Role = json.Text("role"),
            Call = json.GetProperty("call").GetString() ?? throw new TimelineFormatException("call이 null이다"),
            SystemCall = json.Text("systemCall"),
            Arguments = ReadArguments(json.GetProperty("arguments")),
            Fd = json.Int("fd"),
            Descriptor = json.Text("descriptor"),
            Result = json.Long("result"),
            Error = json.Text("error"),
            Before = json.Int("before"),
            Caller = (ulong?)json.Long("caller"),
            Changes = json.TryGetProperty("changes", out var changes) ? TraceChanges.Read(changes) : null,
            Snapshot = json.TryGetProperty("snapshot", out var snapshot) ? OwnedSnapshot.Read(snapshot)
                : changes.ValueKind == JsonValueKind.Undefined ? throw new TimelineFormatException("snapshot도 changes도 없다") : null,
        };
    }

    private static OrderedDictionary<string, object?> ReadArguments(JsonElement json)
    {
        var arguments = new OrderedDictionary<string, object?>();
        foreach (var argument in json.EnumerateObject())
            arguments[argument.Name] = argument.Value.ValueKind switch
            {
                JsonValueKind.String => argument.Value.GetString(),
                JsonValueKind.Number when argument.Value.TryGetInt64(out var number) => number,
                JsonValueKind.Number => argument.Value.GetUInt64(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            };
        return arguments;
    }
}

/// <summary>A descriptor with what the chapter calls it.</summary>
/// <param name="Fact">The descriptor.</param>
/// <param name="Name">serv_sock, clnt_sock; null for none.</param>
internal readonly record struct OwnedDescriptor(DescriptorFact Fact, string? Name);

/// <summary>All that is owned at one line.</summary>
internal sealed record OwnedSnapshot(
    DateTimeOffset TakenAt, DescriptionSource Source, IReadOnlyList<ProcessFact> Processes, IReadOnlyList<OwnedDescriptor> Descriptors, IReadOnlyList<SocketFact> Sockets)
{
    public static OwnedSnapshot Read(JsonElement json) => new(
        json.GetProperty("takenAt").GetDateTimeOffset(),
        json.Text("descriptions") == "kcmp" ? DescriptionSource.Kcmp : DescriptionSource.SocketInode,
        json.List("processes", TraceFacts.Process),
        json.List("descriptors", TraceFacts.Descriptor),
        json.List("sockets", TraceFacts.Socket));
}

/// <summary>What changed from one line to the next: what is listed is new or replaces what was there.</summary>
internal sealed record TraceChanges
{
    public required DateTimeOffset TakenAt { get; init; }

    public IReadOnlyList<ProcessFact> Processes { get; init; } = [];

    public IReadOnlyList<OwnedDescriptor> Descriptors { get; init; } = [];

    public IReadOnlyList<SocketFact> Sockets { get; init; } = [];

    public IReadOnlyList<int> GoneProcesses { get; init; } = [];

    public IReadOnlyList<(int Pid, int Fd)> GoneDescriptors { get; init; } = [];

    public IReadOnlyList<ulong> GoneSockets { get; init; } = [];

    public static TraceChanges Read(JsonElement json) => new()
    {
        TakenAt = json.GetProperty("takenAt").GetDateTimeOffset(),
        Processes = json.List("processes", TraceFacts.Process),
        Descriptors = json.List("descriptors", TraceFacts.Descriptor),
        Sockets = json.List("sockets", TraceFacts.Socket),
        GoneProcesses = json.List("goneProcesses", pid => pid.GetInt32()),
        GoneDescriptors = json.List("goneDescriptors", gone => (gone.GetProperty("pid").GetInt32(), gone.GetProperty("fd").GetInt32())),
        GoneSockets = json.List("goneSockets", inode => inode.GetUInt64()),
    };
}

/// <summary>The facts of the snapshot's JSON (schema 1), read from a document that is parsed already.</summary>
internal static class TraceFacts
{
    public static ProcessFact Process(JsonElement json) => new(
        json.GetProperty("pid").GetInt32(),
        json.GetProperty("ppid").GetInt32(),
        json.GetProperty("state").GetString() is [var letter] ? letter : throw new TimelineFormatException("state는 글자 하나여야 한다"),
        json.GetProperty("command").GetString() ?? "",
        json.GetProperty("startTime").GetUInt64(),
        json.Text("role"));

    public static OwnedDescriptor Descriptor(JsonElement json) => new(
        new DescriptorFact(
            json.GetProperty("pid").GetInt32(),
            json.GetProperty("fd").GetInt32(),
            json.GetProperty("kind").GetString() switch
            {
                "socket" => DescriptorKind.Socket,
                "pipe" => DescriptorKind.Pipe,
                "file" => DescriptorKind.File,
                "anon" => DescriptorKind.Anon,
                "other" => DescriptorKind.Other,
                var unknown => throw new TimelineFormatException($"kind에 모르는 값이 있다: '{unknown}'"),
            },
            json.GetProperty("inode") is { ValueKind: JsonValueKind.Number } inode ? inode.GetUInt64() : null,
            json.GetProperty("target").GetString() ?? "",
            json.GetProperty("cloexec").GetBoolean(),
            json.Int("ofd")),
        json.Text("name"));

    public static SocketFact Socket(JsonElement json) => new(
        json.GetProperty("inode").GetUInt64(),
        json.GetProperty("protocol").GetString() ?? "unknown",
        json.Text("local"),
        json.Text("remote"),
        json.Text("state"));

    /// <summary>A text; null where it is not there or null.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    public static int? Int(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt32() : null;

    public static long? Long(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt64() : null;

    /// <summary>A list; empty where it is not there.</summary>
    public static T[] List<T>(this JsonElement json, string name, Func<JsonElement, T> read)
    {
        if (!json.TryGetProperty(name, out var list)) return [];
        var items = new T[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray()) items[i++] = read(item);
        return items;
    }
}

/// <summary>A text that is no recording of a known schema; the message says which line and what is wrong.</summary>
public sealed class TimelineFormatException : FormatException
{
    /// <param name="message">What is wrong, in Korean.</param>
    /// <param name="innerException">The error below; null for none.</param>
    public TimelineFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
