using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace EchoNotebooks.Linux;

/// <summary>
/// The tracer's protocol (src/EchoNotebooks.Tracer/PROTOCOL.md) as JSON: the same records and the same generated code
/// for the tracer, which writes lines and reads commands, and for its readers.
/// </summary>
internal static class TraceJson
{
    /// <summary>Korean stays readable; control characters, which a client may have sent, are escaped all the same.</summary>
    internal static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>Whether a line is an event; otherwise it is a step.</summary>
    internal static bool IsEvent(JsonElement line) => line.ValueKind == JsonValueKind.Object && line.TryGetProperty("event", out _);

    /// <summary>Reads a line that is a step.</summary>
    /// <exception cref="JsonException">The line is of another schema or lacks something.</exception>
    internal static TraceLine ReadLine(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object) throw new JsonException("JSON 객체가 아니다");
        if (!line.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.Number
            || !schema.TryGetInt32(out var number) || number != SnapshotJson.Schema)
            throw new JsonException($"schema가 {SnapshotJson.Schema}이 아니다");
        var read = line.Deserialize(TraceJsonContext.Default.TraceLine)!;
        if (read.Phase is not ("before" or "after")) throw new JsonException($"phase에 모르는 값이 있다: '{read.Phase}'");
        if (read is { Snapshot: null, Changes: null }) throw new JsonException("snapshot도 changes도 없다");
        if (read.Snapshot?.HasNull == true || read.Changes?.HasNull == true) throw new JsonException("목록에 null이 있다");
        return read;
    }
}
