using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EchoNotebooks.Linux;

/// <summary>
/// Snapshots as JSON, schema 1:
/// <code>
/// {"schema":1, "takenAt":"RFC 3339", "descriptions":"kcmp|socketInode|followed",
///  "processes":[{"pid","ppid","state","command","startTime","role"}],
///  "descriptors":[{"pid","fd","kind":"socket|pipe|file|anon|other","inode","target","cloexec","ofd"}],
///  "sockets":[{"inode","protocol","local","remote","state","receiveQueue","sendQueue"}],
///  "problems":[{"pid","what":"gone|notPermitted|moved","path","errno"}]}
/// </code>
/// Every name is always there but those of the queues, which stand where they are known; what is not known is null.
/// Equal ofd numbers are one open file description.
/// A reader passes over names that it does not know; a meaning that changes gets another schema number.
/// </summary>
public static class SnapshotJson
{
    /// <summary>The schema that is written and read.</summary>
    public const int Schema = 1;

    private static readonly Lazy<JsonTypeInfo<DescriptorSnapshot>> Contract = new(CreateContract);

    /// <summary>Writes a snapshot as one line.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public static string Write(DescriptorSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return JsonSerializer.Serialize(snapshot, Contract.Value);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="SnapshotFormatException">It is no JSON, of another schema, or lacks something.</exception>
    public static DescriptorSnapshot Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var schema = JsonSerializer.Deserialize(json, TraceJsonContext.Default.SchemaOnly)?.Schema;
            if (schema != Schema)
                throw new SnapshotFormatException($"스냅샷 JSON의 schema는 {Schema}이어야 한다. {(schema is null ? "그 값이 없다" : $"여기에는 {schema}이다")}");
            var snapshot = JsonSerializer.Deserialize(json, Contract.Value)!;
            if (snapshot.HasNull) throw new SnapshotFormatException("스냅샷 JSON의 목록에 null이 있다");
            return snapshot;
        }
        catch (JsonException e)
        {
            throw new SnapshotFormatException($"스냅샷 JSON을 읽을 수 없다({e.LineNumber + 1}행, {e.Path ?? "$"}): {JsonFault.Explain(e)}", e);
        }
    }

    /// <summary>A snapshot as it is written here: a descriptor has a name only where a tracer has given it one.</summary>
    private static JsonTypeInfo<DescriptorSnapshot> CreateContract()
    {
        var options = new JsonSerializerOptions(TraceJsonContext.Default.Options)
        {
            Encoder = TraceJson.Encoder,
            TypeInfoResolver = TraceJsonContext.Default.WithAddedModifier(LeaveOutNames),
        };
        return (JsonTypeInfo<DescriptorSnapshot>)options.GetTypeInfo(typeof(DescriptorSnapshot));
    }

    private static void LeaveOutNames(JsonTypeInfo type)
    {
        if (type.Type != typeof(DescriptorFact)) return;
        foreach (var property in type.Properties)
            if (property.Name == "name") property.ShouldSerialize = static (_, name) => name is not null;
    }
}
